from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError

from entredeux.observatoire.enums import Axe
from entredeux.observatoire.periodes import Periode, parse_periode

GROUPES = {"annee": "Années", "trimestre": "Trimestres", "mois": "Mois"}
DETAILS = [
    ("aucun", "Aucun, le total"),
    (Axe.MOIS.value, "Par mois"),
    (Axe.REGISTRE.value, "Par registre"),
    (Axe.DOMAINE.value, "Par domaine"),
]


class ExacteForm(forms.Form):
    """The filters of exact counts, kept in the address. A wrong value comes back shown, with what is possible."""

    periode = forms.CharField(label="Période", required=False, widget=forms.Select)
    detail = forms.ChoiceField(
        label="Détail",
        required=False,
        choices=DETAILS,
        error_messages={"invalid_choice": "Ce détail n'existe pas : choisissez aucun, mois, registre ou domaine."},
    )

    def __init__(self, *args: object, periodes: Sequence[Periode], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.periodes = periodes
        groups = {
            title: [(p.code, p.libelle.capitalize()) for p in periodes if p.genre == genre]
            for genre, title in GROUPES.items()
        }
        self.fields["periode"].widget.choices = [(title, listed) for title, listed in groups.items() if listed]  # type: ignore[attr-defined]

    def clean_periode(self) -> str:
        """Empty: the latest quarter, else the latest period there is."""
        code = self.cleaned_data["periode"] or default_period(self.periodes).code
        parse_periode(code)
        return code

    def clean_detail(self) -> str:
        return self.cleaned_data["detail"] or Axe.MOIS.value

    @property
    def periode_choisie(self) -> str:
        return self.data.get("periode") or default_period(self.periodes).code

    @property
    def detail_choisi(self) -> str:
        return self.data.get("detail") or Axe.MOIS.value

    @property
    def axes(self) -> list[str]:
        detail = self.cleaned_data["detail"]
        return [Axe.QPV.value] if detail == "aucun" else [Axe.QPV.value, detail]

    def refuse(self, error: ValidationError) -> None:
        """A period that exists but is not out yet: the reason is shown beside the field."""
        self.add_error("periode" if error.code.startswith("periode") else None, error)  # type: ignore[union-attr]


def default_period(periods: Sequence[Periode]) -> Periode:
    return next((period for period in periods if period.genre == "trimestre"), periods[0])
