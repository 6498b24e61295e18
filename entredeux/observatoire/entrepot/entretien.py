"""Keeping the store: blurring, replacing, checking, sweeping. The caller holds the refresh."""

from collections.abc import Iterator

from django.db import transaction

from entredeux.observatoire.entrepot import faits, moteur
from entredeux.observatoire.entrepot.calculs import Calcul
from entredeux.observatoire.entrepot.coffre import Piece
from entredeux.observatoire.entrepot.completion import cube_of_month, cube_of_period
from entredeux.observatoire.entrepot.depots import FichierAbsent, sweep
from entredeux.observatoire.entrepot.ecriture import point_to
from entredeux.observatoire.entrepot.lecture import coffre, partitions, periods_over, piece_of
from entredeux.observatoire.entrepot.scelle import FichierAltere
from entredeux.observatoire.enums import GenrePartition
from entredeux.observatoire.models import Partition

ILLISIBLE = (FichierAbsent, FichierAltere)


def blur_partition(row: Partition) -> None:
    """Facts at the precision of the month. Cubes know no day: they do not move."""
    page, count = faits.blur(moteur.connect(), coffre().read(piece_of(row)))
    point_to(coffre().put(row.genre, str(row.groupe), row.periode, page, count), est_au_mois=True)


def check_file(row: Partition) -> Iterator[str]:
    """A sentence when the file is gone, changed, or has not the rows it was written with."""
    try:
        page = coffre().read(piece_of(row))
    except ILLISIBLE as trouble:
        yield f"{row} : fichier absent ou abîmé ({trouble})."
        return
    count = faits.count_rows(moteur.connect(), page)
    if count != row.lignes:
        yield f"{row} : {count} lignes, {row.lignes} attendues."


def make_cube(code: str, calcul: Calcul) -> Piece:
    """Of a month, a quarter or a year, as the facts say it now."""
    return cube_of_month(code, calcul) if periods_over(code) else cube_of_period(code, calcul)


@transaction.atomic
def drop_cubes() -> None:
    """Every cube is to be made again from the facts (completion.complete_cubes)."""
    partitions(GenrePartition.CUBE).delete()
    partitions(GenrePartition.FAITS).update(est_au_cube=False)


def sweep_depot() -> int:
    """Deletes the files that nothing points to any more since a day."""
    return sweep(coffre().depot, [piece_of(row).nom for row in Partition.objects.all()])
