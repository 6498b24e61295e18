"""« Activité par quartier »: the rows and columns of one table, with their words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from entredeux.observatoire.enums import Axe
from entredeux.observatoire.periodes import parse_periode
from entredeux.observatoire.publication import AUTRE, TOUT, CelluleProtegee, TableProtegee
from entredeux.observatoire.rapports.cartes import Carte, draw_map
from entredeux.observatoire.rapports.graphiques import Barre, Graphique, draw_bars
from entredeux.observatoire.vocabulaires import terms_of
from entredeux.territoires.models import Qpv

AILLEURS = "Hors de ces quartiers, ou lieu non situé"
ENSEMBLE = "Ensemble"


@dataclass(frozen=True)
class Colonne:
    code: str
    libelle: str
    est_libelle_de_travail: bool = False


@dataclass(frozen=True)
class Ligne:
    """`cellules` follow the columns; the last one is the row's own total."""

    code: str
    nom: str
    cellules: tuple[CelluleProtegee, ...]

    @property
    def total(self) -> CelluleProtegee:
        return self.cellules[-1]


@dataclass(frozen=True)
class Rapport:
    table: TableProtegee
    colonnes: tuple[Colonne, ...]
    lignes: tuple[Ligne, ...]
    ensemble: Ligne | None
    graphique: Graphique
    carte: Carte | None
    a_des_secrets: bool
    raison_lisible: str

    @property
    def n(self) -> int | None:
        """The protected total, when there is one and it is shown."""
        return self.ensemble.total.valeur if self.ensemble else None

    @property
    def a_des_libelles_de_travail(self) -> bool:
        return any(column.est_libelle_de_travail for column in self.colonnes)

    @property
    def detail_lisible(self) -> str:
        axe = _second_axis(self.table)
        return axe.label.lower() if axe else ""


def build_rapport(table: TableProtegee, quartiers: Sequence[str] = ()) -> Rapport:
    """`quartiers` keeps these rows only, and then no total: a total of chosen quarters is not in the catalogue."""
    columns = _columns(table)
    names = names_of(code for code in table.valeurs[Axe.QPV] if code)
    kept = [code for code in table.valeurs[Axe.QPV] if not quartiers or code in quartiers]
    rows = tuple(_row(table, code, names.get(code, code) or AILLEURS, columns) for code in kept)
    total = None if quartiers else _row(table, TOUT, ENSEMBLE, columns)
    cells = [cell for row in (*rows, *([total] if total else [])) for cell in row.cellules]
    hidden = [cell for cell in cells if cell.est_secrete]
    return Rapport(
        table=table,
        colonnes=columns,
        lignes=rows,
        ensemble=total,
        graphique=_chart(table, columns, rows, total),
        carte=draw_map([(row.code, row.nom, row.total) for row in rows if row.code]),
        a_des_secrets=bool(hidden),
        raison_lisible=hidden[0].raison_lisible if hidden else "",
    )


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """QPV by code, as "name, communes": 39 names are shared by several quarters."""
    return {qpv.code: str(qpv) for qpv in Qpv.objects.filter(code__in=list(codes))}


def _second_axis(table: TableProtegee) -> Axe | None:
    return next((axe for axe in table.coupe.axes if axe != Axe.QPV), None)


def _columns(table: TableProtegee) -> tuple[Colonne, ...]:
    axe = _second_axis(table)
    if axe is None:
        return (Colonne(TOUT, "Actes"),)
    listed = [code for code in table.valeurs[axe] if code != AUTRE or _is_shown_somewhere(table, axe)]
    return (*(_column(table, axe, code) for code in listed), Colonne(TOUT, ENSEMBLE))


def _is_shown_somewhere(table: TableProtegee, axe: Axe) -> bool:
    """« Non précisé » is a column only when it says something; hidden throughout, it would only take room."""
    return any(not table.cell(qpv=qpv, **{str(axe): AUTRE}).est_secrete for qpv in (*table.valeurs[Axe.QPV], TOUT))


def _column(table: TableProtegee, axe: Axe, code: str) -> Colonne:
    if axe == Axe.MOIS:
        return Colonne(code, parse_periode(code).libelle)
    if code == AUTRE:
        return Colonne(code, f"{axe.label} non précisé")
    term = next(term for term in terms_of(axe, table.coupe.periode.fin) if term.code == code)
    return Colonne(code, term.libelle, term.est_libelle_de_travail)


def _row(table: TableProtegee, qpv: str, name: str, columns: Sequence[Colonne]) -> Ligne:
    axe = _second_axis(table)
    cells = [table.cell(qpv=qpv, **({str(axe): column.code} if axe else {})) for column in columns]
    return Ligne(qpv, name, tuple(cells))


def _chart(table: TableProtegee, columns: Sequence[Colonne], rows: Sequence[Ligne], total: Ligne | None) -> Graphique:
    """One subject: its columns. Several, or no column: one bar a quarter."""
    subject = total or (rows[0] if len(rows) == 1 else None)
    axe = _second_axis(table)
    period = table.coupe.periode.libelle
    if axe and subject:
        bars = [Barre.of(c.libelle, cell) for c, cell in zip(columns[:-1], subject.cellules, strict=False)]
        who = "" if subject is total else f"{subject.nom}, "
        return draw_bars(bars, subject.total, f"{who}{period}", by_time=axe == Axe.MOIS)
    bars = [Barre.of(row.nom, row.total) for row in rows if row.code]
    return draw_bars(bars, total.total if total else None, period, by_time=False)
