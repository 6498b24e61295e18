"""The append-only journal: one hash chain per structure, written in the transaction of what it tells.

    contenu(n)   = SHA-256(sel | canonical JSON of the entry)
    empreinte(n) = SHA-256(empreinte(n-1) | n | contenu(n))

A writer locks its structure's head row only, so structures never wait for each other. Emptying an old read
entry removes the JSON and the salt and keeps `contenu`: the chain verifies, the line says nothing any more.
Verification: verification.py. Triggers refuse any other change (triggers.py of this app).
"""

import hashlib
import json
import secrets
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import keyed_hash
from entredeux.cadre.enums import GenreEntree
from entredeux.cadre.models import EntreeJournal, TeteJournal


def record_write(
    by: Acteur,
    evenement: str,
    objet: models.Model | None = None,
    *,
    champs: Iterable[str] = (),
    nombre: int = 1,
    condense: str = "",
    structure: uuid.UUID | None = None,
) -> EntreeJournal:
    """Last line of an action. `champs` are field names; a bulk action is one event with count and digest."""
    return _append(by, GenreEntree.ECRITURE, evenement, objet, champs, nombre, condense, structure)


def record_read(
    by: Acteur,
    evenement: str,
    objet: models.Model | None = None,
    *,
    champs: Iterable[str] = (),
    nombre: int = 1,
    condense: str = "",
) -> EntreeJournal:
    """A named or secret datum was shown to someone, or left in an export."""
    return _append(by, GenreEntree.LECTURE, evenement, objet, champs, nombre, condense, None)


def hash_of_objet(objet: models.Model) -> str:
    return keyed_hash("journal", f"{objet._meta.label_lower}:{objet.pk}")


def hash_of_compte(compte: uuid.UUID) -> str:
    return keyed_hash("journal", f"cadre.compte:{compte}")


@transaction.atomic(savepoint=False)  # an action without its journal line must fall whole: nothing to go back to
def _append(
    by: Acteur,
    genre: GenreEntree,
    evenement: str,
    objet: models.Model | None,
    champs: Iterable[str],
    nombre: int,
    condense: str,
    structure: uuid.UUID | None,
) -> EntreeJournal:
    chain = structure or by.chaine
    head = _lock_head(chain)
    entry = EntreeJournal(
        structure=chain,
        genre=genre,
        instant=timezone.now(),  # after the lock, so that instants follow the numbers
        evenement=evenement,
        objet=hash_of_objet(objet) if objet is not None else "",
        acteur=hash_of_compte(by.compte.pk) if by.compte else "",
        role=by.role,
        champs=sorted(champs),
        nombre=nombre,
        condense=condense,
        sel=secrets.token_hex(16),
    )
    entry.numero = head.numero + 1
    entry.contenu = hash_content(entry)
    entry.empreinte = chain_hash(head.empreinte, entry.numero, entry.contenu)
    entry.save(force_insert=True)
    TeteJournal.objects.filter(pk=chain).update(numero=entry.numero, empreinte=entry.empreinte)
    return entry


def _lock_head(chain: uuid.UUID) -> TeteJournal:
    head = TeteJournal.objects.select_for_update().filter(pk=chain).first()
    if head is None:
        TeteJournal.objects.get_or_create(pk=chain)
        head = TeteJournal.objects.select_for_update().get(pk=chain)
    return head


class Ligne(Protocol):
    """What a hash is made of: a row of the model, or the same columns streamed by verification.py."""

    structure: Any
    genre: Any
    instant: Any
    evenement: Any
    objet: Any
    acteur: Any
    role: Any
    champs: Any
    nombre: Any
    condense: Any
    sel: Any


def hash_content(entry: Ligne) -> str:
    """SHA-256 of the salt and the canonical JSON of what the entry says."""
    said: dict[str, Any] = {
        "structure": str(entry.structure),
        "genre": str(entry.genre),
        "instant": _canonical_instant(entry.instant),
        "evenement": entry.evenement,
        "objet": entry.objet,
        "acteur": entry.acteur,
        "role": entry.role,
        "champs": list(entry.champs),
        "nombre": entry.nombre,
        "condense": entry.condense,
    }
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{entry.sel}|{text}".encode()).hexdigest()


def chain_hash(previous: str, numero: int, content: str) -> str:
    return hashlib.sha256(f"{previous}|{numero}|{content}".encode()).hexdigest()


def _canonical_instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
