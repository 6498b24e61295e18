"""What a phone sends: each entry is durable before it is acknowledged, and none depends on its neighbours.

A token sends and does nothing else. An entry that cannot be applied is kept for a person (quarantine); one that
cannot be kept either (unknown token, seal that opens nothing) is refused, and stays on the phone.
"""

import base64
import binascii
import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.carnet.actions.application import apply_carnet
from entredeux.carnet.enums import A_EXAMINER, EtatEnveloppe, Geste, Raison
from entredeux.carnet.models import CleCarnet, Enveloppe, JetonCarnet, Telephone
from entredeux.carnet.scelle import (
    FORMAT,
    ContenuIllisible,
    Etiquette,
    ScelleIllisible,
    hash_of_contenu,
    open_entree,
)
from entredeux.carnet.sortes import find_sorte
from entredeux.socle.identifiants import parse_uuid

LOT_MAX = 50
SCELLE_MAX = 3 * 1024 * 1024

RECUE, DEJA_RECUE, QUARANTAINE, REFUSEE = "recue", "deja_recue", "quarantaine", "refusee"
REFUS = {
    "format_inconnu": "Cette version du carnet est trop ancienne : ouvrez-le avec du réseau pour le mettre à jour.",
    "jeton_inconnu": "Ce téléphone n'est pas connu : préparez-le à nouveau. La saisie y reste.",
    "scelle_illisible": "Cette saisie est abîmée, ou n'est pas celle de ce compte : elle n'a pas pu être ouverte.",
    "trop_lourde": f"Cette saisie dépasse {SCELLE_MAX // 1024 // 1024} Mo.",
}


@dataclass(frozen=True)
class EntreeRecue:
    """An entry as it travels: only what is needed to open it is in clear. `jeton` is the hash of its author's token
    (hash_of_jeton): a rescue file carries it, which lets nobody send anything."""

    id: uuid.UUID
    sorte: str
    cle: uuid.UUID
    jeton: str
    scelle: str
    format: int = FORMAT


@dataclass(frozen=True)
class Reponse:
    """`recue`: durable, the phone may forget it. `deja_recue`: it already was. `quarantaine`: durable, a person will
    look. `refusee`: not kept here, the phone keeps it."""

    id: uuid.UUID
    etat: str
    raison: str = ""
    message: str = ""


@dataclass
class Lot:
    """What a batch needs to know, read in four queries whatever its size."""

    maintenant: datetime
    decalage_s: int
    jetons: dict[str, JetonCarnet]
    cles: dict[uuid.UUID, uuid.UUID]
    connues: dict[tuple[uuid.UUID, uuid.UUID], list[Enveloppe]]
    nouvelles: list[Enveloppe] = field(default_factory=list)
    refusees: dict[uuid.UUID | None, int] = field(default_factory=dict)

    @classmethod
    def load(cls, entrees: Sequence[EntreeRecue], horloge: datetime | None) -> "Lot":
        now = timezone.now()
        tokens = {entree.jeton for entree in entrees}
        rows = JetonCarnet.objects.filter(index__in=tokens).select_related("compte", "telephone")
        known: dict[tuple[uuid.UUID, uuid.UUID], list[Enveloppe]] = {}
        for row in Enveloppe.objects.filter(entree__in={entree.id for entree in entrees}):
            known.setdefault((row.structure_id, row.entree), []).append(row)
        keys = CleCarnet.objects.filter(pk__in={entree.cle for entree in entrees}).values_list("pk", "structure_id")
        return cls(
            maintenant=now,
            decalage_s=round((horloge - now).total_seconds()) if horloge else 0,
            jetons={row.index: row for row in rows},
            cles=dict(keys),
            connues=known,
        )


def receive_entrees(entrees: Sequence[EntreeRecue], *, horloge: datetime | None = None) -> list[Reponse]:
    """One answer per entry, in order, given once all that can be kept is committed. `horloge` is what the phone
    believes the time is: its shift is kept with the entries and shown, never used to order them."""
    lot = Lot.load(entrees, horloge)
    answers = [_receive(entree, lot) for entree in entrees]
    with transaction.atomic():
        _store(lot)
    return answers


def _store(lot: Lot) -> None:
    # The same batch sent twice at once: the other request's rows are the same rows, seal for seal.
    Enveloppe.objects.bulk_create(lot.nouvelles, ignore_conflicts=True)
    _journal(lot)
    phones = {row.jeton.telephone_id for row in lot.nouvelles}
    today = timezone.localdate()
    Telephone.objects.filter(pk__in=phones).exclude(vu_le=today).update(vu_le=today)
    for structure in {row.structure_id for row in lot.nouvelles if row.etat == EtatEnveloppe.RECUE}:
        apply_carnet.enqueue(str(structure))


