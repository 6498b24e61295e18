"""Which words may be seen outside the structure: the one place that decides. A wrong answer here is a leak.

A word is seen by a body when, all at once:
- its group was sent to that body, which has not answered yet and is still in service, and the word left with it;
- the word was not taken back nor forgotten, and the agreement that it be carried to that body is in force;
- at least MINIMUM words of the group are in that case: one fewer, and none is shown.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from entredeux.cadre.enums import Portee
from entredeux.cadre.models import Consentement
from entredeux.partenaires.models import StructurePartenaire
from entredeux.participation.enums import EtatGroupe
from entredeux.participation.models import GroupeParoles, Parole
from entredeux.participation.models.paroles import MINIMUM

A_QUI_DOIT_REPONDRE = ""


def names_of(partenaire: StructurePartenaire) -> tuple[str, ...]:
    """The names under which a person may have been told of this body: itself, its kind, or whoever must answer."""
    return A_QUI_DOIT_REPONDRE, str(partenaire.pk), partenaire.genre


def paroles_agreed(
    paroles: Iterable[Parole], partenaire: StructurePartenaire, at: datetime | None = None
) -> list[Parole]:
    """Those that may be carried to this body now, in an order that says nothing of when they were noted."""
    words = [word for word in paroles if word.retiree_le is None and not word.est_oubliee]
    agreed = _agreed({word.pk for word in words}, partenaire, at)
    return sorted((word for word in words if word.pk in agreed), key=lambda word: word.pk.hex)


def _agreed(sujets: set[uuid.UUID], partenaire: StructurePartenaire, at: datetime | None) -> set[uuid.UUID]:
    """The rule of cadre.consentement for many words at once: one query."""
    now = at or timezone.now()
    given = Consentement.objects.filter(
        sujet__in=sujets,
        portee=Portee.PAROLE,
        destinataire__in=names_of(partenaire),
        donne_le__lte=now,
        jusqua__gte=timezone.localdate(now),
    ).exclude(retire_le__lte=now)
    return set(given.values_list("sujet", flat=True))


def paroles_to_send(groupe: GroupeParoles, partenaire: StructurePartenaire, at: datetime | None = None) -> list[Parole]:
    """What would leave to this body: nothing below MINIMUM."""
    return _by_five(paroles_agreed(groupe.paroles.filter(partie_le__isnull=True), partenaire, at))


def paroles_shown(groupe: GroupeParoles, at: datetime | None = None) -> list[Parole]:
    """What the body to which the group was sent may read now. Opening the texts is the caller's, and journaled."""
    body = groupe.destinataire
    if groupe.etat != EtatGroupe.ENVOYE or body is None or not body.est_actif:
        return []
    return _by_five(paroles_agreed(groupe.paroles.filter(partie_le__isnull=False), body, at))


def _by_five(words: list[Parole]) -> list[Parole]:
    return words if len(words) >= MINIMUM else []
