"""A release as a page reads it: rows and columns of the same protected cells that its files hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from entredeux.observatoire.donnees import definition_of, zone_names
from entredeux.observatoire.enums import Axe, RaisonSecret
from entredeux.observatoire.indicateurs import Indicateur
from entredeux.observatoire.models import Parution, TableParue
from entredeux.observatoire.parutions import tables_by_code
from entredeux.observatoire.periodes import parse_periode
from entredeux.observatoire.publication import AUTRE, TOUT
from entredeux.observatoire.rapports.mots import AILLEURS, ENSEMBLE
from entredeux.observatoire.vocabulaires import terms_of


@dataclass(frozen=True)
class CaseLue:
    valeur: float | None
    raison: str

    @property
    def est_secrete(self) -> bool:
        return self.valeur is None

    @property
    def raison_lisible(self) -> str:
        return RaisonSecret(self.raison).label if self.raison else ""


@dataclass(frozen=True)
class TableLue:
    """`detail` is the second axis in words; `lignes` are (name, cells), the structure's own row last."""

    detail: str
    colonnes: tuple[tuple[str, bool], ...]
    lignes: tuple[tuple[str, tuple[CaseLue, ...]], ...]
    ensemble: tuple[CaseLue, ...]
    raison: str


@dataclass(frozen=True)
class IndicateurParu:
    definition: Indicateur
    tables: tuple[TableLue, ...]

    @property
    def raison(self) -> str:
        return next((table.raison for table in self.tables if table.raison), "")


def read_parution(parution: Parution) -> list[IndicateurParu]:
    period = parse_periode(parution.periode)
    return [
        IndicateurParu(definition_of(tables[0]), tuple(_read(table, period.fin) for table in tables))
        for tables in tables_by_code(parution).values()
    ]


def _read(table: TableParue, day: date) -> TableLue:
    axes = table.liste_axes
    cells = {tuple(key): CaseLue(value, reason) for *key, value, reason, _ in table.cellules}
    zones = _values(cells, axes.index(Axe.QPV)) if Axe.QPV in axes else []
    second = next((axe for axe in axes if axe != Axe.QPV), "")
    columns = _shown_columns(cells, axes.index(second)) if second else []
    names = zone_names(axes, cells)

    def row(zone: str) -> tuple[CaseLue, ...]:
        where = {str(Axe.QPV): zone}
        return tuple(cells[tuple((where | {second: each})[axe] for axe in axes)] for each in (*columns, TOUT))

    return TableLue(
        detail=Axe(second).label.lower() if second else "",
        colonnes=(*(_column(second, code, day) for code in columns), (ENSEMBLE, False)),
        lignes=tuple((names.get(zone, zone) or AILLEURS, row(zone)) for zone in zones),
        ensemble=row(TOUT),
        raison=next((cell.raison_lisible for cell in cells.values() if cell.est_secrete), ""),
    )


def _values(cells: Mapping[tuple[str, ...], CaseLue], rank: int) -> list[str]:
    """In the order in which the table holds them, its totals left out."""
    return [value for value in dict.fromkeys(key[rank] for key in cells) if value != TOUT]


def _shown_columns(cells: Mapping[tuple[str, ...], CaseLue], rank: int) -> list[str]:
    """« Non précisé », hidden throughout, would only take room."""
    said = {key[rank] for key, cell in cells.items() if not cell.est_secrete}
    return [value for value in _values(cells, rank) if value != AUTRE or AUTRE in said]


def _column(axe: str, code: str, day: date) -> tuple[str, bool]:
    """Its words, and whether they are only working words."""
    if axe == Axe.MOIS:
        return parse_periode(code).libelle, False
    if code == AUTRE:
        return f"{Axe(axe).label} non précisé", False
    term = next((term for term in terms_of(Axe(axe), day) if term.code == code), None)
    return (term.libelle, term.est_libelle_de_travail) if term else (code, False)
