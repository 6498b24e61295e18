"""The token of a mediator for one month: tells people apart within the month, and leads to nobody after it.

Drawn from a secret of the month that exists nowhere else, and that is destroyed when the field log itself forgets who
was there (oubli.py). Used for the rule of 3 mediators and 85 %, and for nothing else.
"""

import hmac
import uuid
from collections.abc import Iterable

from entredeux.cadre.chiffrement import secret_of_instance

PREFIXE = "jetons-"


class Jetons:
    def __init__(self, mois: str) -> None:
        self._usage = f"{PREFIXE}{mois}"
        self._connus: dict[uuid.UUID, str] = {}

    def of(self, comptes: Iterable[uuid.UUID]) -> str:
        """In an order that says nothing of who was named first. Empty when nobody is known."""
        return "+".join(sorted(self._of(compte) for compte in comptes))

    def _of(self, compte: uuid.UUID) -> str:
        if compte not in self._connus:
            secret = secret_of_instance(self._usage)
            self._connus[compte] = hmac.digest(secret, str(compte).encode(), "sha256")[:4].hex()
        return self._connus[compte]
