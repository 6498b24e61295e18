"""Exact cells of a cut, every margin included. Only `publication` may import this module (tests/architecture)."""

import uuid
from collections.abc import Mapping, Sequence
from itertools import combinations, product
from typing import Any

import numpy as np

from entredeux.observatoire import entrepot
from entredeux.observatoire.cellules import Cellules, Entiers, gather_cells
from entredeux.observatoire.coupes import Coupe
from entredeux.observatoire.enums import Axe
from entredeux.observatoire.periodes import Periode

TOUT = "*"
AUTRE = ""
Cle = tuple[str, ...]


def count_cells(coupe: Coupe, values: Mapping[Axe, Sequence[str]]) -> tuple[list[Cle], Cellules]:
    """Keys and cells: the full product of the axes' values and of their totals (TOUT), empty cells included.

    `values` lists the values of each axis; a fact with another value counts under AUTRE, which must be listed.
    A total is counted on the acts themselves, never added up: its units and its noise are its own.
    """
    facts = entrepot.read_arrays(coupe.structure, coupe.periode.mois, [str(axe) for axe in coupe.axes])
    codes = [_encode(facts[axe], values[axe]) for axe in coupe.axes]
    keys, acts = (np.array(facts[name], dtype=np.int64) for name in ("cle", "actes"))
    names: list[Cle] = []
    parts: list[Cellules] = []
    for kept in _margins(len(coupe.axes)):
        names += product(*(values[axe] if i in kept else (TOUT,) for i, axe in enumerate(coupe.axes)))
        shape = tuple(len(values[coupe.axes[i]]) for i in kept)
        numbers = _cell_numbers([codes[i] for i in kept], shape, len(acts))
        parts.append(gather_cells(numbers, keys, acts, int(np.prod(shape, dtype=np.int64))))
    return names, _concatenate(parts)


def count_by_quarter(structure: uuid.UUID, months: Sequence[str]) -> tuple[list[str], Cellules]:
    """Cells of every QPV met in these months, for the list of rows (publication.refresh_quarters)."""
    facts = entrepot.read_arrays(structure, months, ["qpv"])
    found = sorted(set(facts["qpv"]) - {AUTRE})
    inside = np.array([code != AUTRE for code in facts["qpv"]], dtype=bool)
    keys, acts = (np.array(facts[name], dtype=np.int64)[inside] for name in ("cle", "actes"))
    numbers = _encode([code for code in facts["qpv"] if code != AUTRE], found)
    return found, gather_cells(numbers, keys, acts, len(found))


# The report of a year: a structure's, or the country's. `mois` comes from the months' cubes, the rest from the year's.
TABLES_DU_RAPPORT: tuple[tuple[str, ...], ...] = (
    ("qpv",),
    ("qpv", "mois"),
    ("qpv", "registre"),
    ("qpv", "mois", "registre"),
    ("qpv", "domaine"),
    ("qpv", "motif"),
    ("qpv", "lieu"),
    ("qpv", "public"),
    ("qpv", "public", "lieu"),
    ("qpv", "issue"),
    ("commune", "registre"),
    ("commune", "mois", "domaine"),
)


def count_table(
    periode: Periode, axes: Sequence[str], structure: uuid.UUID | None = None
) -> tuple[dict[str, Any], Cellules]:
    """Values of each axis and cells of a table of the report, from the cubes; cells without acts are left out.

    The same cells as on the facts (a test holds it), in milliseconds. Without a structure: every structure's acts.
    """
    periods = periode.mois if "mois" in axes else (periode.code,)
    keys, cells = entrepot.read_cells(periods, axes, structure)
    return keys, Cellules(*(cells[name].astype(np.int64) for name in ("n", "ks", "top", "unites")))


def _margins(size: int) -> list[tuple[int, ...]]:
    return [kept for count in range(size, -1, -1) for kept in combinations(range(size), count)]


def _encode(column: Sequence[str], values: Sequence[str]) -> Entiers:
    position = {value: number for number, value in enumerate(values)}
    other = position.get(AUTRE)
    return np.array([position.get(value, other) for value in column], dtype=np.int64)


def _cell_numbers(codes: list[Entiers], shape: tuple[int, ...], length: int) -> Entiers:
    return np.ravel_multi_index(codes, shape).astype(np.int64) if codes else np.zeros(length, dtype=np.int64)


def _concatenate(parts: list[Cellules]) -> Cellules:
    return Cellules(*(np.concatenate([getattr(p, name) for p in parts]) for name in ("n", "ks", "top", "unites")))
