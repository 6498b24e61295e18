"""Sets of linked tables: what funders of one territory could hold between them.

`draw_set` draws 12 to 16 tables of one EPCI (free unions of quarters among them, several versions), `catalogue` lists
every table the catalogue allows. A cell met twice is one cell: its value is the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from entredeux.observatoire import secret
from entredeux.observatoire.audit.actes import TEMPS, Actes, Grille
from entredeux.observatoire.cellules import Cellules, Entiers, gather_cells
from entredeux.observatoire.enums import Audience

NIVEAUX = ("qpv", "commune", "epci")
PLANCHER = secret.PLANCHERS[Audience.PUBLIC]
ATOMES_MAX = 4000


@dataclass(frozen=True)
class Tableau:
    """`zone` is a level, or a free union of quarters (their codes); `themes` at most two."""

    zone: str | frozenset[int]
    temps: str
    themes: tuple[str, ...]
    version: int = 99


@dataclass(frozen=True)
class Jeu:
    """Distinct published cells of a set of tables. `atomes[i]` lists the atoms of cell i."""

    grille: Grille
    atomes: list[Entiers]
    versions: Entiers
    exact: Cellules
    montre: Entiers

    @property
    def caches(self) -> np.ndarray:
        return self.montre == secret.CACHE


def draw_set(actes: Actes, rng: np.random.Generator, *, unions: bool, versions: int) -> Jeu:
    """Tables drawn as the funders of one EPCI would ask for them; 30 % on free unions when `unions`."""
    local = actes.of_epci(str(rng.choice(actes.epcis)))
    themes = _draw_themes(local, rng, versions)
    if versions > 1:
        local = _one_quarter(local, rng)
    grid = Grille(local, themes)
    tables = [_draw_table(grid, rng, unions=unions, versions=versions) for _ in range(rng.integers(12, 17))]
    return build_set(grid, tables)


def draw_tables(actes: Actes, rng: np.random.Generator) -> list[Tableau]:
    """Twelve to sixteen tables over three themes of all those there are, without free unions."""
    themes = tuple(sorted(rng.choice(list(actes.themes), min(3, len(actes.themes)), replace=False).tolist()))
    grid = Grille(actes, themes)
    return [_draw_table(grid, rng, unions=False, versions=1) for _ in range(rng.integers(12, 17))]


def catalogue(actes: Actes, themes: Sequence[str]) -> list[Tableau]:
    """Every level × every period × zero, one or two of these themes."""
    crossed = [(), *((theme,) for theme in themes), *combinations(themes, 2)]
    return [Tableau(zone, when, cut) for zone in NIVEAUX for when in TEMPS for cut in crossed]


def build_set(grid: Grille, tables: Sequence[Tableau]) -> Jeu:
    """Cells of all tables with their theme margins, measured, protected, and kept once each."""
    found: dict[tuple[int, bytes], tuple[Entiers, int]] = {}
    for table in tables:
        for cell in cells_of(grid, table):
            found.setdefault((table.version, cell.tobytes()), (cell, table.version))
    atoms = [cell for cell, _ in found.values()]
    versions = np.array([version for _, version in found.values()], dtype=np.int64)
    exact = _measure(grid, atoms, versions)
    return Jeu(grid, atoms, versions, exact, secret.protect(exact, audience=Audience.PUBLIC))


def cells_of(grid: Grille, table: Tableau) -> Iterator[Entiers]:
    """Sorted atoms of each cell of the table, every margin included: over themes, zones and periods."""
    zones = [table.zone] if isinstance(table.zone, frozenset) else dict.fromkeys([table.zone, NIVEAUX[-1]])
    whens = dict.fromkeys([table.temps, TEMPS[0]])
    for count, zone, when in product(range(len(table.themes) + 1), zones, whens):
        for kept in combinations(table.themes, count):
            yield from _split(cell_numbers(grid, Tableau(zone, when, table.themes, table.version), kept))


def cell_numbers(grid: Grille, table: Tableau, themes: Sequence[str]) -> Entiers:
    """The cell of each atom when the table is cut by `themes`, -1 outside a free union."""
    if isinstance(table.zone, frozenset):
        zones = np.array([0 if i in table.zone else -1 for i in range(grid.forme[0])])
    else:
        zones = grid.groups("qpv", table.zone)
    codes = [zones, grid.groups("month", table.temps)]
    sizes = [max(1, int(zones.max()) + 1), int(codes[1].max()) + 1]
    numbers = (codes[0][:, None] * sizes[1] + codes[1][None, :]).reshape(grid.forme[:2] + (1,) * len(grid.themes))
    for axis, theme in enumerate(grid.themes, start=2):
        if theme in themes:
            size = grid.forme[axis]
            shape = [1] * len(grid.forme)
            shape[axis] = size
            numbers = numbers * size + np.arange(size).reshape(shape)
    numbers = np.broadcast_to(numbers, grid.forme).copy()
    numbers[zones < 0] = -1
    return numbers.ravel().astype(np.int64)


def _split(numbers: Entiers) -> list[Entiers]:
    order = np.argsort(numbers, kind="stable")
    starts = np.flatnonzero(np.diff(numbers[order], prepend=numbers[order[0]] - 1))
    return [np.sort(part) for part in np.split(order, starts[1:]) if numbers[part[0]] >= 0]


def _measure(grid: Grille, atoms: Sequence[Entiers], versions: Entiers) -> Cellules:
    """Exact cells, one at a time: a cell holds few acts, and cells overlap."""
    actes = grid.actes
    order = np.argsort(grid.numeros, kind="stable")
    bounds = np.searchsorted(grid.numeros[order], np.arange(grid.taille + 1))
    rows, owners = [], []
    for number, (cell, version) in enumerate(zip(atoms, versions, strict=True)):
        mine = [order[bounds[a] : bounds[a + 1]] for a in cell if bounds[a] < bounds[a + 1]]
        inside = np.concatenate(mine) if mine else np.zeros(0, dtype=np.int64)
        inside = inside[actes.versions[inside] <= version]
        rows.append(inside)
        owners.append(np.full(len(inside), number, dtype=np.int64))
    row, owner = np.concatenate(rows), np.concatenate(owners)
    return gather_cells(owner, actes.cles[row], actes.poids[row], len(atoms))


def _draw_themes(actes: Actes, rng: np.random.Generator, versions: int) -> tuple[str, ...]:
    """Three themes (two with versions) whose grid stays small enough for exact bounds."""
    months = 3 if versions > 1 else len(actes.mois)
    room = ATOMES_MAX / versions / (len(actes.quartiers) * months)
    for count in (3, 2, 1):
        possible = [
            chosen
            for chosen in combinations(actes.themes, count)
            if np.prod([len(actes.themes[theme]) for theme in chosen]) <= room
        ]
        if possible:
            return possible[rng.integers(len(possible))]
    return ()


def _one_quarter(actes: Actes, rng: np.random.Generator) -> Actes:
    first = 3 * int(rng.integers(len(actes.mois) // 3))
    months = actes.colonnes["month"]
    kept = actes.select((months >= first) & (months < first + 3))
    columns = {**kept.colonnes, "month": kept.colonnes["month"] - first}
    months_kept = actes.mois[first : first + 3]
    return Actes(kept.quartiers, months_kept, kept.themes, columns, kept.cles, kept.poids, kept.versions)


def _draw_table(grid: Grille, rng: np.random.Generator, *, unions: bool, versions: int) -> Tableau:
    zone: str | frozenset[int] = str(rng.choice(NIVEAUX))
    if unions and grid.forme[0] > 2 and rng.random() < 0.3:
        zone = frozenset(rng.choice(grid.forme[0], rng.integers(2, grid.forme[0]), replace=False).tolist())
    when = str(rng.choice(TEMPS if len(grid.actes.mois) > 3 else ("quarter", "month")))
    count = min(len(grid.themes), int(rng.integers(0, 3)))
    cut = tuple(sorted(rng.choice(grid.themes, count, replace=False).tolist(), key=grid.themes.index)) if count else ()
    return Tableau(zone, when, cut, int(rng.integers(versions)) if versions > 1 else 99)
