"""What taps and stays amount to, written on the registration and on its workshops. Always from all the rows: called
twice, or after rows that came in any order, it writes the same."""

import uuid
from collections.abc import Collection, Iterable

from django.utils import timezone

from entredeux.reseau.enums import StatutInscription
from entredeux.reseau.models import ChoixAtelier, Connexion, Evenement, Inscription, Pointage
from entredeux.reseau.presence import minutes_on_site, minutes_online, standing

CONFIRMEE, ATTENTE, ANNULEE = StatutInscription.CONFIRMEE, StatutInscription.ATTENTE, StatutInscription.ANNULEE


def refresh_presences(evenement: Evenement, touched: Collection[uuid.UUID]) -> None:
    """Inside a transaction that holds the event's row. A few queries, whatever the number of people."""
    rows = list(Inscription.objects.filter(pk__in=touched, evenement=evenement))
    taps = _by_inscription(Pointage.objects.filter(inscription__in=touched))
    stays = _by_inscription(Connexion.objects.filter(inscription__in=touched))
    choices = _by_inscription(ChoixAtelier.objects.filter(inscription__in=touched))
    changed: list[ChoixAtelier] = []
    withdrawn: list[int] = []
    for row in rows:
        arrivals = standing(taps.get(row.pk, []))
        _refresh_inscription(row, arrivals, stays.get(row.pk, []), evenement)
        if not row.anonymisee_le:
            came_by_a_tap = any(tap.pk == row.pk for tap in taps.get(row.pk, []))
            row.statut = _statut(row, came_by_a_tap=came_by_a_tap)
            row.annulee_le = (row.annulee_le or timezone.now()) if row.statut == ANNULEE else None
        here = {tap.sequence_id for tap in arrivals if tap.sequence_id}
        for choice in choices.get(row.pk, []):
            if choice.est_sur_place and choice.sequence_id not in here:
                withdrawn.append(choice.pk)
            elif choice.est_presente != (choice.sequence_id in here):
                choice.est_presente = choice.sequence_id in here
                changed.append(choice)
    Inscription.objects.bulk_update(rows, ["est_presente", "minutes_presence", "statut", "annulee_le"])
    ChoixAtelier.objects.bulk_update(changed, ["est_presente"])
    ChoixAtelier.objects.filter(pk__in=withdrawn).delete()


def _refresh_inscription(
    row: Inscription, arrivals: list[Pointage], stays: list[Connexion], evenement: Evenement
) -> None:
    online = minutes_online(evenement, stays) if stays else 0
    row.est_presente = bool(arrivals or online)
    if stays:
        row.minutes_presence = online or None
    else:
        row.minutes_presence = minutes_on_site(evenement, arrivals) if arrivals else None


def _statut(row: Inscription, *, came_by_a_tap: bool) -> str:
    """Someone added by a tap that was a mistake was never there. Someone who waited for a seat and came has one
    (`attend_depuis` stays, to go back if that tap was the mistake)."""
    if came_by_a_tap:
        return CONFIRMEE if row.est_presente else ANNULEE
    if row.est_presente and row.statut == ATTENTE:
        return CONFIRMEE
    if not row.est_presente and row.statut == CONFIRMEE and row.attend_depuis:
        return ATTENTE
    return row.statut


def _by_inscription(rows: Iterable) -> dict[uuid.UUID, list]:  # type: ignore[type-arg]
    found: dict[uuid.UUID, list] = {}  # type: ignore[type-arg]
    for row in rows:
        found.setdefault(row.inscription_id, []).append(row)
    return found
