"""Links that a mail carries and that open one thing, without an account: signed, dated, for one use.

The link holds the row's id and what it is for; the row says whether it still opens (a cancelled registration, a
rapporteur who withdrew). A forged or expired link gets a sentence, never a stack trace.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from entredeux.socle.erreurs import Refus

UN_AN = timedelta(days=366)


class LienRefuse(Refus):
    """Forged, cut by a mail program, or too old. The sentence says what to do."""


def sign_lien(usage: str, identifiant: uuid.UUID) -> str:
    """`usage` separates the links: one to a registration does not open a sheet."""
    return signing.TimestampSigner(salt=f"reseau.{usage}").sign(identifiant.hex)


def read_lien(usage: str, jeton: str, duree: timedelta = UN_AN) -> uuid.UUID:
    """The row's id. Raises LienRefuse."""
    try:
        return uuid.UUID(signing.TimestampSigner(salt=f"reseau.{usage}").unsign(jeton, max_age=duree))
    except signing.SignatureExpired:
        raise LienRefuse(
            "Ce lien a expiré. Rien n'est perdu : demandez-en un autre à l'organisation de l'événement."
        ) from None
    except (signing.BadSignature, ValueError):
        raise LienRefuse(
            "Ce lien n'est pas valable : il a peut-être été coupé. Ouvrez-le depuis le courriel, en entier."
        ) from None


def adresse_du_lien(route: str, usage: str, identifiant: uuid.UUID, **autres: str) -> str:
    """The whole address for a mail; the route takes `jeton`, and what else it needs."""
    return f"{settings.ADRESSE}{reverse(route, kwargs={'jeton': sign_lien(usage, identifiant), **autres})}"
