"""Who is there, and for how long. Pure: what the rows say, in any order, as often as they come.

A tap stands unless a tap undoes it. Someone is present as long as one of their taps stands: two phones that tap the
same person, a tap received twice, an undoing that arrives before what it undoes, all end the same.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Protocol

from entredeux.reseau.enums import GenrePointage
from entredeux.reseau.intervalles import Intervalle, clip, merge, total, whole_minutes
from entredeux.reseau.models import Evenement, Pointage

TOLERANCE = timedelta(minutes=15)  # someone who comes in during the first quarter of an hour is not late


class Sejour(Protocol):
    """A stay in a webinar's room: a row of `Connexion`."""

    debut: datetime
    fin: datetime


def standing(pointages: Iterable[Pointage]) -> list[Pointage]:
    """The arrivals that nobody undid, in the order of the phones' clocks."""
    given = list(pointages)
    undone = {tap.annule for tap in given if tap.genre == GenrePointage.ANNULATION}
    kept = [tap for tap in given if tap.genre == GenrePointage.ARRIVEE and tap.pk not in undone]
    return sorted(kept, key=lambda tap: (tap.instant, tap.pk))


def jours_of(evenement: Evenement) -> list[date]:
    """The days of the event; none while its day is not confirmed."""
    if evenement.precision_date != "jour":
        return []
    length = (evenement.dernier_jour - evenement.date_debut).days
    return [evenement.date_debut + timedelta(days=rank) for rank in range(min(length, 30) + 1)]


def seance_of(evenement: Evenement, jour: date) -> Intervalle:
    """From the first hour to the last of one day; the whole day where no hour is known."""
    start = datetime.combine(jour, evenement.heure_debut or time(), evenement.zone)
    if evenement.heure_fin:
        return start, datetime.combine(jour, evenement.heure_fin, evenement.zone)
    return start, datetime.combine(jour + timedelta(days=1), time(), evenement.zone)


def seance_tolerante(evenement: Evenement, jour: date) -> datetime:
    """From when one arrives late."""
    return seance_of(evenement, jour)[0] + TOLERANCE


def fin_du_jour(evenement: Evenement, jour: date) -> datetime:
    """Midnight, where the event takes place."""
    return datetime.combine(jour + timedelta(days=1), time(), evenement.zone)


def minutes_online(evenement: Evenement, sejours: Iterable[Sejour]) -> int:
    """Time in the room during the event's own hours; overlaps count once."""
    stays = merge((stay.debut, stay.fin) for stay in sejours)
    return whole_minutes(
        sum((total(clip(stays, seance_of(evenement, jour))) for jour in jours_of(evenement)), timedelta())
    )


def minutes_on_site(evenement: Evenement, arrivees: Iterable[Pointage]) -> int | None:
    """From each day's first arrival to its last hour; None where the event's hours are not known."""
    if evenement.heure_debut is None or evenement.heure_fin is None:
        return None
    first: dict[date, datetime] = {}
    for tap in arrivees:
        first[tap.jour] = min(tap.instant, first.get(tap.jour, tap.instant))
    spent = timedelta()
    for jour, arrival in first.items():
        start, end = seance_of(evenement, jour)
        spent += max(end - (arrival if arrival > start + TOLERANCE else start), timedelta())
    return whole_minutes(spent)
