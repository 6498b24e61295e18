"""When an event and its sequences take place, in instants; and whether two sequences overlap. Pure: no query.

Days and hours are written as people read them on a poster, in the zone of the place.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from itertools import combinations

from django.utils import timezone

from entredeux.reseau.enums import EtatInscriptions, PrecisionDate
from entredeux.reseau.models import Evenement, Sequence

Creneau = tuple[datetime, datetime]


def debut_of(evenement: Evenement) -> datetime:
    """The first hour; midnight when no hour is known."""
    return datetime.combine(evenement.date_debut, evenement.heure_debut or time(), evenement.zone)


def fin_of(evenement: Evenement) -> datetime:
    """The last hour; the end of the last day when no hour is known."""
    if evenement.heure_fin:
        return datetime.combine(evenement.dernier_jour, evenement.heure_fin, evenement.zone)
    return datetime.combine(evenement.dernier_jour + timedelta(days=1), time(), evenement.zone)


def creneau_of(sequence: Sequence, evenement: Evenement) -> Creneau | None:
    """None when its hours are not known: nothing can be said to overlap. Without an end, it is a moment."""
    if sequence.heure_debut is None:
        return None
    day = sequence.date or evenement.date_debut
    start = datetime.combine(day, sequence.heure_debut, evenement.zone)
    if sequence.heure_fin is None or sequence.heure_fin <= sequence.heure_debut:
        return start, start + timedelta(minutes=1)
    return start, datetime.combine(day, sequence.heure_fin, evenement.zone)


def overlap(one: Creneau | None, other: Creneau | None) -> bool:
    """Ending when the other starts is no clash."""
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]


def find_clash(sequences: Iterable[Sequence], evenement: Evenement) -> tuple[Sequence, Sequence] | None:
    """The first two that take place at the same time."""
    ordered = sorted(sequences, key=lambda each: (each.sort_order or 0, each.pk))
    for one, other in combinations(ordered, 2):
        if overlap(creneau_of(one, evenement), creneau_of(other, evenement)):
            return one, other
    return None


def annonce_of(evenement: Evenement, retenus: Iterable[Sequence] = ()) -> str:
    """What someone was told: the day, the hours, the place, whether it takes place; the hours and room of the
    workshops they keep. Another value means another mail."""
    said: list[object] = [
        *(evenement.date_debut, evenement.date_fin, evenement.heure_debut, evenement.heure_fin, evenement.fuseau),
        *(evenement.lieu, evenement.adresse, evenement.est_annule),
    ]
    for sequence in sorted(retenus, key=lambda each: each.uid):
        said += [sequence.uid, sequence.date, sequence.heure_debut, sequence.heure_fin, sequence.salle]
    return hashlib.sha256("|".join(map(str, said)).encode()).hexdigest()[:16]


def fermeture_of(evenement: Evenement) -> datetime:
    """When one may no longer register or change: as the editors say, at the latest when it starts. Without an hour,
    the day itself is still open."""
    start = debut_of(evenement) if evenement.heure_debut else debut_of(evenement) + timedelta(days=1)
    return min(evenement.inscription_au, start) if evenement.inscription_au else start


def can_still_change(evenement: Evenement, now: datetime) -> bool:
    """A registration changes until the event starts, even once no new one is taken."""
    starts = debut_of(evenement) if evenement.heure_debut else fin_of(evenement)
    return now < starts


def etat_inscriptions(evenement: Evenement, *, est_complet: bool, now: datetime | None = None) -> EtatInscriptions:
    """Registrations are online as soon as the editors give seats or dates to them."""
    now = now or timezone.now()
    if evenement.est_annule:
        return EtatInscriptions.ANNULE
    if fin_of(evenement) <= now:
        return EtatInscriptions.PASSE
    if not (evenement.places or evenement.inscription_du or evenement.inscription_au):
        return EtatInscriptions.SANS
    if evenement.precision_date != PrecisionDate.JOUR or (evenement.inscription_du and evenement.inscription_du > now):
        return EtatInscriptions.PAS_ENCORE
    if fermeture_of(evenement) <= now:
        return EtatInscriptions.CLOSES
    return EtatInscriptions.COMPLET if est_complet else EtatInscriptions.OUVERTES
