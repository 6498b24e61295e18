"""Exact cells of a cut, every margin included. Only `publication` may import this module (tests/architecture)."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np

from entredeux.observatoire import entrepot
from entredeux.observatoire.cellules import Cellules, Entiers, gather_cells
from entredeux.observatoire.coupes import Coupe, Selection
from entredeux.observatoire.entrepot.colonnes import FILTRES, GENRES, GROUPE_DU_PASSAGE, POIDS
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
    facts = entrepot.read_arrays(coupe.structure, coupe.periode.mois, _columns(coupe), _reading(coupe.selection))
    keys, weights = (np.array(facts[name], dtype=np.int64) for name in ("cle", "poids"))
    names: list[Cle] = []
    parts: list[Cellules] = []
    for key, numbers, size in _margins_of(coupe, values, facts):
        names += key
        parts.append(gather_cells(numbers, keys, weights, size))
    return names, _concatenate(parts)


def sum_cells(
    coupe: Coupe, values: Mapping[Axe, Sequence[str]], cap: Callable[[Entiers], Entiers]
) -> tuple[list[Cle], Cellules, Cellules]:
    """Keys as `count_cells` has them, cells of the acts whose duration is known, and cells of their capped minutes."""
    facts = entrepot.read_values(coupe.structure, coupe.periode.mois, _columns(coupe), _reading(coupe.selection))
    keys, minutes = (np.array(facts[name], dtype=np.int64) for name in ("cle", "poids"))
    minutes = cap(minutes)
    names: list[Cle] = []
    acts: list[Cellules] = []
    sums: list[Cellules] = []
    for key, numbers, size in _margins_of(coupe, values, facts):
        names += key
        acts.append(gather_cells(numbers, keys, np.ones_like(keys), size))
        sums.append(gather_cells(numbers, keys, minutes, size))
    return names, _concatenate(acts), _concatenate(sums)


def _columns(coupe: Coupe) -> list[str]:
    return [_column(axe) for axe in coupe.axes]


def _column(axe: Axe) -> str:
    return GROUPE_DU_PASSAGE if axe == Axe.GROUPE else str(axe)


def _reading(selection: Selection) -> entrepot.Lecture:
    columns = FILTRES[selection.mesure]
    parmi = tuple((columns[name], codes) for name, codes in selection.parmi)
    return entrepot.Lecture(GENRES[selection.mesure], parmi, POIDS.get(selection.mesure, ""))


def _margins_of(
    coupe: Coupe, values: Mapping[Axe, Sequence[str]], facts: Mapping[str, Any]
) -> Iterator[tuple[list[Cle], Entiers, int]]:
    """Of each margin: the keys of its cells, the cell of each fact, and how many cells."""
    codes = [_encode(facts[_column(axe)], values[axe]) for axe in coupe.axes]
    for kept in _margins(len(coupe.axes)):
        keys = list(product(*(values[axe] if i in kept else (TOUT,) for i, axe in enumerate(coupe.axes))))
        shape = tuple(len(values[coupe.axes[i]]) for i in kept)
        numbers = _cell_numbers([codes[i] for i in kept], shape, len(facts["cle"]))
        yield keys, numbers, int(np.prod(shape, dtype=np.int64))


@dataclass(frozen=True)
class Ensemble:
    """Cells of several structures by one column, total included; in each, how many acts are of which structure."""

    cles: list[str]
    cellules: Cellules
    parts: dict[str, dict[uuid.UUID, int]]


def count_everywhere(
    structures: Sequence[uuid.UUID],
    months: Sequence[str],
    columns: Sequence[str],
    listed: Sequence[str],
    names: Mapping[str, str] | None = None,
) -> Ensemble:
    """Acts by a column of the facts, and in all; or by what `names` makes of the first of them that it knows: the
    département of a commune, or of a quarter that lies over several.

    Counted on the facts, units and all: a département is not what its communes say it is, but what its acts are.
    """
    position = {value: number for number, value in enumerate(listed)}
    numbers, keys, weights = [], [], []
    parts: dict[str, dict[uuid.UUID, int]] = {key: {} for key in (*listed, TOUT)}
    for structure in structures:
        facts = entrepot.read_arrays(structure, months, columns)
        said = facts[columns[0]] if names is None else _named([facts[column] for column in columns], names)
        places = np.array([position.get(value, position[AUTRE]) for value in said], dtype=np.int64)
        weigh = np.array(facts["poids"], dtype=np.int64)
        numbers.append(places)
        keys.append(np.array(facts["cle"], dtype=np.int64))
        weights.append(weigh)
        for value, acts in zip(listed, np.bincount(places, weigh, len(listed)), strict=True):
            if acts:
                parts[value][structure] = int(acts)
        if len(weigh):
            parts[TOUT][structure] = int(weigh.sum())
    place, key, weight = (
        np.concatenate(each) if each else np.zeros(0, dtype=np.int64) for each in (numbers, keys, weights)
    )
    cells = [gather_cells(place, key, weight, len(listed)), gather_cells(np.zeros_like(place), key, weight, 1)]
    return Ensemble([*listed, TOUT], _concatenate(cells), parts)


def has_acts(structure: uuid.UUID, months: Sequence[str]) -> bool:
    return bool(len(entrepot.read_arrays(structure, months, [])["poids"]))


def _named(columns: Sequence[Sequence[str]], names: Mapping[str, str]) -> list[str]:
    return [next((names[code] for code in codes if code in names), AUTRE) for codes in zip(*columns, strict=True)]


def count_by_quarter(structure: uuid.UUID, months: Sequence[str]) -> tuple[list[str], Cellules]:
    """Cells of every QPV met in these months, for the list of rows (publication.refresh_quarters)."""
    facts = entrepot.read_arrays(structure, months, ["qpv"])
    found = sorted(set(facts["qpv"]) - {AUTRE})
    inside = np.array([code != AUTRE for code in facts["qpv"]], dtype=bool)
    keys, acts = (np.array(facts[name], dtype=np.int64)[inside] for name in ("cle", "poids"))
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
