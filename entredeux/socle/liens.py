"""Links that a mail carries and that open one thing, without an account: signed, dated, for one use.

A `Cachet` is one use: a link signed for one never opens another. The link names a row, and where it may be replaced
by a later one, a turn: the row says whether it still opens. Changing `sel` or `sign` closes the links already sent.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from entredeux.socle.erreurs import Refus


class LienRefuse(Refus):
    """Forged, cut by a mail program, replaced or too old. The sentence says what to do."""


@dataclass(frozen=True)
class Lien:
    cible: uuid.UUID
    tour: int | None = None


@dataclass(frozen=True)
class Cachet:
    """`trop_vieux` is what the person reads after `duree`."""

    sel: str
    duree: timedelta
    trop_vieux: str

    def sign(self, cible: uuid.UUID, tour: int | None = None) -> str:
        said = cible.hex if tour is None else f"{cible.hex}.{tour}"
        return signing.TimestampSigner(salt=self.sel).sign(said)

    def read(self, jeton: str) -> Lien:
        """Raises LienRefuse."""
        try:
            said, _, tour = signing.TimestampSigner(salt=self.sel).unsign(jeton, max_age=self.duree).partition(".")
            return Lien(uuid.UUID(said), int(tour) if tour else None)
        except signing.SignatureExpired:
            raise LienRefuse(self.trop_vieux) from None
        except (signing.BadSignature, ValueError):
            raise LienRefuse(
                "Ce lien n'est pas valable : il a peut-être été coupé. Ouvrez-le depuis le courriel, en entier."
            ) from None


def whole_address(route: str, jeton: str, **autres: str) -> str:
    """For a mail; the route takes `jeton`, and what else it needs."""
    return f"{settings.ADRESSE}{reverse(route, kwargs={'jeton': jeton, **autres})}"
