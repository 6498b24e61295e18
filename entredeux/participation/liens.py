"""The signed link a body receives: it names one group and one turn, and lives until it has answered."""

from datetime import timedelta

from entredeux.participation.models import GroupeParoles
from entredeux.socle.liens import Cachet, whole_address

GROUPE = Cachet(
    "participation.groupe",
    timedelta(days=180),
    "Ce lien est trop ancien : demandez-en un autre à l'équipe de médiation.",
)


def sign_groupe(groupe: GroupeParoles) -> str:
    return GROUPE.sign(groupe.pk, groupe.tour)


def address_of(groupe: GroupeParoles) -> str:
    return whole_address("participation:repondre", sign_groupe(groupe))
