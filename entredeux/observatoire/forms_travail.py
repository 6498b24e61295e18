from collections.abc import Mapping, Sequence
from datetime import date

from django import forms

from entredeux.observatoire.enums import Axe, GenrePeriode
from entredeux.observatoire.fiches import EFFECTIF_MAX, RUBRIQUES, Bloc, Rubrique, rubriques_of
from entredeux.observatoire.periodes import Periode, parse_periode
from entredeux.observatoire.quantites import CHOIX_DECLARES

GROUPES = {
    GenrePeriode.ANNEE: "Années",
    GenrePeriode.TRIMESTRE: "Trimestres",
    GenrePeriode.MOIS: "Mois",
}
DETAILS = [("", "Aucun, le total"), (Axe.MOIS.value, "Par mois"), (Axe.QPV.value, "Par quartier (dysfonctionnements)")]
ANNEES_DECLARABLES = 4


def grouped(periods: Sequence[Periode]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups = [
        (title, [(each.code, each.libelle.capitalize()) for each in periods if each.genre == genre])
        for genre, title in GROUPES.items()
    ]
    return [(title, listed) for title, listed in groups if listed]


class TravailForm(forms.Form):
    """The filters of the page, in its address. A wrong value comes back said, beside what is possible."""

    periode = forms.ChoiceField(
        label="Période",
        required=False,
        error_messages={
            "invalid_choice": "Cette période n'a pas de quantités à montrer : choisissez dans la liste. Un mois se "
            "montre avec son trimestre entier, et à partir de trois médiatrices et médiateurs."
        },
    )
    detail = forms.ChoiceField(
        label="Détail",
        required=False,
        choices=DETAILS,
        error_messages={"invalid_choice": "Ce détail n'existe pas : choisissez aucun, par mois ou par quartier."},
    )

    def __init__(self, *args: object, periodes: Sequence[Periode], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.periodes = periodes
        self.fields["periode"].choices = grouped(periodes)  # type: ignore[attr-defined]
        self.initial = {"periode": periodes[0].code, "detail": ""}

    @property
    def periode_choisie(self) -> Periode:
        """The latest year unless told otherwise: a one-post association has no month."""
        return parse_periode(self.cleaned_data["periode"] or self.periodes[0].code)

    @property
    def detail_choisi(self) -> str:
        """By month, a month has no detail: the total."""
        detail = str(self.cleaned_data["detail"])
        return "" if detail == Axe.MOIS and self.periode_choisie.genre == GenrePeriode.MOIS else detail


class DeclarationForm(forms.Form):
    nature = forms.ChoiceField(label="Quoi", choices=CHOIX_DECLARES)
    periode = forms.ChoiceField(label="Trimestre ou année")
    nombre = forms.IntegerField(
        label="Nombre",
        min_value=0,
        help_text="Un nombre entier ; des euros entiers pour le coût complet. Pour corriger, déclarez de nouveau.",
        error_messages={"min_value": "Donnez un nombre entier, zéro ou plus.", "invalid": "Donnez un nombre entier."},
    )

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["periode"].choices = grouped(_ended_periods(today))  # type: ignore[attr-defined]


def _ended_periods(today: date) -> list[Periode]:
    years = range(today.year, today.year - ANNEES_DECLARABLES, -1)
    codes = [*(str(year) for year in years), *(f"{year}-T{number}" for year in years for number in range(4, 0, -1))]
    return [period for period in map(parse_periode, codes) if period.fin < today]


class FicheForm(forms.Form):
    """The yearly sheet: a number for each value of each heading. A heading left empty is not told; an empty box beside
    a number is zero."""

    def __init__(self, *args: object, avant: Mapping[str, Mapping[str, int]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for rubrique in RUBRIQUES.values():
            for value, words in rubrique.valeurs.items():
                self.fields[f"{rubrique.code}-{value}"] = forms.IntegerField(
                    label=words,
                    required=False,
                    min_value=0,
                    max_value=EFFECTIF_MAX,
                    initial=avant.get(rubrique.code, {}).get(value),
                    error_messages={"invalid": "Donnez un nombre entier."},
                )

    @property
    def blocs(self) -> list[tuple[Bloc, list[tuple[Rubrique, list[forms.BoundField]]]]]:
        return [
            (bloc, [(each, [self[f"{each.code}-{value}"] for value in each.valeurs]) for each in rubriques_of(bloc)])
            for bloc in Bloc
        ]

    @property
    def comptes(self) -> dict[str, dict[str, int]]:
        told = {
            each.code: {value: self.cleaned_data[f"{each.code}-{value}"] for value in each.valeurs}
            for each in RUBRIQUES.values()
        }
        return {
            code: {value: number or 0 for value, number in counts.items()}
            for code, counts in told.items()
            if any(number is not None for number in counts.values())
        }
