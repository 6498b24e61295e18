"""The same attack on the register itself: all that is out for one structure and year, and what is about to be.

Unknowns are counts by quarter, month and theme. Themes that no table crosses are kept apart and tied by their total,
which is exact and far smaller. The attacker does not know `top`: we
suppose it as small as the figures allow, his best case.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from entredeux.observatoire.audit.bornes import bound_rows, published_bounds
from entredeux.observatoire.cellules import Entiers
from entredeux.observatoire.enums import Audience, Axe
from entredeux.observatoire.models import Publication
from entredeux.observatoire.secret import PLANCHERS

CIBLES = 60
ETROITES_MAX = 0.01
TOPS = (1, 2, 4, 8, 16, 64, 256)
TOUT = "*"
AUTRE = ""
REPERES = (Axe.QPV, Axe.MOIS)


@dataclass(frozen=True)
class Constat:
    """`cibles` hidden cells attacked; `exactes` found to the unit, `etroites` within two units."""

    cibles: int
    exactes: int
    etroites: int

    @property
    def passe(self) -> bool:
        return self.exactes == 0 and self.etroites <= ETROITES_MAX * self.cibles

    def as_dict(self) -> dict[str, int]:
        return {"cibles": self.cibles, "exactes": self.exactes, "etroites": self.etroites}


@dataclass(frozen=True)
class CaseSortie:
    """A published cell: the values it keeps on each axis, the version of each of its months, what is shown."""

    valeurs: dict[str, frozenset[str]]
    mois: dict[str, int]
    valeur: int | None
    plancher: int

    @property
    def themes(self) -> frozenset[str]:
        return frozenset(self.valeurs) - set(REPERES)


def attack_union(publications: Sequence[Publication], seed: int = 0) -> Constat:
    """Bounds on hidden cells drawn from all of these tables. Same tables, same answer."""
    attack = _Attaque(publications)
    hidden = [i for i, case in enumerate(attack.cases) if case.valeur is None]
    if not hidden:
        return Constat(0, 0, 0)
    targets = np.random.default_rng(seed).choice(hidden, min(CIBLES, len(hidden)), replace=False).tolist()
    width = attack.widths(sorted(targets))
    return Constat(len(targets), int((width <= 0).sum()), int((width <= 2).sum()))


class _Attaque:
    def __init__(self, publications: Sequence[Publication]) -> None:
        self.listes = _values_met(publications)
        self.cases = _distinct(case for publication in publications for case in _cells(publication, self.listes))

    @cached_property
    def versions(self) -> list[int]:
        return sorted({version for case in self.cases for version in case.mois.values()})

    @cached_property
    def blocs(self) -> list[tuple[str, ...]]:
        """Themes crossed somewhere, together; at least one block, without theme when no table has any."""
        blocks: list[set[str]] = []
        for case in self.cases:
            joined = set(case.themes).union(*(block for block in blocks if block & case.themes))
            blocks = [block for block in blocks if not block & case.themes] + ([joined] if joined else [])
        return [tuple(sorted(block)) for block in blocks] or [()]

    def widths(self, targets: Sequence[int]) -> Entiers:
        """The narrowest `top` that the figures allow is the attacker's best guess."""
        rows, size, equal = self._system()
        shown = np.array([-1 if case.valeur is None else case.valeur for case in self.cases])
        floors = np.array([case.plancher for case in self.cases])
        for top in TOPS:
            low, high = published_bounds(shown, np.full(len(shown), top), floors)
            try:
                return bound_rows(rows, size, low, high, targets, equal).largeur
            except ValueError:
                continue
        raise ValueError("les tableaux publiés se contredisent")

    def _system(self) -> tuple[list[Entiers], int, list[tuple[Entiers, Entiers]]]:
        shapes = [self._shape(block) for block in self.blocs]
        starts = np.concatenate([[0], np.cumsum([int(np.prod(shape)) for shape in shapes])])
        grids = [np.arange(starts[i], starts[i + 1]).reshape(shape) for i, shape in enumerate(shapes)]
        rows = [self._row(case, grids) for case in self.cases]
        first, *others = [grid.reshape(*grid.shape[:3], -1) for grid in grids]
        equal = [(first[where], other[where]) for other in others for where in np.ndindex(first.shape[:3])]
        return rows, int(starts[-1]), equal

    def _shape(self, block: tuple[str, ...]) -> tuple[int, ...]:
        axes = [*(len(self.listes[axe]) for axe in REPERES), *(len(self.listes[theme]) for theme in block)]
        return (len(self.versions), *axes)

    def _row(self, case: CaseSortie, grids: Sequence[np.ndarray]) -> Entiers:
        """Levels up to each month's version: late acts of a later version are not in an older table."""
        number = next((i for i, block in enumerate(self.blocs) if case.themes and case.themes <= set(block)), 0)
        kept = [self._positions(axe, case) for axe in (Axe.QPV, *self.blocs[number])]
        parts = []
        for month, version in case.mois.items():
            levels = np.arange(self.versions.index(version) + 1)
            months = np.array([self.listes[Axe.MOIS].index(month)])
            where = np.ix_(levels, kept[0], months, *kept[1:])
            parts.append(grids[number][where].ravel())
        return np.concatenate(parts)

    def _positions(self, axe: str, case: CaseSortie) -> Entiers:
        wanted = case.valeurs.get(axe)
        kept = [i for i, value in enumerate(self.listes[axe]) if wanted is None or value in wanted]
        return np.array(kept, dtype=np.int64)


