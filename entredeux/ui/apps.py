from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "entredeux.ui"
    verbose_name = "Apparence"

    def ready(self) -> None:
        from django.forms import Field

        # Wagtail's catalogue comes before Django's and says « Champ requis. », which says less.
        Field.default_error_messages["required"] = "Ce champ est obligatoire."  # type: ignore[assignment]
