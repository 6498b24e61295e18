"""Who computes the cubes: DuckDB in this process, or Spark when the country no longer fits in one machine.

Both run the expressions of `cubes`, both hand over the same rows, and the page packed from them has the same bytes.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import duckdb

from entredeux.observatoire.entrepot import cubes
from entredeux.observatoire.entrepot.colonnes import CUBE, in_groups, schema
from entredeux.observatoire.entrepot.moteur import Memoire, connect, parquet_of, read_parquet

MOTEURS = ("duckdb", "spark")
BLOC_DU_CUBE = 16_384  # one structure's table reads a block or two


class Calcul(Protocol):
    def month_cells(self, faits: Sequence[Memoire]) -> Memoire:
        """Cells of the structures whose facts of one month these are."""
        ...

    def period_cells(self, cubes_des_mois: Sequence[Memoire], faits: Sequence[Memoire]) -> Memoire:
        """Cells of all the structures of these cubes, over their months."""
        ...


class CalculDuckDB:
    def month_cells(self, faits: Sequence[Memoire]) -> Memoire:
        base = connect()
        facts = base.sql(f"SELECT * FROM {read_parquet(*faits)}")
        return pack_cells(base, cubes.cells_of_month(facts, _keep_in(base)))

    def period_cells(self, cubes_des_mois: Sequence[Memoire], faits: Sequence[Memoire]) -> Memoire:
        """Memory holds the followed cases of the period, never all its acts."""
        base = connect()
        cubes.followed_acts(base.sql(f"SELECT * FROM {read_parquet(*faits)}")).create("suivis")
        months = base.sql(f"SELECT * FROM {read_parquet(*cubes_des_mois)}")
        return pack_cells(base, cubes.cells_of_period(months, base.table("suivis")))


def _keep_in(base: duckdb.DuckDBPyConnection) -> cubes.Garde:
    def keep(relation: Any, name: str) -> Any:
        relation.create(name)
        return base.table(name)

    return keep


def pack_cells(base: duckdb.DuckDBPyConnection, cells: duckdb.DuckDBPyRelation) -> Memoire:
    cells.create_view("cellules", replace=True)
    return parquet_of(base, f"SELECT {cubes.columns_in_order()} FROM cellules ORDER BY {cubes.ORDRE}")


def merge_cells(
    base: duckdb.DuckDBPyConnection, pages: Sequence[Memoire], former: Memoire | None, groupes: Iterable[int]
) -> Memoire:
    """One cube of these cells and, of a former cube, those of every other group of structures."""
    none = ", ".join(f"NULL::{kind} AS {name}" for name, kind in schema(CUBE).items())
    parts = [f"SELECT {none} WHERE false", *(f"SELECT * FROM {read_parquet(page)}" for page in pages)]
    if former is not None:
        parts.append(f"SELECT * FROM {read_parquet(former)} WHERE NOT {in_groups(groupes)}")
    rows = f"SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY {cubes.ORDRE}"
    return parquet_of(base, rows, bloc=BLOC_DU_CUBE)


def open_calcul(moteur: str) -> Calcul:
    """Raises ValueError for an engine we do not have."""
    if moteur == "duckdb":
        return CalculDuckDB()
    if moteur == "spark":
        from entredeux.observatoire.entrepot.spark import CalculSpark

        return CalculSpark()
    raise ValueError(f"Moteur de calcul inconnu : {moteur}. Choisissez {' ou '.join(MOTEURS)}.")
