"""The links of the network's mails. The row says whether its link still opens: a cancelled registration, a rapporteur
who withdrew."""

import uuid
from datetime import timedelta

from entredeux.socle.liens import Cachet, whole_address

UN_AN = timedelta(days=366)


def sign_lien(usage: str, identifiant: uuid.UUID) -> str:
    """`usage` separates the links: one to a registration does not open a sheet."""
    return _cachet(usage).sign(identifiant)


def read_lien(usage: str, jeton: str, duree: timedelta = UN_AN) -> uuid.UUID:
    """The row's id. Raises LienRefuse."""
    return _cachet(usage, duree).read(jeton).cible


def adresse_du_lien(route: str, usage: str, identifiant: uuid.UUID, **autres: str) -> str:
    return whole_address(route, sign_lien(usage, identifiant), **autres)


def _cachet(usage: str, duree: timedelta = UN_AN) -> Cachet:
    return Cachet(
        f"reseau.{usage}",
        duree,
        "Ce lien a expiré. Rien n'est perdu : demandez-en un autre à l'organisation de l'événement.",
    )
