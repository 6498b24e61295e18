"""Two days and a choice: there is no field where a fact could be written."""

from django import forms

from entredeux.situations.enums import ExclusionDite
from entredeux.situations.forms.situations import Jour
from entredeux.ui.forms import Puces


class TransmissionForm(forms.Form):
    identifiant = forms.UUIDField(widget=forms.HiddenInput)
    le = forms.DateField(
        label="Dite à l'équipe le",
        widget=Jour(),
        help_text="La date, et rien des faits : l'élève sait à qui c'est dit, et le récit est dans le dossier de "
        "l'établissement.",
    )


class ExclusionForm(forms.Form):
    exclusion = forms.ChoiceField(
        label="Une exclusion a-t-elle été évitée ?",
        choices=ExclusionDite.choices,
        widget=Puces,
        help_text="Ce que dit l'établissement, pas notre estimation.",
    )
    dite_le = forms.DateField(label="Dit le", required=False, widget=Jour(), help_text="Vide : aujourd'hui.")
