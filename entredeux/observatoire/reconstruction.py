"""Making the facts again from the records, and checking that what is kept is what was made.

The same records give the same bytes. Records that changed since a month was taken give others: what is published
rests on the former ones, so a readable file is kept, and the yearly revision takes the change. Only a lost file is
replaced by what the records say today, as a new version of its month.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.journal import record_write
from entredeux.cadre.models import Structure
from entredeux.observatoire import entrepot, extraits
from entredeux.observatoire.entrepot import FaitsPrepares
from entredeux.observatoire.entrepot.entretien import (
    check_file,
    drop_cubes,
    make_cube,
    replace_lost,
    sweep_depot,
)
from entredeux.observatoire.entrepot.lecture import partitions
from entredeux.observatoire.enums import GenrePartition
from entredeux.observatoire.models import MoisArrete

IDENTIQUE, GARDE, REPRIS, PERDU = "identique", "gardé", "repris", "perdu"
RAISONS = {
    IDENTIQUE: "mêmes fiches, mêmes octets",
    GARDE: "fiches changées ou oubliées depuis : le fichier publié est gardé",
    REPRIS: "fichier absent ou abîmé, refait d'après les fiches d'aujourd'hui : nouvelle version du mois",
    PERDU: "fichier absent ou abîmé, et plus de fiches pour le refaire",
}


@dataclass(frozen=True)
class Constat:
    mois: str
    structure: uuid.UUID
    resultat: str


def rebuild_facts(*, today: date | None = None, moteur: str = "duckdb") -> list[Constat]:
    """Every month taken whose records still exist, then every cube. Raises RafraichissementEnCours, DepotPlein."""
    day = today or timezone.localdate()
    with entrepot.hold_refresh():
        found = [_rebuild_one(structure, mois, day) for mois, structure in _taken()]
        if not any(one.resultat == PERDU for one in found):
            drop_cubes()
            entrepot.complete_cubes(entrepot.open_calcul(moteur))
        sweep_depot()
    return found


def verify_facts() -> Iterator[str]:
    """A sentence for each thing that does not hold: a file lost or changed, rows that do not add up, a stale cube."""
    calcul, broken = entrepot.open_calcul("duckdb"), False
    for row in partitions(GenrePartition.FAITS).order_by("periode", "structure"):
        for sentence in check_file(row):
            broken = True
            yield sentence
    for row in partitions(GenrePartition.CUBE).order_by("periode"):
        wrong = list(check_file(row))
        yield from wrong
        if not wrong and not broken and make_cube(row.periode, calcul).empreinte != row.empreinte:
            yield f"{row} : le cube n'est pas celui que donnent les faits."
    yield from _months_without_facts()


def _taken() -> list[tuple[str, uuid.UUID]]:
    return list(MoisArrete.objects.order_by("mois", "structure").values_list("mois", "structure_id"))


def _rebuild_one(structure: uuid.UUID, mois: str, day: date) -> Constat:
    row = partitions(GenrePartition.FAITS, [mois]).filter(structure_id=structure).first()
    readable = row is not None and not list(check_file(row))
    gone = mois not in extraits.months_with_facts(structure)
    if row is not None and row.lignes and gone:
        return Constat(mois, structure, GARDE if readable else PERDU)
    (made,) = entrepot.prepare([extraits.extract_month(structure, mois, day)])
    if row is not None and made.piece.empreinte == row.empreinte:
        return Constat(mois, structure, IDENTIQUE)
    if readable:
        return Constat(mois, structure, GARDE)
    _replace(made)
    return Constat(mois, structure, REPRIS)


@transaction.atomic
def _replace(made: FaitsPrepares) -> None:
    replace_lost(made)
    instance = Acteur.systeme(Structure.objects.get(pk=made.extrait.structure))
    record_write(
        instance, "observatoire.mois.repris", nombre=1, champs=[made.extrait.mois], structure=made.extrait.structure
    )


def _months_without_facts() -> Iterator[str]:
    there = set(partitions(GenrePartition.FAITS).values_list("structure_id", "periode"))
    for structure, mois in MoisArrete.objects.values_list("structure_id", "mois"):
        if (structure, mois) not in there:
            yield f"{mois} : ce mois est arrêté et ses faits manquent (entredeux observatoire rebuild)."
