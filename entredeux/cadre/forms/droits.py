import uuid
from typing import Any

from django import forms
from django.utils import timezone

from entredeux.cadre.enums import GenreDroits, OrigineDroits, RefusDroits
from entredeux.ui.forms import Puces

ORIGINES = [(each.value, each.label) for each in (OrigineDroits.PERSONNE, OrigineDroits.REPRESENTANT)]


class DemandeDroitsForm(forms.Form):
    """What is asked, by whom in general, when, and the receipt if there is one. No name, no address."""

    identifiant = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    genre = forms.ChoiceField(label="Ce qu'elle demande", choices=GenreDroits.choices, widget=Puces)
    origine = forms.ChoiceField(label="Qui demande", choices=ORIGINES, widget=Puces)
    recue_le = forms.DateField(
        label="Reçue le",
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    numero = forms.CharField(
        label="Numéro du reçu, si elle en a un",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text="Celui d'un accord ou d'une demande envoyée à l'équipe.",
    )

    def __init__(self, *args: Any, est_trouvee: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if est_trouvee:
            del self.fields["numero"]


class RefusDroitsForm(forms.Form):
    refus = forms.ChoiceField(label="Pourquoi", choices=RefusDroits.choices, widget=Puces)
    explication = forms.CharField(
        label="Ce que vous lui répondez",
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="La personne le lira avec son numéro. La réponse ajoute qu'elle peut s'adresser à la CNIL.",
    )


class EffacementForm(forms.Form):
    etendue = forms.ChoiceField(label="Ce qui est effacé", widget=Puces)

    def __init__(self, *args: Any, etendues: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["etendue"].choices = etendues  # type: ignore[attr-defined]
        self.fields["etendue"].initial = etendues[0][0]


class NumeroForm(forms.Form):
    numero = forms.CharField(
        label="Numéro",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
