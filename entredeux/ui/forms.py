"""How forms are drawn (ui/templates/django/forms) and the four widgets of the field screens."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms are drawn by our templates (ui/templates/django/forms): label, help, error, then the field."""


class Puces(forms.RadioSelect):
    """One choice among a few, as chips large enough for a glove. No keyboard, no list to unfold."""

    template_name = "ui/widgets/puces.html"
    option_template_name = "ui/widgets/puce.html"


class PucesMultiples(forms.CheckboxSelectMultiple):
    """Several choices, as chips."""

    template_name = "ui/widgets/puces.html"
    option_template_name = "ui/widgets/puce.html"


class Compteur(forms.NumberInput):
    """A number; ui/js/compteur.js adds the two buttons « moins » and « plus » where it runs."""

    template_name = "ui/widgets/compteur.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", **(attrs or {})})


class Interrupteur(forms.CheckboxInput):
    """Yes or no, said in words beside the switch."""

    template_name = "ui/widgets/interrupteur.html"
