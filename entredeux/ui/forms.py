from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms are drawn by our templates (ui/templates/django/forms): label, help, error, then the field."""
