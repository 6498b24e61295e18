"""The unknowns of an attack on the register: counts by place and month, crossed by the themes that some table crosses.

One grid for each set of themes met (axes and filter of a table together), and one for what two of them share. A grid
tells apart only what its own cells, or those of a larger grid, tell apart; it has the margins of the smaller ones it
holds. For tables that share their themes like the links of a chain, nothing is lost. For a ring (a × b, b × c, c × a)
the attacker is a little too weak: he does not ask that one table a × b × c fits all three.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from entredeux.observatoire.audit.sortie import AUTRE
from entredeux.observatoire.cellules import Entiers
from entredeux.observatoire.enums import Axe

COMMUNE = "commune"
LIEUX, MOIS = "lieux", "mois"
VOISINAGES = ((1, 0), (1, 1), (3, 1), (3, 3))
Themes = frozenset[str]


@dataclass(frozen=True)
class CaseSortie:
    """A published cell as the attacker reads it: the values met that it keeps, its months' versions, what is shown.

    `est_exacte` when it carries no noise; `est_libre` when hidden for a reason that says nothing of its count.
    """

    mesure: str
    colonnes: dict[str, frozenset[str]]
    mois: dict[str, int]
    valeur: float | None
    plancher: int
    est_exacte: bool = False
    est_libre: bool = False

    @property
    def themes(self) -> Themes:
        return frozenset(self.colonnes) - {Axe.QPV, COMMUNE}


@dataclass(frozen=True)
class Grille:
    """Its unknowns are numbered from `debut`: versions × places × months × values of each theme, by classes."""

    themes: tuple[str, ...]
    classes: Mapping[str, Entiers]
    versions: int
    debut: int

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        return (LIEUX, MOIS, *self.themes)

    @cached_property
    def forme(self) -> tuple[int, ...]:
        return (self.versions, *(int(self.classes[dim].max()) + 1 for dim in self.dimensions))

    @cached_property
    def numeros(self) -> Entiers:
        return np.arange(self.debut, self.debut + int(np.prod(self.forme))).reshape(self.forme)

    def first_of(self, dimension: str) -> Entiers:
        """A value of each class."""
        return np.unique(self.classes[dimension], return_index=True)[1]


class Systeme:
    """`lignes` lists the unknowns each case adds up, `egalites` the pairs of sets of unknowns with the same sum."""

    def __init__(self, cases: Sequence[CaseSortie], communes: Mapping[str, Sequence[str]]) -> None:
        self.cases = cases
        self.valeurs = _values_met(cases)
        self.lieux = _places(self.valeurs[Axe.QPV], self.valeurs[COMMUNE], communes)
        self.mois = sorted({month for case in cases for month in case.mois})
        self.versions = sorted({version for case in cases for version in case.mois.values()})
        self.vecteurs = [self._vectors(case) for case in cases]
        self.grilles = self._grids(_closed_family({case.themes for case in cases}))

    @property
    def taille(self) -> int:
        return sum(grid.numeros.size for grid in self.grilles.values())

    @cached_property
    def lignes(self) -> list[Entiers]:
        return [
            self._row(self.grilles[case.themes], vectors)
            for case, vectors in zip(self.cases, self.vecteurs, strict=True)
        ]

    @cached_property
    def egalites(self) -> list[tuple[Entiers, Entiers]]:
        return [
            pair
            for themes, grid in self.grilles.items()
            for held in _largest_within(themes, self.grilles)
            for pair in _ties(grid, self.grilles[held])
        ]

    def near(self, number: int) -> Iterator[Entiers]:
        """Unknowns around a case, in every grid: of its own place and month, then of a few more."""
        said = self.vecteurs[number]
        for within, without in VOISINAGES:
            places, months = (
                np.concatenate([np.flatnonzero(kept)[:within], np.flatnonzero(~kept)[:without]])
                for kept in (said[LIEUX] > 0, said[MOIS] >= 0)
            )
            yield self._unknowns_of(places, months)

    def _unknowns_of(self, places: Entiers, months: Entiers) -> Entiers:
        parts = []
        for grid in self.grilles.values():
            where, when = np.unique(grid.classes[LIEUX][places]), np.unique(grid.classes[MOIS][months])
            parts.append(grid.numeros[:, where[:, None], when].ravel())
        return np.concatenate(parts)

    def _vectors(self, case: CaseSortie) -> dict[str, Entiers]:
        """What the case does with each value of each dimension: 1 kept or 0, and the version it takes of each month."""
        quarters, communes = case.colonnes.get(Axe.QPV), case.colonnes.get(COMMUNE)
        inside = [
            (quarters is None or quarter in quarters) and (communes is None or commune in communes)
            for quarter, commune in self.lieux
        ]
        said = {LIEUX: np.array(inside, dtype=np.int64)}
        said[MOIS] = np.array([case.mois.get(month, -1) for month in self.mois], dtype=np.int64)
        for theme in case.themes:
            said[theme] = np.array([value in case.colonnes[theme] for value in self.valeurs[theme]], dtype=np.int64)
        return said

    def _grids(self, family: Sequence[Themes]) -> dict[Themes, Grille]:
        """From the largest set down: a smaller grid tells apart what the larger ones do."""
        grids: dict[Themes, Grille] = {}
        for themes in family:
            mine = [said for case, said in zip(self.cases, self.vecteurs, strict=True) if case.themes == themes]
            above = [grid.classes for held, grid in grids.items() if themes < held]
            told = {dim: [said[dim] for said in (*mine, *above)] for dim in (LIEUX, MOIS, *sorted(themes))}
            classes = {dim: _classes(vectors, self._size(dim)) for dim, vectors in told.items()}
            start = sum(grid.numeros.size for grid in grids.values())
            grids[themes] = Grille(tuple(sorted(themes)), classes, len(self.versions), start)
        return grids

    def _size(self, dimension: str) -> int:
        if dimension == LIEUX:
            return len(self.lieux)
        return len(self.mois if dimension == MOIS else self.valeurs[dimension])

    def _row(self, grid: Grille, said: Mapping[str, Entiers]) -> Entiers:
        """Levels up to each month's version: late acts of a later version are not in an older table."""
        by_class = {dim: said[dim][grid.first_of(dim)] for dim in grid.dimensions}
        kept = [np.flatnonzero(by_class[dim]) for dim in grid.themes]
        parts = []
        for level, version in enumerate(self.versions):
            months = np.flatnonzero(by_class[MOIS] == version)
            where = np.ix_(np.arange(level + 1), np.flatnonzero(by_class[LIEUX]), months, *kept)
            parts.append(grid.numeros[where].ravel())
        return np.concatenate(parts)


