"""Exact cells of a cut, every margin included. Only `publication` may import this module (tests/architecture)."""

import uuid
from collections.abc import Mapping, Sequence
from itertools import combinations, product

import numpy as np

from entredeux.observatoire import entrepot
from entredeux.observatoire.cellules import TAILLE_CLE, Cellules, Entiers
from entredeux.observatoire.coupes import Coupe
from entredeux.observatoire.enums import Axe

TOUT = "*"
AUTRE = ""
Cle = tuple[str, ...]


def count_cells(coupe: Coupe, values: Mapping[Axe, Sequence[str]]) -> tuple[list[Cle], Cellules]:
    """Keys and cells: the full product of the axes' values and of their totals (TOUT), empty cells included.

    `values` lists the values of each axis; a fact with another value counts under AUTRE, which must be listed.
    A total is counted on the acts themselves, never added up: its units and its noise are its own.
    """
    rows = entrepot.read_facts(coupe.structure, coupe.periode.mois, [str(axe) for axe in coupe.axes])
    columns = list(zip(*rows, strict=True)) or [()] * (len(coupe.axes) + 2)
    codes = [_encode(column, values[axe]) for column, axe in zip(columns, coupe.axes, strict=False)]
    keys, acts = (np.array(column, dtype=np.int64) for column in columns[-2:])
    names: list[Cle] = []
    parts: list[Cellules] = []
    for kept in _margins(len(coupe.axes)):
        names += product(*(values[axe] if i in kept else (TOUT,) for i, axe in enumerate(coupe.axes)))
        shape = tuple(len(values[coupe.axes[i]]) for i in kept)
        parts.append(_aggregate(_cell_numbers([codes[i] for i in kept], shape, len(acts)), keys, acts, shape))
    return names, _concatenate(parts)


def count_by_quarter(structure: uuid.UUID, months: Sequence[str]) -> tuple[list[str], Cellules]:
    """Cells of every QPV met in these months, for the list of rows (publication.refresh_quarters)."""
    rows = entrepot.read_facts(structure, months, ["qpv"])
    found = sorted({row[0] for row in rows if row[0]})
    inside = [row for row in rows if row[0]]
    numbers = np.array([found.index(row[0]) for row in inside], dtype=np.int64)
    keys, acts = (np.array([row[i] for row in inside], dtype=np.int64) for i in (1, 2))
    return found, _aggregate(numbers, keys, acts, (len(found),))


def _margins(size: int) -> list[tuple[int, ...]]:
    return [kept for count in range(size, -1, -1) for kept in combinations(range(size), count)]


def _encode(column: Sequence[str], values: Sequence[str]) -> Entiers:
    position = {value: number for number, value in enumerate(values)}
    return np.array([position[value] if value in position else position[AUTRE] for value in column], dtype=np.int64)


def _cell_numbers(codes: list[Entiers], shape: tuple[int, ...], length: int) -> Entiers:
    return np.ravel_multi_index(codes, shape).astype(np.int64) if codes else np.zeros(length, dtype=np.int64)


def _aggregate(numbers: Entiers, keys: Entiers, acts: Entiers, shape: tuple[int, ...]) -> Cellules:
    """Acts, keys, largest unit and distinct units of each cell. A unit weighs its key once per act."""
    size = int(np.prod(shape, dtype=np.int64))
    n, ks, top = (np.zeros(size, dtype=np.int64) for _ in range(3))
    np.add.at(n, numbers, acts)
    np.add.at(ks, numbers, keys * acts % TAILLE_CLE)
    units, positions = np.unique(numbers * TAILLE_CLE + keys, return_inverse=True)
    per_unit = np.zeros(len(units), dtype=np.int64)
    np.add.at(per_unit, positions, acts)
    owners = units // TAILLE_CLE
    np.maximum.at(top, owners, per_unit)
    return Cellules(n, ks % TAILLE_CLE, top, np.bincount(owners, minlength=size).astype(np.int64))


def _concatenate(parts: list[Cellules]) -> Cellules:
    return Cellules(*(np.concatenate([getattr(p, name) for p in parts]) for name in ("n", "ks", "top", "unites")))
