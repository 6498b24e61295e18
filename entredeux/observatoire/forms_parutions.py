from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from entredeux.cadre.acteur import Acteur, members_with
from entredeux.cadre.models import Compte
from entredeux.cadre.permissions import Permission
from entredeux.observatoire.indicateurs import Indicateur
from entredeux.observatoire.indicateurs.schema import RegistreUtilite
from entredeux.observatoire.parutions import PAR_DEFAUT
from entredeux.observatoire.periodes import Periode

JOUR = {"type": "date"}


@dataclass(frozen=True)
class Rayon:
    """The indicators of one register, folded unless one is chosen. `cases` are (code, title, is chosen)."""

    registre: RegistreUtilite
    cases: list[tuple[str, str, bool]]

    @property
    def choisis(self) -> int:
        return sum(chosen for _, _, chosen in self.cases)


class ParutionForm(forms.Form):
    """A period that is out, and indicators computed here."""

    periode = forms.CharField(label="Période", max_length=20, widget=forms.Select)
    indicateurs = forms.MultipleChoiceField(
        label="Indicateurs",
        widget=forms.CheckboxSelectMultiple,
        help_text="Chacun paraît par quartier, par mois, et par les thèmes que sa définition permet.",
        error_messages={"required": "Choisissez au moins un indicateur."},
    )

    def __init__(self, *args: Any, periodes: Sequence[Periode], indicateurs: Sequence[Indicateur], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["periode"].widget.choices = [(each.code, each.libelle) for each in periodes]  # type: ignore[attr-defined]
        listed = [(each.code, each.titre) for each in indicateurs]
        self.fields["indicateurs"].choices = listed  # type: ignore[attr-defined]
        self.fields["indicateurs"].initial = list(PAR_DEFAUT)
        self.a_des_periodes = bool(periodes)
        self.proposes = indicateurs

    def rayons(self) -> list[Rayon]:
        chosen = self["indicateurs"].value() or []
        shelves = [
            Rayon(each, [(one.code, one.titre, one.code in chosen) for one in self.proposes if one.registre == each])
            for each in RegistreUtilite
        ]
        return [shelf for shelf in shelves if shelf.cases]


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
