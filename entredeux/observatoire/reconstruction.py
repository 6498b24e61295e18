"""Making the facts again from the records, and checking that what is kept is what was made.

The same records give the same bytes. Records that changed since a month was taken give others: what is published
rests on the former ones, so a readable file is kept, and the yearly revision takes the change. Only a lost file is
replaced by what the records say today, as a new version of its month.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.journal import record_write
from entredeux.observatoire import entrepot, extraits
from entredeux.observatoire.entrepot import Extrait, faits, moteur
from entredeux.observatoire.entrepot.entretien import (
    check_file,
    drop_cubes,
    make_cube,
    sweep_depot,
)
from entredeux.observatoire.entrepot.lecture import coffre, partitions, piece_of
from entredeux.observatoire.enums import GenrePartition
from entredeux.observatoire.models import MoisArrete, Partition

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


def rebuild_facts(*, today: date | None = None, engine: str = "duckdb") -> list[Constat]:
    """Every month taken whose records still exist, then every cube. Raises RafraichissementEnCours, DepotPlein."""
    day = today or timezone.localdate()
    with entrepot.hold_refresh():
        found: list[Constat] = []
        for (mois, groupe), months in _taken_together().items():
            found += _rebuild_group(mois, groupe, months, day)
        if not any(one.resultat == PERDU for one in found):
            drop_cubes()
            entrepot.complete_cubes(entrepot.open_calcul(engine))
        sweep_depot()
    return found


def take_missing(day: date) -> list[MoisArrete]:
    """Months taken that no file holds, after a change of the warehouse: from the records, as a new version.

    The caller holds the refresh.
    """
    there = set(partitions(GenrePartition.FAITS).values_list("periode", "groupe"))
    done: list[MoisArrete] = []
    for (mois, groupe), months in _taken_together().items():
        if (mois, groupe) not in there and not any(_is_gone(month) for month in months):
            done += _replace(_extracts(months, day))
    return done


def verify_facts() -> Iterator[str]:
    """A sentence for each thing that does not hold: a file lost or changed, rows that do not add up, a stale cube."""
    calcul, broken = entrepot.open_calcul("duckdb"), False
    for row in partitions(GenrePartition.FAITS).order_by("periode", "groupe"):
        for sentence in check_file(row):
            broken = True
            yield sentence
    for row in partitions(GenrePartition.CUBE).order_by("periode"):
        wrong = list(check_file(row))
        yield from wrong
        if not wrong and not broken and make_cube(row.periode, calcul).empreinte != row.empreinte:
            yield f"{row} : le cube n'est pas celui que donnent les faits."
    yield from _months_without_facts()


def _taken_together() -> dict[tuple[str, int], list[MoisArrete]]:
    """Months taken, by month and group of structures: those of one file."""
    together: dict[tuple[str, int], list[MoisArrete]] = defaultdict(list)
    for month in MoisArrete.objects.order_by("mois", "structure"):
        together[entrepot.order_of(month.structure_id, month.mois)].append(month)
    return together


def _rebuild_group(mois: str, groupe: int, months: list[MoisArrete], day: date) -> list[Constat]:
    row = partitions(GenrePartition.FAITS, [mois]).filter(groupe=groupe).first()
    if row is not None and not list(check_file(row)):
        return [Constat(mois, month.structure_id, _compare(row, month, day)) for month in months]
    result = PERDU if any(_is_gone(month) for month in months) else REPRIS
    if result == REPRIS:
        (made,) = entrepot.prepare(_extracts(months, day), keep_others=False)
        if row is not None and made.piece.empreinte == row.empreinte:
            result = IDENTIQUE
        else:
            _replace(_extracts(months, day))
    return [Constat(mois, month.structure_id, result) for month in months]


def _compare(row: Partition, month: MoisArrete, day: date) -> str:
    """Whether the records give what the file holds of this structure, byte for byte."""
    if _is_gone(month):
        return GARDE
    base = moteur.connect()
    made, _ = faits.take_in(base, extraits.extract_month(month.structure_id, month.mois, day).lignes)
    kept = faits.of_structure(base, coffre().read(piece_of(row)), str(month.structure_id))
    return IDENTIQUE if made.read() == kept.read() else GARDE


def _is_gone(month: MoisArrete) -> bool:
    """It had facts, and no record is left to make them from."""
    return bool(month.faits) and not extraits.has_facts(month.structure_id, month.mois)


def _extracts(months: list[MoisArrete], day: date) -> list[Extrait]:
    return [extraits.extract_month(month.structure_id, month.mois, day) for month in months]


@transaction.atomic
def _replace(extracts: list[Extrait]) -> list[MoisArrete]:
    """The file is gone: the months' state is another one from here on, so their versions move."""
    done = entrepot.commit(entrepot.prepare(extracts, keep_others=False))
    for month in done:
        instance = Acteur.systeme(month.structure)
        record_write(instance, "observatoire.mois.repris", nombre=1, champs=[month.mois], structure=month.structure_id)
    return done


def _months_without_facts() -> Iterator[str]:
    there = set(partitions(GenrePartition.FAITS).values_list("periode", "groupe"))
    for (mois, groupe), _ in _taken_together().items():
        if (mois, groupe) not in there:
            yield f"{mois} : ce mois est arrêté et ses faits manquent (entredeux observatoire rebuild)."
