"""The way from a record of any app to the page where its person agrees: signed, so that the address alone opens
nothing else. cadre does not know what is recorded above it."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.urls import reverse

SEL = "cadre.consentement"
VALABLE = timedelta(hours=12)


@dataclass(frozen=True)
class Demande:
    """Who agrees (`sujet`, of `unite`), to what among `portees`, for whom among `destinataires` ((code, label)), and
    the page to come back to."""

    sujet: uuid.UUID
    unite: uuid.UUID
    retour: str
    qui: str
    portees: tuple[str, ...]
    destinataires: tuple[tuple[str, str], ...] = ()


def lien_de_consentement(demande: Demande) -> str:
    said: dict[str, Any] = {
        "s": demande.sujet.hex,
        "u": demande.unite.hex,
        "r": demande.retour,
        "q": demande.qui,
        "p": demande.portees,
        "d": demande.destinataires,
    }
    return reverse("cadre:consentement", args=[signing.dumps(said, salt=SEL, compress=True)])


def read_demande(jeton: str) -> Demande:
    """Raises signing.BadSignature: forged, or older than twelve hours."""
    said = signing.loads(jeton, salt=SEL, max_age=VALABLE)
    return Demande(
        sujet=uuid.UUID(said["s"]),
        unite=uuid.UUID(said["u"]),
        retour=said["r"],
        qui=said["q"],
        portees=tuple(said["p"]),
        destinataires=tuple((code, label) for code, label in said["d"]),
    )
