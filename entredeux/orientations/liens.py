"""The signed link a service receives: it names one envoi and one turn, and lives fourteen days.

A turn changes each time a link is sent (a reminder, a complement): the older one then says that a newer exists.
"""

from datetime import timedelta

from entredeux.orientations.models import Envoi, PresenceConjointe
from entredeux.socle.liens import Cachet, whole_address

DUREE = timedelta(days=14)
TROP_VIEUX = (
    "Ce lien a plus de quatorze jours : il ne s'ouvre plus. Demandez-en un autre à l'équipe de médiation qui "
    "vous l'a envoyé."
)
ENVOI = Cachet("orientations.envoi", DUREE, TROP_VIEUX)
PRESENCE = Cachet("orientations.presence", DUREE, TROP_VIEUX)


def sign_envoi(envoi: Envoi) -> str:
    return ENVOI.sign(envoi.pk, envoi.tour)


def address_of(envoi: Envoi) -> str:
    return whole_address("orientations:partenaire", sign_envoi(envoi))


def sign_presence(presence: PresenceConjointe) -> str:
    return PRESENCE.sign(presence.pk)


def address_of_presence(presence: PresenceConjointe) -> str:
    return whole_address("orientations:presence_confirmer", sign_presence(presence))
