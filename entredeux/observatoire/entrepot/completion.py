"""Cubes that follow the facts: of the months that moved, then of their quarters and years.

A structure's facts say whether the cube of their month counts them (`est_au_cube`): only structures that moved are
counted again, their cells put in the place of the former ones. Cut short, it goes on where it stopped.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import transaction

from entredeux.observatoire.entrepot import faits, moteur
from entredeux.observatoire.entrepot.calculs import Calcul, merge_cells, quote_all
from entredeux.observatoire.entrepot.coffre import Piece
from entredeux.observatoire.entrepot.ecriture import point_to
from entredeux.observatoire.entrepot.lecture import coffre, page_of, partitions, periods_over, piece_of
from entredeux.observatoire.entrepot.moteur import Memoire
from entredeux.observatoire.enums import GenrePartition
from entredeux.observatoire.models import Partition

LOT = 100  # pages open at the same time


def complete_cubes(calcul: Calcul) -> list[str]:
    """Makes what is missing; a quarter or a year once its last month is there. Returns the codes of what was made."""
    stale = partitions(GenrePartition.FAITS).filter(est_au_cube=False)
    months = sorted(set(stale.values_list("periode", flat=True)))
    for month in months:
        _complete_month(month, list(stale.filter(periode=month).order_by("structure")), calcul)
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
    base, cells = moteur.connect(), []
    for some in _batches((row for row in rows if row.lignes), LOT):
        cells.append(calcul.month_cells([coffre().read(piece_of(row)) for row in some]))
    return _put(base, month, cells, former, [str(row.structure_id) for row in rows])


def cube_of_period(code: str, calcul: Calcul) -> Piece:
    """Some structures at a time: a cell belongs to one structure, so their cells only have to be put together."""
    base = moteur.connect()
    months = [row.periode for row in partitions(GenrePartition.CUBE) if code in periods_over(row.periode)]
    cubes = [page_of(row) for row in partitions(GenrePartition.CUBE, months)]
    rows = list(partitions(GenrePartition.FAITS, months).filter(lignes__gt=0).order_by("structure", "periode"))
    cells = []
    for some in _batches(sorted({row.structure_id for row in rows}), max(1, LOT // len(months))):
        pages = [coffre().read(piece_of(row)) for row in rows if row.structure_id in some]
        ours = [_cells_of(base, cube, [str(structure) for structure in some]) for cube in cubes]
        cells.append(calcul.period_cells(ours, pages))
    return _put(base, code, cells, None, [])


def _cells_of(base: Any, cube: Memoire, structures: Sequence[str]) -> Memoire:
    listed = quote_all(structures)
    return moteur.parquet_of(base, f"SELECT * FROM {moteur.read_parquet(cube)} WHERE structure IN ({listed})")


def _put(base: Any, code: str, cells: Sequence[Memoire], former: Memoire | None, structures: Sequence[str]) -> Piece:
    page = merge_cells(base, cells, former, structures)
    return coffre().put(GenrePartition.CUBE, "", code, page, faits.count_rows(base, page))


def forget_periods(months: Iterable[str]) -> None:
    """A month moved: the cubes of its quarter and of its year are to be made again."""
    stale = {code for month in months for code in periods_over(month)}
    Partition.objects.filter(genre=GenrePartition.CUBE, periode__in=stale).delete()


def _last_month(code: str) -> str:
    return f"{code[:4]}-{3 * int(code[-1]):02d}" if "T" in code else f"{code}-12"


def _batches(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
