"""Writing facts: files first, put beside what is there, then the rows that point to them, in one transaction."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
from django.db import transaction
from django.utils import timezone

from entredeux.observatoire.entrepot import faits, moteur
from entredeux.observatoire.entrepot.coffre import Piece
from entredeux.observatoire.entrepot.lecture import coffre
from entredeux.observatoire.enums import GenrePartition
from entredeux.observatoire.models import MoisArrete, Partition


@dataclass(frozen=True)
class Extrait:
    """One month of one structure, as `extraits` hands it over.

    `lignes` are tuples in the order of colonnes.NOMS; `mediateurs` holds the acts of each, without their names.
    """

    structure: uuid.UUID
    mois: str
    lignes: Iterable[tuple]
    mediateurs: tuple[int, ...]
    est_au_mois: bool = False


@dataclass(frozen=True)
class FaitsPrepares:
    """A file already in the depot that nothing points to yet."""

    extrait: Extrait
    piece: Piece


def prepare(extraits: Iterable[Extrait]) -> list[FaitsPrepares]:
    """Writes the facts aside, one structure and month after the other. Raises DepotPlein: nothing has moved then."""
    base = moteur.connect()
    return [FaitsPrepares(extrait, put_facts(extrait, base)) for extrait in extraits]


def put_facts(extrait: Extrait, base: duckdb.DuckDBPyConnection) -> Piece:
    page, count = faits.take_in(base, extrait.lignes)
    return coffre().put(GenrePartition.FAITS, str(extrait.structure), extrait.mois, page, count)


@transaction.atomic
def commit(prepared: Iterable[FaitsPrepares]) -> list[MoisArrete]:
    """From here on these are the facts; each month's version moves on. The caller has checked that it may."""
    done = []
    for one in prepared:
        done.append(_move_version(one.extrait))
        point_to(one.piece, est_au_mois=one.extrait.est_au_mois, est_au_cube=False)
    return done


def write_month(extrait: Extrait) -> MoisArrete:
    """One structure's month, whole. Revising it moves its version on."""
    return commit(prepare([extrait]))[0]


def point_to(piece: Piece, **flags: bool) -> None:
    Partition.objects.update_or_create(
        genre=piece.genre,
        structure_id=uuid.UUID(piece.structure) if piece.structure else None,
        periode=piece.periode,
        defaults={
            "empreinte": piece.empreinte,
            "octets": piece.octets,
            "lignes": piece.lignes,
            "ecrite_le": timezone.now(),
            **flags,
        },
    )


def _move_version(extrait: Extrait) -> MoisArrete:
    arrete, created = MoisArrete.objects.select_for_update().get_or_create(
        structure_id=extrait.structure, mois=extrait.mois
    )
    if not created:
        arrete.version += 1
        arrete.revise_le = timezone.now()
    if extrait.mediateurs and not arrete.mediateurs:
        # Acts forget their mediators after three months: a revision keeps what the first taking saw.
        arrete.mediateurs = len(extrait.mediateurs)
        arrete.actes_par_mediateur = sum(extrait.mediateurs)
        arrete.actes_du_plus_actif = max(extrait.mediateurs)
    arrete.est_diffuse = False
    arrete.save()
    return arrete
