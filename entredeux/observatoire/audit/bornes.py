"""Exact bounds on what is hidden: linear programming over every number that is out (HiGHS).

The attacker knows D, the floor, and even `top` of each cell, which is never published: we grant it to him. Versions of
one cell are tied by what he knows too: late acts only add. "Exact" is one integer left, "narrow" at most 2 units wide.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from entredeux.observatoire.audit.jeux import PLANCHER, Jeu
from entredeux.observatoire.cellules import Entiers
from entredeux.observatoire.secret import ECART_MAX

INFINI = highspy.kHighsInf
ETROIT = 2
MARGE = 1e-6


@dataclass(frozen=True)
class Encadrement:
    bas: Entiers
    haut: Entiers

    @property
    def largeur(self) -> Entiers:
        return self.haut - self.bas

    @property
    def exacts(self) -> int:
        return int((self.largeur <= 0).sum())

    @property
    def etroits(self) -> int:
        return int((self.largeur <= ETROIT).sum())


def published_bounds(shown: Entiers, top: Entiers, floor: int | Entiers = PLANCHER) -> tuple[Entiers, Entiers]:
    """What the published rule says of the true count. `top` widens it: the noise is multiplied by it.

    A hidden cell has under `floor` noisy acts, or under `floor` noisy units of at most `top` acts each.
    """
    reach = ECART_MAX * np.maximum(top, 1)
    hidden = (floor - 1 + ECART_MAX) * np.maximum(top, 1)
    low = np.where(shown < 0, 0, np.maximum(0, shown - reach))
    return low, np.where(shown < 0, hidden, shown + reach)


def naive_bounds(n: Entiers, floor: int = PLANCHER) -> tuple[Entiers, Entiers]:
    """The negative control: cells of 1 to 10 hidden, all others exact."""
    small = (n > 0) & (n < floor)
    return np.where(small, 1, n), np.where(small, floor - 1, n)


def attack(jeu: Jeu, low: Entiers, high: Entiers, targets: Sequence[int]) -> Encadrement:
    """Smallest and largest count each target may have, given all the others."""
    return bound_sums(jeu.atomes, jeu.versions, jeu.grille.taille, low, high, targets)


def bound_sums(
    atoms: Sequence[Entiers], versions: Entiers, size: int, low: Entiers, high: Entiers, targets: Sequence[int]
) -> Encadrement:
    """Raises ValueError when no table of counts agrees with these bounds."""
    levels = {version: rank for rank, version in enumerate(sorted(set(versions.tolist())))}
    rows = _rows(atoms, [levels[version] for version in versions.tolist()], size)
    return bound_rows(rows, size * len(levels), low, high, targets)


def bound_rows(
    rows: Sequence[Entiers],
    size: int,
    low: Entiers,
    high: Entiers,
    targets: Sequence[int],
    equal: Sequence[tuple[Entiers, Entiers]] = (),
) -> Encadrement:
    """Each row is the set of columns that one cell adds up; `equal` are pairs of sets with the same sum."""
    solver, merged = _load(rows, size, low, high, equal)
    found = np.array(
        [[_solve(solver, merged[target], sense) for sense in (1.0, -1.0)] for target in targets], dtype=np.float64
    ).reshape(-1, 2)
    return Encadrement(np.ceil(found[:, 0] - MARGE).astype(np.int64), np.floor(found[:, 1] + MARGE).astype(np.int64))


def _load(
    rows: Sequence[Entiers], size: int, low: Entiers, high: Entiers, equal: Sequence[tuple[Entiers, Entiers]]
) -> tuple[highspy.Highs, list[Entiers]]:
    """One column an atom (and one a version for its late acts), one row a published cell."""
    sets = [*rows, *(part for pair in equal for part in pair)]
    columns, merged = _merge_columns(sets, size)
    cells, pairs = merged[: len(rows)], merged[len(rows) :]
    ties = [np.concatenate([plus, minus]) for plus, minus in zip(pairs[::2], pairs[1::2], strict=True)]
    signs = [np.repeat([1.0, -1.0], [len(p), len(m)]) for p, m in zip(pairs[::2], pairs[1::2], strict=True)]
    lines = [*cells, *ties]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, len(lines)
    model.col_cost_, model.col_lower_ = np.zeros(columns), np.zeros(columns)
    model.col_upper_ = np.full(columns, INFINI)
    model.row_lower_ = np.concatenate([low.astype(np.float64), np.zeros(len(ties))])
    model.row_upper_ = np.concatenate([high.astype(np.float64), np.zeros(len(ties))])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(line) for line in lines])])
    model.a_matrix_.index_ = np.concatenate(lines)
    model.a_matrix_.value_ = np.concatenate([np.ones(sum(len(cell) for cell in cells)), *signs])
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ValueError("aucun tableau de comptes ne correspond à ces bornes")
    solver.setOptionValue("simplex_strategy", 4)  # primal: the last basis stays feasible when only costs change
    return solver, cells


def _rows(atoms: Sequence[Entiers], ranks: Sequence[int], size: int) -> list[Entiers]:
    """A cell of the second version holds its atoms of the first, plus the late acts of the second."""
    return [
        np.concatenate([cell + size * level for level in range(rank + 1)])
        for cell, rank in zip(atoms, ranks, strict=True)
    ]


def _merge_columns(rows: Sequence[Entiers], size: int) -> tuple[int, list[Entiers]]:
    """Atoms that lie in the same rows are one column: what no table tells apart is one unknown."""
    signature = np.zeros((size, 2), dtype=np.uint64)
    rng = np.random.default_rng(0)
    for row in rows:
        signature[row] += rng.integers(0, 2**63, 2, dtype=np.uint64)
    _, numbers = np.unique(signature, axis=0, return_inverse=True)
    numbers = numbers.ravel()
    return int(numbers.max()) + 1, [np.unique(numbers[row]) for row in rows]


def _solve(solver: highspy.Highs, columns: Entiers, sense: float) -> float:
    count = solver.getNumCol()
    costs = np.zeros(count)
    costs[columns] = sense
    solver.changeColsCost(count, np.arange(count, dtype=np.int32), costs)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ValueError("la borne n'a pas été trouvée")
    return sense * solver.getObjectiveValue()
