"""Acts as codes, to try the method on: columns of small integers, the key, the version that brought each act.

The grid of an attack is the full cross of the finest columns met: its atoms. Every published cell is a sum of atoms.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from entredeux.observatoire.cellules import Cellules, Entiers, gather_cells

GEOGRAPHIES = ("region", "dep", "epci", "commune", "qpv")
TEMPS = ("year", "quarter", "month")
THEMES = ("registre", "domaine", "motif", "lieu", "public", "issue", "saisine")


@dataclass(frozen=True)
class Actes:
    """One row an act (or `poids` acts of one unit). `quartiers` and `mois` list what the codes stand for.

    quartiers   one tuple (region, dep, epci, commune, qpv) a quarter
    mois        "AAAA-MM", in order
    themes      values of each theme by name
    colonnes    codes of the rows: "qpv", "month", and each theme
    versions    0 for the first taking, 1 and 2 for acts that came late
    """

    quartiers: tuple[tuple[str, ...], ...]
    mois: tuple[str, ...]
    themes: Mapping[str, tuple[str, ...]]
    colonnes: Mapping[str, Entiers]
    cles: Entiers
    poids: Entiers
    versions: Entiers

    def __len__(self) -> int:
        return len(self.cles)

    def select(self, kept: np.ndarray) -> "Actes":
        columns = {name: codes[kept] for name, codes in self.colonnes.items()}
        return Actes(
            self.quartiers,
            self.mois,
            self.themes,
            columns,
            self.cles[kept],
            self.poids[kept],
            self.versions[kept],
        )

    def of_epci(self, epci: str) -> "Actes":
        """The acts of one EPCI, its quarters renumbered from 0."""
        inside = [i for i, quarter in enumerate(self.quartiers) if quarter[2] == epci]
        kept = self.select(np.isin(self.colonnes["qpv"], inside))
        codes = np.searchsorted(inside, kept.colonnes["qpv"]).astype(np.int64)
        quarters = tuple(self.quartiers[i] for i in inside)
        columns = {**kept.colonnes, "qpv": codes}
        return Actes(quarters, self.mois, self.themes, columns, kept.cles, kept.poids, kept.versions)

    @cached_property
    def epcis(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(quarter[2] for quarter in self.quartiers))


@dataclass(frozen=True)
class Grille:
    """The atoms of an attack: quarters × months × the values of `themes`, numbered in that order."""

    actes: Actes
    themes: tuple[str, ...]

    @cached_property
    def forme(self) -> tuple[int, ...]:
        sizes = (len(self.actes.themes[theme]) for theme in self.themes)
        return (len(self.actes.quartiers), len(self.actes.mois), *sizes)

    @property
    def taille(self) -> int:
        return int(np.prod(self.forme))

    @cached_property
    def numeros(self) -> Entiers:
        """The atom of each act."""
        codes = [self.actes.colonnes[name] for name in ("qpv", "month", *self.themes)]
        return np.ravel_multi_index(codes, self.forme).astype(np.int64)

    def groups(self, axis: str, level: str) -> Entiers:
        """For each quarter (or month), the number of the zone (or period) of that level it belongs to."""
        if axis == "qpv":
            rank = GEOGRAPHIES.index(level)
            named = [quarter[: rank + 1] for quarter in self.actes.quartiers]
        else:
            named = [(period_of(month, level),) for month in self.actes.mois]
        order = {name: number for number, name in enumerate(dict.fromkeys(named))}
        return np.array([order[name] for name in named], dtype=np.int64)

    def measure(self, cells: Entiers, size: int, version: int = 99) -> Cellules:
        """Exact cells of a table. `cells` gives the cell of each atom, -1 when the table leaves it out."""
        mine = cells[self.numeros]
        kept = (mine >= 0) & (self.actes.versions <= version)
        return gather_cells(mine[kept], self.actes.cles[kept], self.actes.poids[kept], size)


def period_of(month: str, level: str) -> str:
    if level == "month":
        return month
    return month[:4] if level == "year" else f"{month[:4]}-T{(int(month[5:]) + 2) // 3}"
