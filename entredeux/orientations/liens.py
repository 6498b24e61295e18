"""The signed link a service receives: it names one envoi and one turn, and lives fourteen days.

A turn changes each time a link is sent (a reminder, a complement): the older one then says that a newer exists.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from entredeux.orientations.models import Envoi, PresenceConjointe
from entredeux.socle.erreurs import Refus

DUREE = timedelta(days=14)
_ENVOI, _PRESENCE = "orientations.envoi", "orientations.presence"


class LienRefuse(Refus):
    """Forged, cut by a mail program, replayed or too old. The sentence says what to do."""


@dataclass(frozen=True)
class Lien:
    envoi: uuid.UUID
    tour: int


def sign_envoi(envoi: Envoi) -> str:
    return signing.TimestampSigner(salt=_ENVOI).sign(f"{envoi.pk.hex}.{envoi.tour}")


def read_lien(jeton: str) -> Lien:
    """Raises LienRefuse."""
    said, _, tour = _unsign(_ENVOI, jeton).partition(".")
    return Lien(uuid.UUID(said), int(tour))


def address_of(envoi: Envoi) -> str:
    return f"{settings.ADRESSE}{reverse('orientations:partenaire', args=[sign_envoi(envoi)])}"


def sign_presence(presence: PresenceConjointe) -> str:
    return signing.TimestampSigner(salt=_PRESENCE).sign(presence.pk.hex)


def read_presence(jeton: str) -> uuid.UUID:
    """Raises LienRefuse."""
    return uuid.UUID(_unsign(_PRESENCE, jeton))


def address_of_presence(presence: PresenceConjointe) -> str:
    return f"{settings.ADRESSE}{reverse('orientations:presence_confirmer', args=[sign_presence(presence)])}"


def _unsign(usage: str, jeton: str) -> str:
    try:
        return signing.TimestampSigner(salt=usage).unsign(jeton, max_age=DUREE)
    except signing.SignatureExpired:
        raise LienRefuse(
            "Ce lien a plus de quatorze jours : il ne s'ouvre plus. Demandez-en un autre à l'équipe de médiation qui "
            "vous l'a envoyé."
        ) from None
    except signing.BadSignature:
        raise LienRefuse(
            "Ce lien n'est pas valable : il a peut-être été coupé. Ouvrez-le depuis le courriel, en entier."
        ) from None
