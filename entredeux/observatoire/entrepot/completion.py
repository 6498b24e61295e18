"""Cubes that follow the facts: of the months that moved, then of their quarters and years.

A file of facts says whether the cube of its month counts it (`est_au_cube`): only the groups of structures that moved
are counted again, their cells put in the place of the former ones. Cut short, it goes on where it stopped.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from entredeux.observatoire.entrepot import faits, moteur
from entredeux.observatoire.entrepot.calculs import Calcul, merge_cells
from entredeux.observatoire.entrepot.coffre import Piece
from entredeux.observatoire.entrepot.colonnes import in_groups
from entredeux.observatoire.entrepot.ecriture import point_to
from entredeux.observatoire.entrepot.lecture import coffre, page_of, partitions, periods_over, piece_of
from entredeux.observatoire.entrepot.moteur import Memoire
from entredeux.observatoire.enums import GenrePartition
from entredeux.observatoire.models import Partition

LIGNES_ENSEMBLE = 3_000_000  # facts counted at once over several months


def complete_cubes(calcul: Calcul) -> list[str]:
    """Makes what is missing; a quarter or a year once its last month is there. Returns the codes of what was made."""
    stale = partitions(GenrePartition.FAITS).filter(est_au_cube=False)
    months = sorted(set(stale.values_list("periode", flat=True)))
    for month in months:
        _complete_month(month, list(stale.filter(periode=month).order_by("groupe")), calcul)
    there = set(partitions(GenrePartition.CUBE).values_list("periode", flat=True))
    wanted = {code for month in there for code in periods_over(month) if _last_month(code) in there}
    periods = sorted(wanted - there)
    for code in periods:
        point_to(cube_of_period(code, calcul))
    return months + periods


def _complete_month(month: str, moved: Sequence[Partition], calcul: Calcul) -> None:
    former = partitions(GenrePartition.CUBE, [month]).first()
    piece = _cube_of_month(month, moved, page_of(former) if former else None, calcul)
    with transaction.atomic():
        point_to(piece)
        forget_periods([month])
        Partition.objects.filter(pk__in=[row.pk for row in moved]).update(est_au_cube=True)


def cube_of_month(month: str, calcul: Calcul) -> Piece:
    """From all the facts of the month, whatever was counted before."""
    return _cube_of_month(month, list(partitions(GenrePartition.FAITS, [month])), None, calcul)


def _cube_of_month(month: str, rows: Sequence[Partition], former: Memoire | None, calcul: Calcul) -> Piece:
    pages = [coffre().read(piece_of(row)) for row in rows if row.lignes]
    cells = [calcul.month_cells(pages)] if pages else []
    return _put(moteur.connect(), month, cells, former, _groups_of(rows))


def cube_of_period(code: str, calcul: Calcul) -> Piece:
    """A group of structures at a time once they are many: a cell belongs to one structure."""
    base = moteur.connect()
    months = [row.periode for row in partitions(GenrePartition.CUBE) if code in periods_over(row.periode)]
    cubes = [page_of(row) for row in partitions(GenrePartition.CUBE, months)]
    rows = list(partitions(GenrePartition.FAITS, months).filter(lignes__gt=0))
    groups = _groups_of(rows)
    together = [groups] if sum(row.lignes for row in rows) < LIGNES_ENSEMBLE else [[groupe] for groupe in groups]
    cells = []
    for some in (each for each in together if each):
        pages = [coffre().read(piece_of(row)) for row in rows if row.groupe in some]
        where = in_groups(some)
        ours = [moteur.parquet_of(base, f"SELECT * FROM {moteur.read_parquet(cube)} WHERE {where}") for cube in cubes]
        cells.append(calcul.period_cells(ours, pages))
    return _put(base, code, cells, None, [])


def _groups_of(rows: Iterable[Partition]) -> list[int]:
    return sorted({row.groupe for row in rows if row.groupe is not None})


def _put(base: Any, code: str, cells: Sequence[Memoire], former: Memoire | None, groups: Sequence[int]) -> Piece:
    page = merge_cells(base, cells, former, groups)
    return coffre().put(GenrePartition.CUBE, "", code, page, faits.count_rows(base, page))


def forget_periods(months: Iterable[str]) -> None:
    """A month moved: the cubes of its quarter and of its year are to be made again."""
    stale = {code for month in months for code in periods_over(month)}
    Partition.objects.filter(genre=GenrePartition.CUBE, periode__in=stale).delete()


def _last_month(code: str) -> str:
    return f"{code[:4]}-{3 * int(code[-1]):02d}" if "T" in code else f"{code}-12"
