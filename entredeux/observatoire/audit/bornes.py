"""Exact bounds on what is hidden: linear programming over every number that is out (HiGHS).

The attacker knows D, the floor, and even `top` of each cell, which is never published: we grant it to him. Versions of
one cell are tied by what he knows too: late acts only add. "Exact" is one integer left, "narrow" at most 2 units wide.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from entredeux.observatoire.audit.avance import step
from entredeux.observatoire.audit.jeux import PLANCHER, Jeu
from entredeux.observatoire.cellules import Entiers
from entredeux.observatoire.secret import ECART_MAX

Reels = NDArray[np.float64] | Entiers
Paire = tuple[Entiers, Entiers]

CONTRADICTION = "aucun tableau de comptes ne correspond à ces bornes"
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
    rows: Sequence[Entiers], size: int, low: Reels, high: Reels, targets: Sequence[int], equal: Sequence[Paire] = ()
) -> Encadrement:
    """Each row is the set of columns that one cell adds up; `equal` are pairs of sets with the same sum."""
    model, cells, _ = _model(rows, size, low, high, equal)
    solver = _solver_of(model)
    found = np.array(
        [[_solve(solver, cells[target], sense) for sense in (1.0, -1.0)] for target in targets], dtype=np.float64
    ).reshape(-1, 2)
    return Encadrement(np.ceil(found[:, 0] - MARGE).astype(np.int64), np.floor(found[:, 1] + MARGE).astype(np.int64))


def find_suspects(
    rows: Sequence[Entiers],
    size: int,
    low: Reels,
    high: Reels,
    near: Mapping[int, Iterable[Entiers]],
    equal: Sequence[Paire] = (),
) -> list[int]:
    """Targets not proved wide. A proof is two solutions that fit every number, and differ near the target alone.

    `near` gives for each target sets of columns to move while all others stay. Far quicker than exact bounds, which
    are then for suspects only. Raises ValueError as `bound_rows`.
    """
    model, cells, numbers = _model(rows, size, low, high, equal)
    centre = _centre(model)
    if centre is None:
        return list(near)
    suspects = []
    for target, sets in near.items():
        if not any(_is_wide(model, centre, cells[target], np.unique(numbers[columns])) for columns in sets):
            suspects.append(target)
        step()
    return suspects


def _model(
    rows: Sequence[Entiers], size: int, low: Reels, high: Reels, equal: Sequence[Paire]
) -> tuple[highspy.HighsLp, list[Entiers], Entiers]:
    """One column an atom (and one a version for its late acts), one row a published cell.

    With it, the columns of each row, and the column of each atom.
    """
    sets = [*rows, *(part for pair in equal for part in pair)]
    numbers, merged = _merge_columns(sets, size)
    cells, pairs = merged[: len(rows)], merged[len(rows) :]
    ties = [np.concatenate([plus, minus]) for plus, minus in zip(pairs[::2], pairs[1::2], strict=True)]
    signs = [np.repeat([1.0, -1.0], [len(p), len(m)]) for p, m in zip(pairs[::2], pairs[1::2], strict=True)]
    values = np.concatenate([np.ones(sum(len(cell) for cell in cells)), *signs])
    nothing = np.zeros(len(ties))
    bounds = np.concatenate([low, nothing]), np.concatenate([high, nothing])
    return _program(int(numbers.max()) + 1, [*cells, *ties], values, *bounds), cells, numbers


def _program(columns: int, lines: Sequence[Entiers], values: Reels, low: Reels, high: Reels) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, len(lines)
    model.col_cost_, model.col_lower_ = np.zeros(columns), np.zeros(columns)
    model.col_upper_ = np.full(columns, INFINI)
    model.row_lower_, model.row_upper_ = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(line) for line in lines])])
    model.a_matrix_.index_ = np.concatenate(lines)
    model.a_matrix_.value_ = np.asarray(values, dtype=np.float64)
    return model


def _quiet(model: highspy.HighsLp, **options: str) -> highspy.Highs:
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(model)
    solver.run()
    return solver


def _solver_of(model: highspy.HighsLp) -> highspy.Highs:
    solver = _quiet(model)
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ValueError(CONTRADICTION)
    solver.setOptionValue("simplex_strategy", 4)  # primal: the last basis stays feasible when only costs change
    return solver


def _centre(model: highspy.HighsLp) -> Reels | None:
    """A solution far from every bound, where there is room to move; None when the method stops before."""
    solver = _quiet(model, solver="ipx", run_crossover="off")
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        raise ValueError(CONTRADICTION)
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.maximum(0.0, np.array(solver.getSolution().col_value))


def _is_wide(model: highspy.HighsLp, centre: Reels, cell: Entiers, moving: Entiers) -> bool:
    """Moving these columns alone, the cell takes whole values more than ETROIT apart."""
    starts, index = np.asarray(model.a_matrix_.start_), np.asarray(model.a_matrix_.index_)
    values, lines = np.asarray(model.a_matrix_.value_), np.repeat(np.arange(model.num_row_), np.diff(starts))
    place = np.full(model.num_col_, -1)
    place[moving] = np.arange(len(moving))
    inside = place[index] >= 0
    touched, sizes = np.unique(lines[inside], return_counts=True)
    whole = np.bincount(lines, values * centre[index], model.num_row_)[touched]
    moved = np.bincount(lines[inside], (values * centre[index])[inside], model.num_row_)[touched]
    low = np.minimum(np.asarray(model.row_lower_)[touched], whole) - (whole - moved)
    high = np.maximum(np.asarray(model.row_upper_)[touched], whole) - (whole - moved)
    parts = np.split(place[index[inside]], np.cumsum(sizes)[:-1])
    mine, still = place[cell][place[cell] >= 0], centre[cell][place[cell] < 0].sum()
    try:
        solver = _solver_of(_program(len(moving), parts, values[inside], low, high))
        least, most = (still + _solve(solver, mine, sense) for sense in (1.0, -1.0))
    except ValueError:
        return False
    return bool(np.floor(most + MARGE) - np.ceil(least - MARGE) > ETROIT)


def _rows(atoms: Sequence[Entiers], ranks: Sequence[int], size: int) -> list[Entiers]:
    """A cell of the second version holds its atoms of the first, plus the late acts of the second."""
    return [
        np.concatenate([cell + size * level for level in range(rank + 1)])
        for cell, rank in zip(atoms, ranks, strict=True)
    ]


def _merge_columns(rows: Sequence[Entiers], size: int) -> tuple[Entiers, list[Entiers]]:
    """Atoms that lie in the same rows are one column: what no table tells apart is one unknown.

    The column of each atom, and the columns of each row.
    """
    signature = np.zeros((size, 2), dtype=np.uint64)
    rng = np.random.default_rng(0)
    for row in rows:
        signature[row] += rng.integers(0, 2**63, 2, dtype=np.uint64)
    _, numbers = np.unique(signature, axis=0, return_inverse=True)
    numbers = numbers.ravel()
    return numbers, [np.unique(numbers[row]) for row in rows]


def _solve(solver: highspy.Highs, columns: Entiers, sense: float) -> float:
    count = solver.getNumCol()
    costs = np.zeros(count)
    costs[columns] = sense
    solver.changeColsCost(count, np.arange(count, dtype=np.int32), costs)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ValueError("la borne n'a pas été trouvée")
    return sense * solver.getObjectiveValue()
