"""Rows of one genre counted exactly, for what concerns our own work (`travail`). Never for what concerns people met."""

import uuid
from collections.abc import Sequence

from entredeux.observatoire.entrepot import moteur
from entredeux.observatoire.entrepot.colonnes import FAITS, group_of
from entredeux.observatoire.entrepot.lecture import check_none_missing, page_of, partitions
from entredeux.observatoire.enums import GenrePartition


def sum_rows(
    structure: uuid.UUID,
    months: Sequence[str],
    genre: str,
    *,
    par: str = "",
    parmi: tuple[str, str] | None = None,
    somme: str = "",
) -> list[tuple[str, int]]:
    """(value of the column `par` or "mois", rows, or their sum of the column `somme`), in order.

    Without `par`, one line whose value is empty.
    """
    for name in filter(None, (par, somme, parmi and parmi[0])):
        if name not in FAITS and name != "mois":
            raise KeyError(f"colonne inconnue : {name}")
    rows = partitions(GenrePartition.FAITS, months).filter(groupe=group_of(structure))
    pages = {row.periode: page_of(row) for row in rows}
    check_none_missing(structure, months, pages.keys())
    if not pages:
        return []
    parts = [
        f"SELECT '{month}' AS mois, * FROM {moteur.read_parquet(page)} WHERE structure = $structure AND genre = $genre"
        for month, page in pages.items()
    ]
    where = f"WHERE {parmi[0]} = $code" if parmi else ""
    value, weight = par or "''", f"sum({somme})" if somme else "count(*)"
    query = f"SELECT {value}, {weight} FROM ({' UNION ALL '.join(parts)}) {where} GROUP BY 1 ORDER BY 1"
    said = {"structure": str(structure), "genre": genre} | ({"code": parmi[1]} if parmi else {})
    with moteur.cursor() as base:
        return [(key, int(total or 0)) for key, total in base.execute(query, said).fetchall()]
