"""Every published cell as a long row, with the truth beside it: for an auditor outside this house.

Only on a test instance: exact counts beside noisy ones give the noise away. `catalogue_cuts` is the whole catalogue of
acts, `cuts_of_sets` the tables of sets drawn as the auditor draws them (free unions left out: we publish none); what
indicators publish comes from above (indicateurs.coupes_publiees). Columns are added at the end alone.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path

import duckdb
import numpy as np

from entredeux.observatoire import secret
from entredeux.observatoire.audit.actes import GEOGRAPHIES, TEMPS, THEMES, Actes, period_of
from entredeux.observatoire.audit.bornes import published_bounds
from entredeux.observatoire.audit.jeux import NIVEAUX, Tableau, draw_tables
from entredeux.observatoire.cellules import Cellules, gather_cells
from entredeux.observatoire.coupes import TOUS_LES_ACTES, Selection
from entredeux.observatoire.enums import Audience

NOMBRES = ("value", "lo", "hi", "var", "n")
QUOI = ("mesure", "filtre")
COLONNES = (*GEOGRAPHIES, *TEMPS, *THEMES, *NOMBRES, *QUOI)
VERITE = "n"
PARTOUT = ""
Ligne = tuple[str, ...]


@dataclass(frozen=True)
class Coupe:
    """One level of zone (PARTOUT: all of them), one of period, at most two details; `epci` keeps the cells of one EPCI.

    `selection`: what is counted and which of it, as the register has it.
    """

    zone: str
    temps: str
    themes: tuple[str, ...]
    epci: str | None = None
    selection: Selection = TOUS_LES_ACTES


def catalogue_cuts(actes: Actes) -> list[Coupe]:
    crossed = [cut for count in range(3) for cut in combinations(actes.themes, count)]
    return [Coupe(zone, when, cut) for zone, when, cut in product(GEOGRAPHIES, TEMPS, crossed)]


def cuts_of_sets(actes: Actes, sets: int, seed: int) -> list[Coupe]:
    """The tables of `sets` drawn sets, with their margins, each once."""
    rng = np.random.default_rng(seed)
    cuts: dict[Coupe, None] = {}
    for _ in range(sets):
        epci = str(rng.choice(actes.epcis))
        for table in draw_tables(actes, rng):
            cuts |= dict.fromkeys(_with_margins(table, epci))
    return list(cuts)


def _with_margins(table: Tableau, epci: str) -> Iterable[Coupe]:
    for count, zone, when in product(range(len(table.themes) + 1), {table.zone, NIVEAUX[-1]}, {table.temps, TEMPS[0]}):
        for kept in combinations(table.themes, count):
            yield Coupe(str(zone), when, kept, epci)


def write_cells(facts: Actes | Mapping[str, Actes], cuts: Sequence[Coupe], out: Path, *, truth: bool = True) -> int:
    """Writes the Parquet file and returns its number of rows; a cell met in two cuts is one row.

    `facts`: those of each measure, or acts alone. Without `truth`, no column says the true count.
    """
    by_measure = {TOUS_LES_ACTES.mesure: facts} if isinstance(facts, Actes) else facts
    names: dict[Ligne, None] = {}
    parts: list[Cellules] = []
    exact: list[np.ndarray] = []
    for cut in cuts:
        keys, cells = _cells(by_measure[cut.selection.mesure], cut)
        fresh = np.array([i for i, key in enumerate(keys) if key not in names], dtype=np.int64)
        names |= dict.fromkeys(keys[i] for i in fresh)
        parts.append(_take(cells, fresh))
        exact.append(np.full(len(fresh), cut.selection.est_exacte))
    whole = Cellules(*(np.concatenate([getattr(p, name) for p in parts]) for name in ("n", "ks", "top", "unites")))
    _write(list(names), whole, np.concatenate(exact), out, truth=truth)
    return len(names)


def _cells(actes: Actes, cut: Coupe) -> tuple[list[Ligne], Cellules]:
    """Keys and exact cells of one cut: the full product of its values, empty cells included."""
    kept = dict(cut.selection.parmi)
    for column, said in kept.items():
        listed = [i for i, code in enumerate(actes.themes[column]) if code in said]
        actes = actes.select(np.isin(actes.colonnes[column], listed))
    zones, zone_of = _groups([quarter[: _depth(cut.zone)] for quarter in actes.quartiers])
    periods, period_at = _groups([_period(month, cut.temps) for month in actes.mois])
    shape = (len(zones), len(periods), *(len(actes.themes[theme]) for theme in cut.themes))
    codes = [zone_of[actes.colonnes["qpv"]], period_at[actes.colonnes["month"]]]
    codes += [actes.colonnes[theme] for theme in cut.themes]
    numbers = np.ravel_multi_index(codes, shape).astype(np.int64)
    cells = gather_cells(numbers, actes.cles, actes.poids, int(np.prod(shape)))
    crossed = list(product(*(actes.themes[theme] for theme in cut.themes)))
    rows = list(product(zones, periods, crossed))
    inside = [
        i
        for i, (zone, _, values) in enumerate(rows)
        if cut.epci in (None, *zone[2:3])
        and all(value in kept.get(theme, (value,)) for theme, value in zip(cut.themes, values, strict=True))
    ]
    return [_key(cut, *rows[i]) for i in inside], _take(cells, np.array(inside, dtype=np.int64))


def _take(cells: Cellules, kept: np.ndarray) -> Cellules:
    return Cellules(cells.n[kept], cells.ks[kept], cells.top[kept], cells.unites[kept])


def _depth(zone: str) -> int:
    return GEOGRAPHIES.index(zone) + 1 if zone else 0


def _groups(named: Sequence[Ligne]) -> tuple[list[Ligne], np.ndarray]:
    order = {name: number for number, name in enumerate(dict.fromkeys(named))}
    return list(order), np.array([order[name] for name in named], dtype=np.int64)


def _period(month: str, level: str) -> Ligne:
    return tuple(period_of(month, each) for each in TEMPS[: TEMPS.index(level) + 1])


def _key(cut: Coupe, zone: Ligne, period: Ligne, values: Ligne) -> Ligne:
    """Empty is "all"; a zone and a period come with all that contains them.

    A filter of one code and a detail that say the same cell have one name. What no column holds is in `filtre`.
    """
    said = {name: list(codes) for name, codes in cut.selection.parmi}
    said |= {theme: [value] for theme, value in zip(cut.themes, values, strict=True)}
    fixed = {theme: codes[0] for theme, codes in said.items() if theme in THEMES and len(codes) == 1}
    other = {name: sorted(codes) for name, codes in said.items() if name not in fixed}
    where = (*zone, *[""] * (len(GEOGRAPHIES) - len(zone)))
    when = (*period, *[""] * (len(TEMPS) - len(period)))
    what = (cut.selection.mesure, json.dumps(other, sort_keys=True, separators=(",", ":")) if other else "")
    return (*where, *when, *(fixed.get(theme, "") for theme in THEMES), *what)


def _write(keys: Sequence[Ligne], exact: Cellules, known: np.ndarray, out: Path, *, truth: bool) -> None:
    """`known`: cells of our own work, which leave exact."""
    shown = np.where(known, exact.n, secret.protect(exact, audience=Audience.PUBLIC))
    low, high = published_bounds(shown, exact.top)
    variance = np.where(known, 0.0, secret.VARIANCE * np.maximum(exact.top, 1.0) ** 2)
    numbers = (shown, np.where(known, exact.n, low), np.where(known, exact.n, high), variance, exact.n)
    said = [np.array(column, dtype=object) for column in zip(*keys, strict=True)]
    columns = dict(zip((*GEOGRAPHIES, *TEMPS, *THEMES, *QUOI), said, strict=True))
    columns |= dict(zip(NOMBRES, numbers, strict=True))
    named = [name for name in COLONNES if truth or name != VERITE]
    chosen = ", ".join(f"nullif({name}, {secret.CACHE}) AS value" if name == "value" else name for name in named)
    with duckdb.connect() as base:
        base.register("cases", columns)
        target = str(out).replace("'", "''")
        base.execute(f"COPY (SELECT {chosen} FROM cases) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