def _values_met(publications: Sequence[Publication]) -> dict[str, list[str]]:
    """Every value of every axis in any table, and AUTRE for what none of them lists."""
    met: dict[str, set[str]] = {axe: {AUTRE} for axe in REPERES}
    met[Axe.MOIS] = set()
    for publication in publications:
        met[Axe.MOIS] |= set(json.loads(publication.etat)["mois"])
        for rank, axe in enumerate(json.loads(publication.coupe)["axes"]):
            if axe != Axe.MOIS:
                met.setdefault(axe, {AUTRE}).update(cell[rank] for cell in publication.cellules if cell[rank] != TOUT)
    return {axe: sorted(values) for axe, values in met.items()}


def _cells(publication: Publication, lists: dict[str, list[str]]) -> Iterator[CaseSortie]:
    axes, months = json.loads(publication.coupe)["axes"], json.loads(publication.etat)["mois"]
    listed = {axe: {cell[rank] for cell in publication.cellules} for rank, axe in enumerate(axes)}
    floor = PLANCHERS[Audience(publication.audience)]
    if all(cell[-1] is None for cell in publication.cellules):
        return  # hidden whole, maybe for its team: no floor is then known to hold
    for *key, value in publication.cellules:
        named = dict(zip(axes, key, strict=True))
        month = named.pop(Axe.MOIS, TOUT)
        if month != TOUT and month not in months:
            continue  # a month without acts: it holds nothing, and every table says so alike
        values = {axe: _meaning(said, listed[axe], lists[axe]) for axe, said in named.items() if said != TOUT}
        yield CaseSortie(values, months if month == TOUT else {month: months[month]}, value, floor)


def _meaning(said: str, listed: set[str], met: list[str]) -> frozenset[str]:
    """AUTRE stands for all that this table does not list: another may list some of it."""
    return frozenset({said} if said != AUTRE else {value for value in met if value == AUTRE or value not in listed})


def _distinct(cases: Iterator[CaseSortie]) -> list[CaseSortie]:
    """The same cell under the same floor, once."""
    found = {(_canonical(case.valeurs), _canonical(case.mois), case.plancher): case for case in cases}
    return list(found.values())


def _canonical(said: Mapping[str, Any]) -> tuple:
    return tuple(sorted((name, tuple(sorted(v)) if isinstance(v, frozenset) else v) for name, v in said.items()))
