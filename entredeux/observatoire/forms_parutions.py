from typing import Any

from django import forms

from entredeux.cadre.acteur import Acteur, members_with
from entredeux.cadre.models import Compte
from entredeux.cadre.permissions import Permission

JOUR = {"type": "date"}


class ConventionForm(forms.Form):
    """An agreement, and the accounts it binds: those of the structure that read its figures."""

    organisme = forms.CharField(label="Organisme", max_length=120)
    reference = forms.CharField(
        label="Référence du texte signé",
        max_length=80,
        help_text="Par exemple « convention du 12 mars 2026, article 4 ».",
    )
    debut = forms.DateField(label="Du", widget=forms.DateInput(format="%Y-%m-%d", attrs=JOUR))
    fin = forms.DateField(label="Au (compris)", widget=forms.DateInput(format="%Y-%m-%d", attrs=JOUR))
    comptes = forms.ModelMultipleChoiceField(
        Compte.objects.none(), label="Comptes du partenaire", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by.structure:
            readers = members_with(Permission.VOIR_FIGURES, by.structure)
            inside = members_with(Permission.VOIR_TERRAIN, by.structure)
            self.fields["comptes"].queryset = readers.exclude(pk__in=inside.values("pk")).order_by("nom")  # type: ignore[attr-defined]
