"""From protected figures to a table that one reads: rows, columns, and the note without which no figure goes out.

`present_table` for one period; `compare_tables` for the same cut over two to four, each with its own protection.
Nothing here adds figures up: a total is a cell of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from entredeux.observatoire import contrats
from entredeux.observatoire.enums import ZONES, Axe
from entredeux.observatoire.indicateurs.calcul import Figure, TableIndicateur
from entredeux.observatoire.periodes import NOMS_DES_MOIS, Periode
from entredeux.observatoire.publication import AUTRE, TOUT
from entredeux.observatoire.rapports.bruit import Ecart, measure_gap
from entredeux.observatoire.rapports.mots import ENSEMBLE, labels_of
from entredeux.observatoire.rapports.notes import Note, write_note

Cle = tuple[str, ...]
Libelles = Mapping[Axe, Mapping[str, tuple[str, bool]]]
COMPARAISONS_MAX = 4


@dataclass(frozen=True)
class Colonne:
    code: str
    libelle: str
    est_libelle_de_travail: bool = False


@dataclass(frozen=True)
class Ligne:
    """`cle` has a code for each axis of the rows, TOUT for a total. `figures` follow the columns.

    A figure is None where the row or the column did not exist: the words of a vocabulary have their years.
    """

    cle: Cle
    noms: tuple[str, ...]
    figures: tuple[Figure | None, ...]
    est_libelle_de_travail: bool = False
    ecart: Ecart | None = None

    @property
    def nom(self) -> str:
        return self.noms[-1]

    @property
    def est_total(self) -> bool:
        return bool(self.cle) and self.cle[-1] == TOUT


@dataclass(frozen=True)
class Groupe:
    """Rows under one name, empty when the table has one axis of rows."""

    nom: str
    lignes: tuple[Ligne, ...]
    est_total: bool = False


@dataclass(frozen=True)
class Tableau:
    """`tables` holds one protected table, or one for each period compared: then the columns are the periods."""

    tables: tuple[TableIndicateur, ...]
    axes_lignes: tuple[Axe, ...]
    axe_colonnes: Axe | None
    colonnes: tuple[Colonne, ...]
    groupes: tuple[Groupe, ...]
    territoires: tuple[str, ...] = ()
    est_contrat: bool = False

    @property
    def table(self) -> TableIndicateur:
        return self.tables[0]

    @property
    def est_comparaison(self) -> bool:
        return len(self.tables) > 1

    @property
    def lignes(self) -> tuple[Ligne, ...]:
        return tuple(line for group in self.groupes for line in group.lignes)

    @cached_property
    def note(self) -> Note:
        return write_note(self)

    @property
    def axe_territoire(self) -> Axe | None:
        return territory_axis(self.table)

    @property
    def periodes(self) -> str:
        names = [self.name_of(table.periode) for table in self.tables]
        return f"{', '.join(names[:-1])} et {names[-1]}" if len(names) > 1 else names[0]

    def name_of(self, period: Periode) -> str:
        """By the calendar asked for: civil, or that of the contrat de ville."""
        return contrats.label_of(period) if self.est_contrat else period.libelle

    @property
    def titre(self) -> str:
        """The caption: what is counted, by what, when."""
        by = [axe.label.lower() for axe in self.table.axes]
        unit = "" if self.table.indicateur.unite.lower() in self.table.indicateur.titre.lower() else self.unite_entre
        return f"{self.table.indicateur.titre}{unit}{', par ' if by else ''}{', '.join(by)}, {self.periodes}"

    @property
    def unite_entre(self) -> str:
        return f" ({self.table.indicateur.unite})"

    @property
    def entete(self) -> str:
        if not self.axes_lignes:
            return ""
        return {Axe.QPV: "Quartier prioritaire (2024)"}.get(self.axes_lignes[-1], self.axes_lignes[-1].label)

    @property
    def largeur(self) -> int:
        """Columns of the page's table."""
        return 1 + len(self.colonnes) + self.a_des_ecarts

    @property
    def montre_n(self) -> bool:
        """A share says of how many, in each cell."""
        return self.table.indicateur.denominateur is not None

    @property
    def a_des_ecarts(self) -> bool:
        return len(self.tables) == 2

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(figure for line in self.lignes for figure in line.figures if figure is not None)

    @property
    def est_vide(self) -> bool:
        """No figure may be shown."""
        return all(figure.est_secrete for figure in self.figures)

    @property
    def a_des_secrets(self) -> bool:
        return any(figure.est_secrete for figure in self.figures)

    @property
    def raisons(self) -> tuple[str, ...]:
        """Why figures are hidden, each reason once."""
        return tuple(dict.fromkeys(f.raison_lisible for f in self.figures if f.est_secrete))

    @property
    def a_des_libelles_de_travail(self) -> bool:
        columns = any(column.est_libelle_de_travail for column in self.colonnes)
        return columns or any(line.est_libelle_de_travail for line in self.lignes)

    @property
    def territoires_sans_figure(self) -> tuple[str, ...]:
        """Chosen territories of which nothing may be shown: no act, or too few, which is not told apart."""
        if not self.territoires:
            return ()
        return tuple(
            name
            for code, name in self.noms_des_territoires.items()
            if all(f is None or f.est_secrete for line in self.lignes if line.cle[0] == code for f in line.figures)
        )

    @property
    def noms_des_territoires(self) -> dict[str, str]:
        return {line.cle[0]: line.noms[0] for line in self.lignes if line.cle} if self.axe_territoire else {}


