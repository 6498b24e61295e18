"""The facts of a month and a group of structures: taken in, put in order, packed; and read back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb

from entredeux.observatoire.entrepot.colonnes import ACTE, FAITS, NOMS, schema
from entredeux.observatoire.entrepot.moteur import Memoire, parquet_of, read_csv, read_parquet

ORDRE = ", ".join(NOMS)
_FLOUS = {"jour": "date_trunc('month', jour)::DATE AS jour", "creneau": "'' AS creneau"}
_AU_MOIS = ", ".join(_FLOUS.get(name, name) for name in NOMS)


def take_in(base: duckdb.DuckDBPyConnection, rows: Iterable[tuple]) -> tuple[Memoire, int]:
    """Rows in the order of NOMS, as a page, and how many. Raises duckdb.Error on a value that is not of its column."""
    page = Memoire()
    page.write_rows(rows, NOMS)
    return pack(base, f"SELECT * FROM {read_csv(page, schema(FAITS))}")


def pack(base: duckdb.DuckDBPyConnection, query: str) -> tuple[Memoire, int]:
    """Sorted by every column, so that the same facts make the same bytes whatever the order they came in."""
    page = parquet_of(base, f"SELECT {ORDRE} FROM ({query}) ORDER BY {ORDRE}")
    return page, count_rows(base, page)


def merge(
    base: duckdb.DuckDBPyConnection, former: Memoire | None, pages: Mapping[str, Memoire], *, au_mois: bool
) -> tuple[Memoire, int]:
    """The group's page with these structures' facts replaced, the others' as they were (without days, `au_mois`)."""
    parts = [f"SELECT {ORDRE} FROM {read_parquet(page)}" for page in pages.values()]
    if former is not None:
        names = ", ".join(f"'{structure}'" for structure in pages)
        columns = _AU_MOIS if au_mois else ORDRE
        parts.append(f"SELECT {columns} FROM {read_parquet(former)} WHERE structure NOT IN ({names})")
    return pack(base, " UNION ALL ".join(parts))


def of_structure(base: duckdb.DuckDBPyConnection, page: Memoire, structure: str) -> Memoire:
    return pack(base, f"SELECT * FROM {read_parquet(page)} WHERE structure = '{structure}'")[0]


def blur(base: duckdb.DuckDBPyConnection, page: Memoire) -> tuple[Memoire, int]:
    """The same facts at the precision of the month: what a record past its clock leaves."""
    return pack(base, f"SELECT {_AU_MOIS} FROM {read_parquet(page)}")


def count_rows(base: duckdb.DuckDBPyConnection, page: Memoire) -> int:
    return base.execute(f"SELECT count(*) FROM {read_parquet(page)}").fetchall()[0][0]


def count_acts(
    base: duckdb.DuckDBPyConnection, pages: Mapping[str, Memoire], columns: Sequence[str], structure: str
) -> dict[str, Any]:
    """Acts of a structure by these columns (`mois` may be one) and by key: one array each, then cle, then actes."""
    names = ", ".join([*columns, "cle"])
    parts = [
        f"SELECT '{month}' AS mois, * FROM {read_parquet(page)} WHERE genre = '{ACTE}' AND structure = $structure"
        for month, page in pages.items()
    ]
    query = f"SELECT {names}, count(*) AS actes FROM ({' UNION ALL '.join(parts)}) GROUP BY ALL ORDER BY {names}"
    return base.execute(query, {"structure": structure}).fetchnumpy()
