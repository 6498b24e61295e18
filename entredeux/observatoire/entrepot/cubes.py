"""The cube of a month, a quarter or a year: for each structure and each cut of the report, its cells, exact.

Written as Narwhals expressions: the same lines run on DuckDB here and on Spark past one machine (spark.py), and a
test holds both to the same rows. The number of acts, the sum of keys, persons and minutes add up from month to month.
The largest unit and the distinct units do not: they are counted again on the acts of followed cases (`cas`), the only
ones whose unit may come back.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import narwhals as nw

from entredeux.observatoire.entrepot.colonnes import ACTE, CUBE, DIMENSIONS_MAX, SOCLES, CoupeCube, base_of, cuts_of
from entredeux.observatoire.entrepot.moteur import Memoire, read_parquet

TAILLE_CLE = 2**32
ADDITIFS = ("n", "ks", "seuls", "personnes", "minutes")
MESURES = (*ADDITIFS, "top", "suivies")
CLES = ("coupe", "structure", "a", "b", "c")
ORDRE = ", ".join(CUBE)

# Keeps a frame that several others start from: a table for DuckDB, a cache for Spark.
Garde = Callable[[Any, str], Any]


def cells_of_month(faits: Any, keep: Garde) -> Any:
    """Every cell of a month, from its facts (a native frame of either engine)."""
    acts = nw.from_native(faits).filter(nw.col("genre") == ACTE)
    axes = sorted({axe for socle in SOCLES for axe in socle})
    cases = acts.filter(nw.col("cas")).select("structure", *axes, "cle")
    followed = nw.from_native(keep(cases.to_native(), "suivis"))
    bases = {
        socle: nw.from_native(keep(_sums(acts, socle).to_native(), f"socle_{number}"))
        for number, socle in enumerate(SOCLES)
    }
    parts = [_additive_cells(bases[base_of(coupe)], coupe) for coupe in cuts_of(mensuel=True)]
    parts += [_followed_cells(followed, coupe) for coupe in cuts_of(mensuel=True)]
    return _together(parts).to_native()


def cells_of_period(cubes: Any, suivis: Any) -> Any:
    """Every cell of several months, from their cubes and from the acts of their followed cases (`followed_acts`)."""
    wanted = [coupe.code for coupe in cuts_of(mensuel=False)]
    added = nw.from_native(cubes).filter(nw.col("coupe").is_in(wanted))
    parts = [added.select(*CLES, *_whole(*ADDITIFS), **_zero("top", "suivies"))]
    followed = nw.from_native(suivis)
    parts += [_followed_cells(followed, coupe) for coupe in cuts_of(mensuel=False)]
    return _together(parts).to_native()


def followed_acts(faits: Any) -> Any:
    """Of a month's facts, what a quarter or a year must count again."""
    axes = sorted({axe for coupe in cuts_of(mensuel=False) for axe in coupe.axes})
    acts = nw.from_native(faits).filter(nw.col("genre") == ACTE, nw.col("cas"))
    return acts.select("structure", *axes, "cle").to_native()


def _sums(acts: Any, axes: Iterable[str]) -> Any:
    return acts.group_by("structure", *axes).agg(
        n=nw.len().cast(nw.Int64),
        ks=nw.col("cle").cast(nw.Int64).sum(),
        seuls=nw.when(nw.col("cas")).then(nw.lit(0)).otherwise(nw.lit(1)).cast(nw.Int64).sum(),
        personnes=nw.col("personnes").cast(nw.Int64).sum(),
        minutes=nw.col("minutes").cast(nw.Int64).sum(),
    )


def _additive_cells(base: Any, coupe: CoupeCube) -> Any:
    sums = base.group_by("structure", *coupe.axes).agg(*(nw.col(name).sum() for name in ADDITIFS))
    return sums.select(*_keys(coupe), *_whole(*ADDITIFS), **_zero("top", "suivies"))


def _followed_cells(acts: Any, coupe: CoupeCube) -> Any:
    """Largest unit and distinct units among followed cases: first by unit, then by cell."""
    units = acts.group_by("structure", *coupe.axes, "cle").agg(actes=nw.len().cast(nw.Int64))
    cells = units.group_by("structure", *coupe.axes).agg(top=nw.col("actes").max(), suivies=nw.len())
    return cells.select(*_keys(coupe), **_zero(*ADDITIFS), **{name: _int(name) for name in ("top", "suivies")})


def _keys(coupe: CoupeCube) -> list[Any]:
    values = [nw.col(axe) for axe in coupe.axes] + [nw.lit("")] * (DIMENSIONS_MAX - len(coupe.axes))
    named = [value.alias(name) for name, value in zip("abc", values, strict=True)]
    return [nw.lit(coupe.code).alias("coupe"), nw.col("structure"), *named]


def _int(name: str) -> Any:
    """A sum of 64-bit integers has 128 bits in one engine and 64 in the other."""
    return nw.col(name).cast(nw.Int64)


def _whole(*names: str) -> list[Any]:
    return [_int(name) for name in names]


def _zero(*names: str) -> dict[str, Any]:
    return {name: nw.lit(0).cast(nw.Int64) for name in names}


def _together(parts: Iterable[Any]) -> Any:
    """One row a cell. A cell whose every act stands alone has a largest unit of one."""
    stacked = nw.concat([part.select(*CLES, *MESURES) for part in parts], how="vertical")
    cells = stacked.group_by(*CLES).agg(*(nw.col(n).sum() for n in (*ADDITIFS, "suivies")), nw.col("top").max())
    alone = nw.when(nw.col("seuls") > 0).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int64)
    return cells.select(
        *CLES,
        n=nw.col("n"),
        ks=nw.col("ks") % TAILLE_CLE,
        top=nw.when(nw.col("top") > 0).then(nw.col("top")).otherwise(alone),
        unites=nw.col("seuls") + nw.col("suivies"),
        seuls=nw.col("seuls"),
        personnes=nw.col("personnes"),
        minutes=nw.col("minutes"),
    )


def sum_cells(base: Any, pages: Mapping[str, Memoire], by: Sequence[str], where: Mapping[str, str]) -> dict[str, Any]:
    """Cells of several structures or months put together, one array a column: `by`, then n, ks, top and unites.

    A unit belongs to one structure, so that units add up over structures; over months they do not, and `periode` is
    then one of `by`.
    """
    parts = [f"SELECT '{code}' AS periode, * FROM {read_parquet(page)}" for code, page in pages.items()]
    kept = " AND ".join(f"{name} = ${name}" for name in where)
    columns = ", ".join(by)
    query = f"""
        SELECT {columns + "," if by else ""} sum(n)::BIGINT AS n, (sum(ks::BIGINT) % {TAILLE_CLE})::BIGINT AS ks,
               max(top)::BIGINT AS top, sum(unites)::BIGINT AS unites
        FROM ({" UNION ALL ".join(parts)}) WHERE {kept} {f"GROUP BY {columns} ORDER BY {columns}" if by else ""}
    """
    return base.execute(query, dict(where)).fetchnumpy()


def columns_in_order() -> str:
    return ", ".join(f"{name}::{kind} AS {name}" for name, (kind, _) in CUBE.items())
