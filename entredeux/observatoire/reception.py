"""A month that another instance sent here: who signed it, what it says, once. Refused in French, with the reason.

The list of who may send is a file (ENTREDEUX_RECEPTION): identifier, name and public key of each structure. The
signature is checked before anything else is read of the document.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from pydantic import BaseModel, ConfigDict
from pydantic import ValidationError as SchemaRefuse

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.journal import record_write
from entredeux.cadre.signature import SignatureFausse, check_document
from entredeux.observatoire.coupes import check_closed
from entredeux.observatoire.echange import Document, digest
from entredeux.observatoire.enums import Audience
from entredeux.observatoire.models import ReceptionReseau
from entredeux.observatoire.periodes import parse_periode
from entredeux.observatoire.quantites import DEFINITIONS
from entredeux.observatoire.secret import PLANCHERS

FAUTES = {
    "missing": "manque",
    "extra_forbidden": "n'est pas attendu",
    "string_pattern_mismatch": "n'a pas la forme attendue",
    "string_too_long": "est trop long",
    "too_long": "a trop d'éléments",
    "too_short": "est vide",
    "greater_than_equal": "est trop petit",
    "less_than_equal": "est trop grand",
    "enum": "n'est pas un code connu",
    "literal_error": "n'est pas une valeur connue",
    "uuid_parsing": "n'est pas un identifiant",
}


class ReceptionRefusee(Exception):
    """`str()` is a French sentence for whoever sent; `statut` the HTTP status, `code` a word for a program."""

    def __init__(self, statut: int, code: str, message: str) -> None:
        super().__init__(message)
        self.statut, self.code = statut, code


class Expediteur(BaseModel):
    """A structure whose months are received here. `cle` is printed by `entredeux observatoire send --cle` at hers."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    structure: UUID
    nom: str
    cle: str


@dataclass(frozen=True)
class Accuse:
    reception: ReceptionReseau
    est_nouvelle: bool


def read_expediteurs() -> dict[UUID, Expediteur]:
    """Raises ReceptionRefusee (503) when the file is unreadable: nothing is received on a guess."""
    try:
        rows = json.loads(Path(settings.RECEPTION).read_text(encoding="utf-8"))
        senders = [Expediteur.model_validate(row) for row in rows]
    except (OSError, ValueError, TypeError):
        raise ReceptionRefusee(
            503, "liste", "La liste des structures connues de cette instance est illisible. Prévenez qui la tient."
        ) from None
    return {sender.structure: sender for sender in senders}


def receive_envoi(body: bytes) -> Accuse:
    """Keeps the month once. Raises ReceptionRefusee: nothing is then kept."""
    raw = _parse(body)
    sender = _check_sender(raw)
    document = _check_schema({name: value for name, value in raw.items() if name not in ("cle_publique", "signature")})
    _check_content(document)
    return _keep(sender, document, raw)


def _parse(body: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(body, parse_constant=_refuse_constant)
        json.dumps(raw, ensure_ascii=False).encode()  # half of a pair of characters is in no signed text
    except (ValueError, RecursionError):
        raise ReceptionRefusee(400, "json", "Le contenu n'est pas du JSON lisible.") from None
    if not isinstance(raw, dict):
        raise ReceptionRefusee(400, "json", "Le contenu doit être un objet JSON.")
    return raw


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _check_sender(raw: dict[str, Any]) -> Expediteur:
    """A wrong signature and an unknown structure get the same answer: who is known here is not told."""
    refusal = ReceptionRefusee(
        403,
        "signature",
        "Cette instance ne connaît pas cette structure, ou la signature n'est pas la sienne. Vérifiez l'identifiant et "
        "la clé publique donnés à qui tient l'instance.",
    )
    try:
        sender = read_expediteurs().get(UUID(str(raw.get("structure"))))
    except ValueError:
        raise refusal from None
    if sender is None:
        raise refusal
    try:
        check_document(raw, sender.cle)
    except SignatureFausse:
        raise refusal from None
    return sender


def _check_schema(raw: dict[str, Any]) -> Document:
    try:
        return Document.model_validate(raw)
    except SchemaRefuse as refused:
        first = refused.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "le document"
        said = str(first["ctx"]["error"]) if first["type"] == "value_error" else FAUTES.get(first["type"], "est refusé")
        more = f", et {refused.error_count() - 1} autres fautes" if refused.error_count() > 1 else ""
        raise ReceptionRefusee(422, "schema", f"« {where[:120]} » : {said}{more}.") from None


def _check_content(document: Document) -> None:
    if document.vers != settings.ADRESSE:
        raise ReceptionRefusee(422, "adresse", f"Cet envoi est adressé à une autre instance que {settings.ADRESSE}.")
    try:
        check_closed(parse_periode(document.mois), timezone.localdate())
    except ValidationError as refused:
        raise ReceptionRefusee(422, "mois", refused.messages[0]) from None
    floor = PLANCHERS[Audience.PUBLIC]
    for table in document.tables:
        if any(isinstance(cell[-1], int) and cell[-1] < floor for cell in table.cellules):
            raise ReceptionRefusee(422, "plancher", f"Une cellule est sous le plancher de {floor} : rien n'est pris.")
    for quantite in document.quantites:
        _check_quantite(document.mois, quantite.periode, DEFINITIONS[quantite.mesure].periodes)


def _check_quantite(mois: str, code: str, genres: frozenset[str]) -> None:
    period = parse_periode(code)
    if period.genre not in genres or period.fin != parse_periode(mois).fin:
        raise ReceptionRefusee(422, "quantite", f"Une quantité porte sur « {code} », qui ne finit pas avec {mois}.")


@transaction.atomic
def _keep(sender: Expediteur, document: Document, raw: dict[str, Any]) -> Accuse:
    content = {name: value for name, value in raw.items() if name not in ("cle_publique", "signature")}
    same = {"association": sender.structure, "mois": document.mois}
    former = ReceptionReseau.objects.filter(**same).order_by("-revision").first()
    if former and former.empreinte == digest(content):
        return Accuse(former, est_nouvelle=False)
    if former and former.revision >= document.revision:
        raise ReceptionRefusee(
            409,
            "deja_recu",
            f"Le mois {document.mois} est déjà reçu, avec un autre contenu. Seule une révision de l'année le remplace.",
        )
    reception, created = ReceptionReseau.objects.get_or_create(
        **same,
        revision=document.revision,
        defaults={"nom": sender.nom, "empreinte": digest(content), "document": raw},
    )
    if created:
        record_write(
            Acteur.systeme(), "observatoire.envoi.recu", reception, condense=reception.empreinte, champs=[document.mois]
        )
    elif reception.empreinte != digest(content):
        raise ReceptionRefusee(409, "deja_recu", f"Le mois {document.mois} est déjà reçu, avec un autre contenu.")
    return Accuse(reception, est_nouvelle=created)
