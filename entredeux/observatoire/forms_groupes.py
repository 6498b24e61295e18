"""The form of a group of residences: typed input comes back as it was."""

from collections.abc import Sequence

from django import forms

from entredeux.observatoire.models_groupes import RESIDENCES_MIN
from entredeux.observatoire.residences import Residence


class GroupeForm(forms.Form):
    nom = forms.CharField(label="Nom du groupe", max_length=80)
    annee = forms.TypedChoiceField(label="Année entière", coerce=int)
    residences = forms.MultipleChoiceField(
        label="Résidences",
        widget=forms.CheckboxSelectMultiple,
        help_text=f"Au moins {RESIDENCES_MIN}. Leurs noms sont ceux du champ « Résidence » de vos lieux.",
    )

    def __init__(self, *args: object, annees: Sequence[int], residences: Sequence[Residence], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["annee"].choices = [(year, str(year)) for year in annees]  # type: ignore[attr-defined]
        self.fields["residences"].choices = [(each.cle, each.nom) for each in residences]  # type: ignore[attr-defined]
