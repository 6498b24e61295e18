"""Whether a person agreed, now, to this being told to that body: what every sharing asks first.

Free consent is a principle of the deontology (norm, principle 1), not the legal basis of a processing.
"""

import uuid
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from entredeux.cadre.enums import Portee
from entredeux.cadre.models import Consentement
from entredeux.socle.erreurs import Refus

# To accept that one's contact be given is to accept that the need be said.
COUVRE = {Portee.BESOIN: (Portee.BESOIN, Portee.CONTACT)}


def consentements_in_force(
    *, sujet: uuid.UUID, portee: str, destinataires: tuple[str, ...] = (), at: datetime | None = None
) -> QuerySet[Consentement]:
    """Given, not withdrawn, not over at `at`. `destinataires`: the names under which the body may have been told to
    the person (the partner's id, its kind); empty, the team alone."""
    now = at or timezone.now()
    return Consentement.objects.filter(
        Q(retire_le__isnull=True) | Q(retire_le__gt=now),
        sujet=sujet,
        portee__in=COUVRE.get(Portee(portee), (portee,)),
        destinataire__in=destinataires or ("",),
        donne_le__lte=now,
        jusqua__gte=timezone.localdate(now),
    )


def has_consented(
    *, sujet: uuid.UUID, portee: str, destinataires: tuple[str, ...] = (), at: datetime | None = None
) -> bool:
    return consentements_in_force(sujet=sujet, portee=portee, destinataires=destinataires, at=at).exists()


def check_consented(
    *, sujet: uuid.UUID, portee: str, destinataires: tuple[str, ...] = (), at: datetime | None = None
) -> None:
    """Raises Refus: nothing leaves without it."""
    if not has_consented(sujet=sujet, portee=portee, destinataires=destinataires, at=at):
        raise Refus(
            "La personne n'a pas donné son accord pour cela, ou l'a retiré. Rien n'est parti : demandez-le-lui, "
            "ou choisissez de dire moins."
        )
