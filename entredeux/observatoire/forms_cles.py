from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.observatoire.enums import PorteeCle
from entredeux.observatoire.models import Convention

JOUR = {"type": "date"}
SIX_MOIS = timedelta(days=182)


class CleForm(forms.Form):
    nom = forms.CharField(
        label="À quoi elle sert",
        max_length=80,
        help_text="Par exemple « tableau de bord de la ville ». Une clé par programme.",
    )
    portees = forms.MultipleChoiceField(
        label="Ce qu'elle lit",
        choices=PorteeCle.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[PorteeCle.CATALOGUE.value, PorteeCle.FIGURES.value],
        error_messages={"required": "Choisissez ce que cette clé peut lire."},
    )
    convention = forms.ModelChoiceField(
        Convention.objects.none(),
        label="Convention",
        required=False,
        empty_label="Aucune",
        help_text="Seulement pour le seuil de 5 : passé son dernier jour, la clé lit au seuil de 11.",
    )
    expire_le = forms.DateField(
        label="Valable jusqu'au (compris)",
        widget=forms.DateInput(format="%Y-%m-%d", attrs=JOUR),
        help_text="Un an au plus.",
    )

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expire_le"].initial = timezone.localdate() + SIX_MOIS
        if by.structure:
            mine = Convention.objects.filter(structure=by.structure, fin__gte=timezone.localdate())
            self.fields["convention"].queryset = mine  # type: ignore[attr-defined]
