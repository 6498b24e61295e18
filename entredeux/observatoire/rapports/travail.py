"""« Notre travail » : each quantity with its definition, its source and how many records it comes from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.observatoire.enums import Axe, GenrePeriode
from entredeux.observatoire.models import Publication, QuantiteDeclaree
from entredeux.observatoire.periodes import NOMS_DES_MOIS, Periode, parse_periode
from entredeux.observatoire.publication import TOUT, available_periods
from entredeux.observatoire.quantites import DEFINITIONS, Definition, Quantite
from entredeux.observatoire.rapports.mots import AILLEURS, names_of
from entredeux.observatoire.travail import CelluleExacte, count_travail, months_open

ENTETE_TRAVAIL = (
    "periode",
    "quantite",
    "libelle",
    "unite",
    "detail",
    "code",
    "valeur",
    "secret",
    "n",
    "definition",
    "source",
    "empreinte",
)


@dataclass(frozen=True)
class LigneTravail:
    """A quantity: one cell a column, the last one the total; or, in words, why there is none (`manque`)."""

    quantite: Quantite
    definition: Definition
    cellules: tuple[CelluleExacte, ...]
    publication: Publication | None
    manque: str = ""

    @property
    def total(self) -> CelluleExacte:
        return self.cellules[-1]


@dataclass(frozen=True)
class RapportTravail:
    periode: Periode
    detail: str
    codes: tuple[str, ...]
    colonnes: tuple[str, ...]
    lignes: tuple[LigneTravail, ...]

    @property
    def a_des_mois_caches(self) -> bool:
        return any(cell.est_secrete for line in self.lignes for cell in line.cellules)


def travail_periods(structure: Structure) -> list[Periode]:
    """Years, quarters and months that can be read, latest first in each; a declaration opens its own period."""
    today = timezone.localdate()
    counted = [period for period in available_periods(structure, today) if period.genre != GenrePeriode.MOIS]
    codes = QuantiteDeclaree.objects.filter(structure=structure).values_list("periode", flat=True).distinct()
    declared = {parse_periode(code) for code in codes}
    opened = {period for period in declared if period.est_close(today)} | set(counted)
    years = sorted((period for period in opened if period.genre == GenrePeriode.ANNEE), reverse=True)
    quarters = sorted((period for period in opened if period.genre == GenrePeriode.TRIMESTRE), reverse=True)
    return [*years, *quarters, *months_open(structure)]


def build_travail(structure: Structure, periode: Periode, detail: str, *, by: Acteur) -> RapportTravail:
    """`detail` is empty (totals), "mois" or "qpv". A quantity that does not cut so is left out of a detailed table."""
    axes = [Axe(detail)] if detail else []
    asked = [
        quantite
        for quantite, said in DEFINITIONS.items()
        if periode.genre in said.periodes and set(axes) <= set(said.axes)
    ]
    lines: list[LigneTravail] = []
    codes: tuple[str, ...] = ()
    for quantite in asked:
        try:
            values, cells, publication = count_travail(
                quantite, structure=structure, periode=periode.code, axes=axes, by=by
            )
        except ValidationError as refusal:
            lines.append(LigneTravail(quantite, DEFINITIONS[quantite], (), None, refusal.messages[0]))
            continue
        codes = values[axes[0]] if axes else ()
        ordered = [*(cells[(code,)] for code in codes), cells[(TOUT,) if axes else ()]]
        lines.append(LigneTravail(quantite, DEFINITIONS[quantite], tuple(ordered), publication))
    return RapportTravail(periode, detail, codes, _headers(detail, codes), tuple(lines))


def _headers(detail: str, codes: Sequence[str]) -> tuple[str, ...]:
    if detail == Axe.MOIS:
        return tuple(NOMS_DES_MOIS[int(code[5:]) - 1].capitalize() for code in codes)
    names = names_of(codes)
    return tuple(names.get(code, AILLEURS) for code in codes)


def travail_csv_rows(rapport: RapportTravail, structure: Structure) -> Iterator[list[str]]:
    yield [f"# Notre travail, {rapport.periode.libelle}, {structure.nom}. Nombres exacts : aucune personne rencontrée."]
    yield ["# « s. » : mois qui dirait les heures d'une seule personne. « non déclaré » n'est pas zéro."]
    yield list(ENTETE_TRAVAIL)
    for line in rapport.lignes:
        codes = [*rapport.codes, ""]
        cells = zip(codes[-len(line.cellules) :], line.cellules, strict=True) if line.cellules else [("", None)]
        for code, cell in cells:
            yield _csv_row(rapport, line, code, cell)


def _csv_row(rapport: RapportTravail, line: LigneTravail, code: str, cell: CelluleExacte | None) -> list[str]:
    shown = "" if cell is None or cell.valeur is None else str(round(cell.valeur, 2))
    secret = "non déclaré" if cell is None else "s." if cell.est_secrete else ""
    return [
        rapport.periode.code,
        str(line.quantite),
        line.quantite.label,
        line.definition.unite,
        rapport.detail if code else "",
        code,
        shown.replace(".", ","),
        secret,
        "" if cell is None or cell.n is None else str(cell.n),
        line.definition.dit,
        line.definition.source,
        line.publication.empreinte if line.publication else "",
    ]