def _values_met(cases: Iterable[CaseSortie]) -> dict[str, list[str]]:
    met: dict[str, set[str]] = {Axe.QPV: {AUTRE}, COMMUNE: {AUTRE}}
    for case in cases:
        for column, values in case.colonnes.items():
            met.setdefault(column, {AUTRE}).update(values)
    return {column: sorted(values) for column, values in met.items()}


def _places(
    quarters: Sequence[str], communes: Sequence[str], known: Mapping[str, Sequence[str]]
) -> list[tuple[str, str]]:
    """Pairs of a quarter and a commune that may hold acts: a quarter lies in its communes, as anyone can read."""
    there = {
        quarter: sorted({commune if commune in communes else AUTRE for commune in known.get(quarter, communes)})
        for quarter in quarters
    }
    return [(quarter, commune) for quarter in quarters for commune in there[quarter]]


def _closed_family(met: Iterable[Themes]) -> list[Themes]:
    """These sets, what any two of them share, and the empty one; the largest first."""
    family = {frozenset(), *met}
    while more := {one & other for one in family for other in family} - family:
        family |= more
    return sorted(family, key=lambda themes: (-len(themes), sorted(themes)))


def _largest_within(themes: Themes, family: Iterable[Themes]) -> list[Themes]:
    inside = [other for other in family if other < themes]
    return [one for one in inside if not any(one < other for other in inside)]


def _classes(told: Sequence[Entiers], size: int) -> Entiers:
    """Values that nobody tells apart have one number."""
    if not told:
        return np.zeros(size, dtype=np.int64)
    return np.unique(np.stack(told), axis=1, return_inverse=True)[1].ravel().astype(np.int64)


def _ties(grid: Grille, held: Grille) -> Iterator[tuple[Entiers, Entiers]]:
    """The margin of `grid` over the themes of `held` is `held`, as far as the classes of `grid` tell."""
    common = [dim in held.dimensions for dim in grid.dimensions]
    margin = tuple(size for size, kept in zip(grid.forme[1:], common, strict=True) if kept)
    numbers = np.arange(grid.versions * int(np.prod(margin))).reshape(grid.versions, *margin)
    spread = [size if kept else 1 for size, kept in zip(grid.forme[1:], common, strict=True)]
    of_grid = np.broadcast_to(numbers.reshape(grid.versions, *spread), grid.forme)
    seen_by_grid = [grid.classes[dim][held.first_of(dim)] for dim in held.dimensions]
    of_held = numbers[np.ix_(np.arange(grid.versions), *seen_by_grid)]
    return zip(_parts(grid, of_grid, numbers.size), _parts(held, of_held, numbers.size), strict=True)


def _parts(grid: Grille, numbers: Entiers, count: int) -> list[Entiers]:
    order = np.argsort(numbers.ravel(), kind="stable")
    edges = np.searchsorted(numbers.ravel()[order], np.arange(1, count))
    return np.split(grid.numeros.ravel()[order], edges)
