"""Where each party stands: agreed, withdrawn, not asked yet. One query, whatever the number of parties."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from entredeux.cadre.enums import Portee
from entredeux.cadre.models import Consentement
from entredeux.situations.models import Partie

EQUIPE = ""


@dataclass(frozen=True)
class EtatAccord:
    """`donne_le` empty: never asked, or never given. A withdrawal or an end date closes it."""

    donne_le: datetime | None = None
    retire_le: datetime | None = None
    jusqua: date | None = None
    est_donne: bool = False

    @property
    def est_retire(self) -> bool:
        return self.retire_le is not None and not self.est_donne

    @property
    def est_echu(self) -> bool:
        return self.donne_le is not None and not self.est_donne and not self.est_retire


JAMAIS = EtatAccord()


def accords_of(
    parties: Iterable[Partie], portee: str = Portee.SUIVI, at: datetime | None = None
) -> dict[uuid.UUID, EtatAccord]:
    """By party: the agreement given to the team for this, else the last one it gave, else JAMAIS."""
    now = at or timezone.now()
    subjects = [partie.pk for partie in parties]
    found = dict.fromkeys(subjects, JAMAIS)
    given = Consentement.objects.filter(sujet__in=subjects, portee=portee, destinataire=EQUIPE, donne_le__lte=now)
    for consent in given.order_by("donne_le"):
        state = _state(consent, now)
        if state.est_donne or not found[consent.sujet].est_donne:
            found[consent.sujet] = state
    return found


def _state(consent: Consentement, now: datetime) -> EtatAccord:
    return EtatAccord(consent.donne_le, consent.retire_le, consent.jusqua, is_in_force(consent, now))


def is_in_force(consent: Consentement, now: datetime) -> bool:
    """The rule of cadre.consentement.consentements_in_force, on a row already read."""
    withdrawn = consent.retire_le is not None and consent.retire_le <= now
    return consent.donne_le <= now and not withdrawn and consent.jusqua >= timezone.localdate(now)


def repetitions_accepted(speakers: Iterable[uuid.UUID], now: datetime) -> dict[uuid.UUID, list[tuple[str, datetime]]]:
    """By speaker: to whom what they say may be repeated today (a party's id, or "" for each), and since when."""
    found: dict[uuid.UUID, list[tuple[str, datetime]]] = defaultdict(list)
    for consent in Consentement.objects.filter(sujet__in=set(speakers), portee=Portee.PROPOS):
        if is_in_force(consent, now):
            found[consent.sujet].append((consent.destinataire, consent.donne_le))
    return found