def present_table(table: TableIndicateur, territoires: Sequence[str] = (), *, est_contrat: bool = False) -> Tableau:
    """`territoires` keeps these rows only, and then no total: a total of chosen territories is not in the catalogue."""
    rows, column = split_axes(table.axes)
    labels = _labels([table])
    columns = _columns(table, column, labels)

    def line(key: Cle) -> Ligne:
        figures = tuple(_figure(table, rows, key, column, each.code) for each in columns)
        return _line(key, rows, labels, figures)

    groups = _groups(rows, {axe: list(_shown_values(table, axe)) for axe in rows}, labels, territoires, line)
    return Tableau((table,), rows, column, columns, groups, tuple(territoires), est_contrat)


def compare_tables(
    tables: Sequence[TableIndicateur], territoires: Sequence[str] = (), *, est_contrat: bool = False
) -> Tableau:
    """The same cut, a column for each period in the order of time. A gap is measured between two periods only,
    and only where both figures are shown."""
    ordered = sorted(tables, key=lambda table: table.periode.mois)
    axes, labels = ordered[0].axes, _labels(ordered)
    columns = tuple(Colonne(table.periode.code, _period_head(table.periode, est_contrat)) for table in ordered)

    def line(key: Cle) -> Ligne:
        figures = tuple(_figure(table, axes, _key_in(table, axes, key), None, "") for table in ordered)
        gap = measure_gap(ordered, figures) if len(ordered) == 2 else None
        return _line(key, axes, labels, figures, gap)

    values = {axe: _merge([_ranks(table, axe) for table in ordered]) for axe in axes}
    groups = _groups(axes, values, labels, territoires, line)
    return Tableau(tuple(ordered), axes, None, columns, groups, tuple(territoires), est_contrat)


def _period_head(period: Periode, est_contrat: bool) -> str:
    name = contrats.label_of(period) if est_contrat else period.libelle
    return f"{name[0].upper()}{name[1:]}"


def territory_axis(table: TableIndicateur) -> Axe | None:
    return next((axe for axe in table.axes if axe in ZONES), None)


def split_axes(axes: Sequence[Axe]) -> tuple[tuple[Axe, ...], Axe | None]:
    """The last axis makes the columns, unless it is alone."""
    return (tuple(axes[:-1]), axes[-1]) if len(axes) > 1 else (tuple(axes), None)


def _labels(tables: Sequence[TableIndicateur]) -> Libelles:
    """Of every table; in a comparison the latest says the words. Months compared lose their year."""
    said: dict[Axe, dict[str, tuple[str, bool]]] = {}
    for table in tables:
        for axe in table.axes:
            said.setdefault(axe, {}).update(labels_of(axe, table.valeurs[axe], table.periode.fin))
    if len(tables) > 1 and Axe.MOIS in said:
        said[Axe.MOIS] |= {code: (name, False) for code, name in _month_names(tables).items()}
    return said


