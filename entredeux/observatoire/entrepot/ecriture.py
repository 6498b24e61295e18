"""Writing facts: files first, put beside what is there, then the rows that point to them, in one transaction."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import duckdb
from django.db import transaction
from django.utils import timezone

from entredeux.observatoire.entrepot import faits, moteur
from entredeux.observatoire.entrepot.coffre import Piece
from entredeux.observatoire.entrepot.colonnes import group_of
from entredeux.observatoire.entrepot.lecture import coffre, page_of, partitions
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
    """A file already in the depot that nothing points to yet: a month's facts of a group of structures.

    `comptes` are the rows of each extract.
    """

    extraits: tuple[Extrait, ...]
    comptes: tuple[int, ...]
    piece: Piece


def prepare(extraits: Iterable[Extrait], *, keep_others: bool = True) -> list[FaitsPrepares]:
    """Writes the facts aside, those of one month and group together: they come in this order (`order_of`).

    The other structures of the group stay as they are. Raises DepotPlein: nothing has moved then.
    """
    base = moteur.connect()
    together = groupby(extraits, key=lambda extrait: order_of(extrait.structure, extrait.mois))
    return [_prepare(base, mois, groupe, tuple(some), keep_others) for (mois, groupe), some in together]


def order_of(structure: uuid.UUID, mois: str) -> tuple[str, int]:
    return mois, group_of(structure)


def _prepare(
    base: duckdb.DuckDBPyConnection, mois: str, groupe: int, extraits: tuple[Extrait, ...], keep_others: bool
) -> FaitsPrepares:
    taken = [(str(extrait.structure), *faits.take_in(base, extrait.lignes)) for extrait in extraits]
    former = partitions(GenrePartition.FAITS, [mois]).filter(groupe=groupe).first() if keep_others else None
    page, count = faits.merge(
        base,
        page_of(former) if former else None,
        {structure: page for structure, page, _ in taken},
        au_mois=extraits[0].est_au_mois,
    )
    piece = coffre().put(GenrePartition.FAITS, str(groupe), mois, page, count)
    return FaitsPrepares(extraits, tuple(number for *_, number in taken), piece)


@transaction.atomic
def commit(prepared: Iterable[FaitsPrepares]) -> list[MoisArrete]:
    """From here on these are the facts; each month's version moves on. The caller has checked that it may."""
    done = []
    for one in prepared:
        done += [_move_version(extrait, count) for extrait, count in zip(one.extraits, one.comptes, strict=True)]
        point_to(one.piece, est_au_mois=one.extraits[0].est_au_mois, est_au_cube=False)
    return done


def write_month(extrait: Extrait) -> MoisArrete:
    """One structure's month, whole. Revising it moves its version on."""
    return commit(prepare([extrait]))[0]


def point_to(piece: Piece, **flags: bool) -> None:
    Partition.objects.update_or_create(
        genre=piece.genre,
        groupe=int(piece.groupe) if piece.groupe else None,
        periode=piece.periode,
        defaults={
            "empreinte": piece.empreinte,
            "octets": piece.octets,
            "lignes": piece.lignes,
            "ecrite_le": timezone.now(),
            **flags,
        },
    )


def _move_version(extrait: Extrait, count: int) -> MoisArrete:
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
    arrete.est_diffuse, arrete.faits = False, count
    arrete.save()
    return arrete