def _receive(entree: EntreeRecue, lot: Lot) -> Reponse:
    jeton = lot.jetons.get(entree.jeton)
    if jeton is None:
        return _refuse(entree, "jeton_inconnu", lot, None)
    if entree.format != FORMAT:
        return _refuse(entree, "format_inconnu", lot, jeton)
    try:
        sealed = base64.b64decode(entree.scelle, validate=True)
    except (binascii.Error, ValueError):
        return _refuse(entree, "scelle_illisible", lot, jeton)
    if len(sealed) > SCELLE_MAX:
        return _refuse(entree, "trop_lourde", lot, jeton)
    digest = hashlib.sha256(sealed).hexdigest()
    siblings = lot.connues.setdefault((jeton.structure_id, entree.id), [])
    for row in siblings:
        if row.empreinte == digest:
            return _answer_again(row)
    return _open(entree, sealed, digest, jeton, siblings, lot)


def _open(
    entree: EntreeRecue, sealed: bytes, digest: str, jeton: JetonCarnet, siblings: list[Enveloppe], lot: Lot
) -> Reponse:
    row = Enveloppe(
        structure_id=jeton.structure_id,
        cree_par=jeton.compte,
        cree_le=lot.maintenant,
        entree=entree.id,
        sorte=entree.sorte[:40],
        cle=entree.cle,
        jeton=jeton,
        scelle=sealed,
        empreinte=digest,
        decalage_s=max(-(2**31), min(2**31 - 1, lot.decalage_s)),
    )
    if lot.cles.get(entree.cle) != jeton.structure_id:
        return _keep(row, Raison.CLE_INCONNUE, siblings, lot)
    label = Etiquette(jeton.structure_id, entree.cle, entree.id, entree.sorte, jeton.index)
    try:
        contenu = open_entree(sealed, label)
    except ScelleIllisible:
        return _refuse(entree, "scelle_illisible", lot, jeton)
    except ContenuIllisible:
        return _keep(row, Raison.CONTENU_ILLISIBLE, siblings, lot)
    row.contenu = hash_of_contenu(contenu)
    for other in siblings:
        if other.contenu == row.contenu:
            return _answer_again(other)
    if not read_tete(row, contenu):
        return _keep(row, Raison.CONTENU_ILLISIBLE, siblings, lot)
    return _keep(row, _reason(row, jeton, siblings), siblings, lot)


def read_tete(row: Enveloppe, contenu: dict[str, Any]) -> bool:
    """Copies to the row what says where the entry goes; False when it does not say it."""
    row.geste = str(contenu.get("geste", ""))
    row.fiche = parse_uuid(str(contenu.get("fiche", "")))
    row.apres = parse_uuid(str(contenu.get("apres") or ""))
    base = contenu.get("base")
    row.base = base if isinstance(base, int) and 0 <= base < 2**31 else None
    try:
        row.ecrite_le = parse_datetime(str(contenu.get("ecrite_le", "")))
    except ValueError:
        row.ecrite_le = None
    if row.geste not in Geste.values or row.fiche is None or row.ecrite_le is None or row.ecrite_le.tzinfo is None:
        row.geste, row.ecrite_le = "", None
        return False
    return isinstance(contenu.get("contenu"), dict)


def _reason(row: Enveloppe, jeton: JetonCarnet, siblings: Iterable[Enveloppe]) -> str:
    if any(siblings):
        return Raison.CONTENU_DIFFERENT
    if jeton.revoque_le or jeton.telephone.revoque_le or not jeton.compte.is_active:
        return Raison.JETON_REVOQUE
    if find_sorte(row.sorte) is None:
        return Raison.SORTE_INCONNUE
    return ""


def _keep(row: Enveloppe, raison: str, siblings: list[Enveloppe], lot: Lot) -> Reponse:
    row.raison = raison
    if raison == Raison.CONTENU_DIFFERENT:
        row.etat = EtatEnveloppe.CONFLIT
    elif raison:
        row.etat = EtatEnveloppe.QUARANTAINE
    siblings.append(row)
    lot.nouvelles.append(row)
    return _answer(row, RECUE)


def _answer_again(row: Enveloppe) -> Reponse:
    return _answer(row, DEJA_RECUE)


def _answer(row: Enveloppe, etat: str) -> Reponse:
    if row.etat in A_EXAMINER:
        return Reponse(row.entree, QUARANTAINE, row.raison, Raison(row.raison).label)
    return Reponse(row.entree, etat)


def _refuse(entree: EntreeRecue, raison: str, lot: Lot, jeton: JetonCarnet | None) -> Reponse:
    chain = jeton.structure_id if jeton else None
    lot.refusees[chain] = lot.refusees.get(chain, 0) + 1
    return Reponse(entree.id, REFUSEE, raison, REFUS[raison])


def _journal(lot: Lot) -> None:
    """One line per structure for what was refused, one for what waits for a person; what is applied says so itself."""
    for structure, count in lot.refusees.items():
        journal.record_write(Acteur.inconnu(), "carnet.saisie.refusee", nombre=count, structure=structure)
    kept: dict[uuid.UUID, list[Enveloppe]] = {}
    for row in lot.nouvelles:
        if row.etat in A_EXAMINER:
            kept.setdefault(row.structure_id, []).append(row)
    for structure, rows in kept.items():
        digest = hashlib.sha256("".join(sorted(row.empreinte for row in rows)).encode()).hexdigest()
        journal.record_write(
            Acteur.inconnu(), "carnet.saisie.en_quarantaine", nombre=len(rows), condense=digest, structure=structure
        )