def _month_names(tables: Sequence[TableIndicateur]) -> dict[str, str]:
    months = [[code[5:] for code in table.valeurs[Axe.MOIS]] for table in tables]
    if all(each == months[0] for each in months):
        return {str(rank): NOMS_DES_MOIS[int(number) - 1] for rank, number in enumerate(months[0])}
    return {str(rank): f"{rank + 1}{'er' if rank == 0 else 'e'} mois" for rank in range(len(months[0]))}


def _ranks(table: TableIndicateur, axe: Axe) -> list[str]:
    """Values of an axis as rows of a comparison: months by their rank, so that January faces January."""
    if axe == Axe.MOIS:
        return [str(rank) for rank in range(len(table.valeurs[axe]))]
    return list(_shown_values(table, axe))


def _key_in(table: TableIndicateur, axes: Sequence[Axe], key: Cle) -> Cle:
    listed = table.valeurs.get(Axe.MOIS, ())
    return tuple(
        listed[int(code)] if axe == Axe.MOIS and code != TOUT else code for axe, code in zip(axes, key, strict=True)
    )


def _merge(lists: Sequence[Sequence[str]]) -> list[str]:
    """Each value once, « not said » last."""
    merged = list(dict.fromkeys(value for listed in lists for value in listed))
    return sorted(merged, key=lambda value: value == AUTRE)


def _shown_values(table: TableIndicateur, axe: Axe) -> tuple[str, ...]:
    """« Non précisé » is a row or a column only when it says something; hidden throughout, it would take room."""
    values = table.valeurs[axe]
    if axe in ZONES or AUTRE not in values:
        return values
    rank = table.axes.index(axe)
    said = any(key[rank] == AUTRE and not figure.est_secrete for key, figure in table.figures.items())
    return values if said else tuple(value for value in values if value != AUTRE)


def _columns(table: TableIndicateur, column: Axe | None, labels: Libelles) -> tuple[Colonne, ...]:
    if column is None:
        unit = table.indicateur.unite
        return (Colonne(TOUT, f"{unit[0].upper()}{unit[1:]}"),)
    return tuple(Colonne(code, *labels[column][code]) for code in (*_shown_values(table, column), TOUT))


def _figure(table: TableIndicateur, rows: Sequence[Axe], key: Cle, column: Axe | None, code: str) -> Figure | None:
    where = {str(axe): value for axe, value in zip(rows, key, strict=True)}
    if column is not None:
        where[str(column)] = code
    return table.figures.get(tuple(where.get(str(axe), TOUT) for axe in table.axes))


def _line(
    key: Cle, rows: Sequence[Axe], labels: Libelles, figures: tuple[Figure | None, ...], gap: Ecart | None = None
) -> Ligne:
    said = [labels[axe].get(code, (code, False)) for axe, code in zip(rows, key, strict=True)]
    names = tuple(name for name, _ in said) or (ENSEMBLE,)
    return Ligne(key, names, figures, any(working for _, working in said), gap)


def _groups(
    rows: Sequence[Axe],
    values: Mapping[Axe, Sequence[str]],
    labels: Libelles,
    territoires: Sequence[str],
    line: Callable[[Cle], Ligne],
) -> tuple[Groupe, ...]:
    """Rows under each key of the outer axes, totals last; no total over territories when some were chosen."""
    if not rows:
        return (Groupe("", (line(()),)),)
    listed = [_listed(axe, values[axe], territoires) for axe in rows]
    *outer, inner = listed
    if not outer:
        parts = [[code for code in inner if code != TOUT], [code for code in inner if code == TOUT]]
        return tuple(Groupe("", tuple(line((code,)) for code in part), part == [TOUT]) for part in parts if part)
    return tuple(
        Groupe(
            _group_name(rows, key, labels),
            tuple(line((*key, code)) for code in inner),
            est_total=all(code == TOUT for code in key),
        )
        for key in product(*outer)
    )


def _listed(axe: Axe, values: Sequence[str], territoires: Sequence[str]) -> list[str]:
    if axe in ZONES and territoires:
        return [code for code in values if code in territoires]
    return [*values, TOUT]


def _group_name(rows: Sequence[Axe], key: Cle, labels: Libelles) -> str:
    names = [labels[axe].get(code, (code, False))[0] for axe, code in zip(rows, key, strict=False)]
    return ENSEMBLE if set(names) == {ENSEMBLE} else " · ".join(names)
