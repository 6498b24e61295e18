"""The facts of a month and a group of structures: taken in, put in order, packed; and read back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from entredeux.observatoire.entrepot.colonnes import ACTE, FAITS, NOMS, schema
from entredeux.observatoire.entrepot.moteur import Memoire, parquet_of, read_csv, read_parquet

ORDRE = ", ".join(NOMS)

_FLOUS = {"jour": "date_trunc('month', jour)::DATE AS jour", "creneau": "'' AS creneau"}
_AU_MOIS = ", ".join(_FLOUS.get(name, name) for name in NOMS)


@dataclass(frozen=True)
class Lecture:
    """Which facts are read, and the column that says how much each weighs (empty: one)."""

    genre: str = ACTE
    parmi: tuple[tuple[str, tuple[str, ...]], ...] = ()
    poids: str = ""

    def parametres(self, structure: str) -> dict[str, Any]:
        codes = {f"parmi_{name}": list(kept) for name, kept in self.parmi}
        return {"genre": self.genre, "structure": structure} | codes


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


def count_units(
    base: duckdb.DuckDBPyConnection, pages: Mapping[str, Memoire], columns: Sequence[str], structure: str, ce: Lecture
) -> dict[str, Any]:
    """What `ce` reads of a structure's facts, by these columns (`mois` may be one) and by key: one array each.

    Then `cle`, and `poids`: how many facts, or people, the unit of this key brings. One that brings nothing is no row.
    """
    names = ", ".join([*columns, "cle"])
    weight = f"sum({ce.poids})" if ce.poids else "count(*)"
    query = f"""
        SELECT {names}, ({weight})::BIGINT AS poids FROM ({_read_months(pages, ce)})
        GROUP BY ALL HAVING {weight} > 0 ORDER BY {names}
    """
    return base.execute(query, ce.parametres(structure)).fetchnumpy()


def list_values(
    base: duckdb.DuckDBPyConnection, pages: Mapping[str, Memoire], columns: Sequence[str], structure: str, ce: Lecture
) -> dict[str, Any]:
    """One row a fact whose `ce.poids` is known: these columns, its key, then its value (`poids`)."""
    names = ", ".join([*columns, "cle", ce.poids])
    known = f"SELECT {names} FROM ({_read_months(pages, ce)}) WHERE {ce.poids} IS NOT NULL ORDER BY {names}"
    found = base.execute(known, ce.parametres(structure)).fetchnumpy()
    return found | {"poids": found.pop(ce.poids)}


def _read_months(pages: Mapping[str, Memoire], ce: Lecture) -> str:
    kept = "".join(f" AND list_contains($parmi_{name}, {name})" for name, _ in ce.parmi)
    where = f"genre = $genre AND structure = $structure{kept}"
    parts = (f"SELECT '{month}' AS mois, * FROM {read_parquet(page)} WHERE {where}" for month, page in pages.items())
    return " UNION ALL ".join(parts)
