"""The signed link a body receives: it names one group and one turn, and lives until it has answered."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from entredeux.participation.models import GroupeParoles
from entredeux.socle.erreurs import Refus

DUREE = timedelta(days=180)
SEL = "participation.groupe"


class LienRefuse(Refus):
    """Forged, cut by a mail program, too old, or nothing behind it any more. The sentence says what to do."""


@dataclass(frozen=True)
class Lien:
    groupe: uuid.UUID
    tour: int


def sign_groupe(groupe: GroupeParoles) -> str:
    return signing.TimestampSigner(salt=SEL).sign(f"{groupe.pk.hex}.{groupe.tour}")


def read_lien(jeton: str) -> Lien:
    """Raises LienRefuse."""
    try:
        said, _, tour = signing.TimestampSigner(salt=SEL).unsign(jeton, max_age=DUREE).partition(".")
    except signing.SignatureExpired:
        raise LienRefuse("Ce lien est trop ancien : demandez-en un autre à l'équipe de médiation.") from None
    except signing.BadSignature:
        raise LienRefuse(
            "Ce lien n'est pas valable : il a peut-être été coupé. Ouvrez-le depuis le courriel, en entier."
        ) from None
    return Lien(uuid.UUID(said), int(tour))


def address_of(groupe: GroupeParoles) -> str:
    return f"{settings.ADRESSE}{reverse('participation:repondre', args=[sign_groupe(groupe)])}"
