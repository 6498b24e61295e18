"""Every published cell as a long row, with the truth beside it: for an auditor outside this house.

Only on a test instance: exact counts beside noisy ones give the noise away. `catalogue_rows` writes the whole
catalogue, `rows_of_sets` the tables of sets drawn as the auditor draws them (free unions left out: we publish none).
"""

from collections.abc import Iterable, Sequence
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
from entredeux.observatoire.enums import Audience

NOMBRES = ("value", "lo", "hi", "var", "n")
COLONNES = (*GEOGRAPHIES, *TEMPS, *THEMES, *NOMBRES)
Ligne = tuple[str, ...]


@dataclass(frozen=True)
class Coupe:
    """One level of zone, one of period, at most two themes; `epci` keeps the cells of one EPCI."""

    zone: str
    temps: str
    themes: tuple[str, ...]
    epci: str | None = None


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


def write_cells(actes: Actes, cuts: Sequence[Coupe], out: Path) -> int:
    """Writes the Parquet file and returns its number of rows; a cell met in two cuts is one row."""
    names: dict[Ligne, None] = {}
    parts: list[Cellules] = []
    for cut in cuts:
        keys, cells = _cells(actes, cut)
        fresh = np.array([i for i, key in enumerate(keys) if key not in names], dtype=np.int64)
        names |= dict.fromkeys(keys[i] for i in fresh)
        parts.append(Cellules(cells.n[fresh], cells.ks[fresh], cells.top[fresh], cells.unites[fresh]))
    exact = Cellules(*(np.concatenate([getattr(p, name) for p in parts]) for name in ("n", "ks", "top", "unites")))
    _write(list(names), exact, out)
    return len(names)


def _cells(actes: Actes, cut: Coupe) -> tuple[list[Ligne], Cellules]:
    """Keys and exact cells of one cut: the full product of its values, empty cells included."""
    zones, zone_of = _groups([quarter[: GEOGRAPHIES.index(cut.zone) + 1] for quarter in actes.quartiers])
    periods, period_at = _groups([_period(month, cut.temps) for month in actes.mois])
    shape = (len(zones), len(periods), *(len(actes.themes[theme]) for theme in cut.themes))
    codes = [zone_of[actes.colonnes["qpv"]], period_at[actes.colonnes["month"]]]
    codes += [actes.colonnes[theme] for theme in cut.themes]
    numbers = np.ravel_multi_index(codes, shape).astype(np.int64)
    cells = gather_cells(numbers, actes.cles, actes.poids, int(np.prod(shape)))
    crossed = list(product(*(actes.themes[theme] for theme in cut.themes)))
    keys = [_key(cut, zone, period, *values) for zone, period, values in product(zones, periods, crossed)]
    if cut.epci is None:
        return keys, cells
    kept = np.array([i for i, key in enumerate(keys) if key[2] == cut.epci], dtype=np.int64)
    return [keys[i] for i in kept], Cellules(cells.n[kept], cells.ks[kept], cells.top[kept], cells.unites[kept])


def _groups(named: Sequence[Ligne]) -> tuple[list[Ligne], np.ndarray]:
    order = {name: number for number, name in enumerate(dict.fromkeys(named))}
    return list(order), np.array([order[name] for name in named], dtype=np.int64)


def _period(month: str, level: str) -> Ligne:
    return tuple(period_of(month, each) for each in TEMPS[: TEMPS.index(level) + 1])


def _key(cut: Coupe, zone: Ligne, period: Ligne, *values: str) -> Ligne:
    """Empty is "all"; a zone and a period come with all that contains them."""
    said = dict(zip(cut.themes, values, strict=True))
    where = (*zone, *[""] * (len(GEOGRAPHIES) - len(zone)))
    when = (*period, *[""] * (len(TEMPS) - len(period)))
    return (*where, *when, *(said.get(theme, "") for theme in THEMES))


def _write(keys: Sequence[Ligne], exact: Cellules, out: Path) -> None:
    shown = secret.protect(exact, audience=Audience.PUBLIC)
    low, high = published_bounds(shown, exact.top)
    variance = secret.VARIANCE * np.maximum(exact.top, 1.0) ** 2
    columns = dict(zip(COLONNES, [np.array(c, dtype=object) for c in zip(*keys, strict=True)], strict=False))
    columns |= dict(zip(NOMBRES, (shown, low, high, variance, exact.n), strict=True))
    chosen = ", ".join(f"nullif({name}, {secret.CACHE}) AS value" if name == "value" else name for name in COLONNES)
    with duckdb.connect() as base:
        base.register("cases", columns)
        target = str(out).replace("'", "''")
        base.execute(f"COPY (SELECT {chosen} FROM cases) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
