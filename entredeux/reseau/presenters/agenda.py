"""The programme as calendars read it (RFC 5545): hours with their time zone, days as days, no day invented.

An event of several days, or with workshops in parallel, gives an entry for itself and one for each of its timed
sequences; otherwise its sequences are told in its description. UIDs do not change, SEQUENCE grows at each publication:
a calendar that subscribes corrects what it had.
"""

import datetime
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, Timezone

from entredeux.reseau.horaires import find_clash
from entredeux.reseau.models import Evenement, Sequence
from entredeux.reseau.models.vocabulaires import label_themes
from entredeux.reseau.presenters.dates import is_month, say_range
from entredeux.ui.templatetags.ui import jour

MINUTE = 60


def export_agenda(nom: str, evenements: Iterable[Evenement]) -> bytes:
    """A calendar to subscribe to: one entry per event. Those without a day are left out."""
    dated = [evenement for evenement in evenements if not is_month(evenement)]
    return _calendar(nom, dated, [_event(each, each.sequences.all()) for each in dated])


def export_evenement(evenement: Evenement, sequences: Iterable[Sequence], choisies: set[int] | None = None) -> bytes:
    """One event. `choisies`: keys of the workshops of one participant; the other workshops are left out.

    Raises ValueError for an event without a day: nothing to put in a calendar yet.
    """
    if is_month(evenement):
        raise ValueError("Le jour de cet événement n'est pas confirmé : il n'a pas encore de place dans un agenda.")
    kept = [sequence for sequence in sequences if _is_for(sequence, choisies)]
    timed = [sequence for sequence in kept if sequence.heure_debut]
    if not has_parallels(evenement, timed):
        return _calendar(evenement.title, [evenement], [_event(evenement, kept)])
    entries = [_event(evenement, [], transparent=True), *(_entry(evenement, sequence) for sequence in timed)]
    return _calendar(evenement.title, [evenement], entries)


def _is_for(sequence: Sequence, choisies: set[int] | None) -> bool:
    return choisies is None or not sequence.est_sur_inscription or sequence.pk in choisies


def has_parallels(evenement: Evenement, timed: list[Sequence]) -> bool:
    """Several days, or two sequences at once."""
    if evenement.dernier_jour != evenement.date_debut:
        return bool(timed)
    return find_clash(timed, evenement) is not None


def _calendar(nom: str, evenements: list[Evenement], entries: list[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Entre-deux//Programme du reseau//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", nom)
    calendar.add("x-wr-calname", nom)
    calendar.add("refresh-interval", datetime.timedelta(hours=6), parameters={"VALUE": "DURATION"})
    years = [year for each in evenements for year in (each.date_debut.year, each.dernier_jour.year)] or [
        timezone.localdate().year
    ]
    for fuseau in sorted({each.fuseau for each in evenements} or {settings.TIME_ZONE}):
        calendar.add_component(_timezone(fuseau, min(years), max(years)))
    for entry in entries:
        calendar.add_component(entry)
    return calendar.to_ical()  # type: ignore[no-any-return]


@lru_cache(maxsize=64)
def _timezone(fuseau: str, premiere: int, derniere: int) -> Timezone:
    """Computed once per zone and years: it is what costs most in an export."""
    return Timezone.from_tzid(
        fuseau, first_date=datetime.date(premiere, 1, 1), last_date=datetime.date(derniere + 1, 1, 1)
    )


def _event(evenement: Evenement, sequences: Iterable[Sequence], *, transparent: bool = False) -> Event:
    """The event whole. Transparent: its sequences hold the time, it must not."""
    entry = _stamped(evenement, f"{evenement.translation_key}")
    entry.add("summary", evenement.title)
    if not transparent and evenement.heure_debut and evenement.dernier_jour == evenement.date_debut:
        _add_hours(entry, evenement, evenement.date_debut, evenement.heure_debut, evenement.heure_fin)
    else:
        entry.add("dtstart", evenement.date_debut)
        entry.add("dtend", evenement.dernier_jour + datetime.timedelta(days=1))
    if transparent or not evenement.heure_debut:
        entry.add("transp", "TRANSPARENT")
    if lieu := ", ".join(part for part in (evenement.adresse, evenement.lieu) if part):
        entry.add("location", lieu)
    if text := describe(evenement, sequences):
        entry.add("description", text)
    if evenement.themes:
        entry.add("categories", [label for _, label in label_themes(evenement.themes)])
    return entry


def _entry(evenement: Evenement, sequence: Sequence) -> Event:
    assert sequence.heure_debut is not None
    entry = _stamped(evenement, str(sequence.uid))
    entry.add("summary", str(sequence))
    _add_hours(entry, evenement, sequence.jour, sequence.heure_debut, sequence.heure_fin)
    entry.add("related-to", _uid(f"{evenement.translation_key}"))
    if lieu := ", ".join(part for part in (sequence.salle, evenement.adresse, evenement.lieu) if part):
        entry.add("location", lieu)
    if sequence.resume:
        entry.add("description", sequence.resume)
    return entry


def _stamped(evenement: Evenement, identifiant: str) -> Event:
    published = evenement.last_published_at or timezone.now()
    entry = Event()
    entry.add("uid", _uid(identifiant))
    entry.add("dtstamp", published.astimezone(datetime.UTC))
    entry.add("last-modified", published.astimezone(datetime.UTC))
    entry.add("sequence", int(published.timestamp()) // MINUTE)
    entry.add("status", "CANCELLED" if evenement.est_annule else "CONFIRMED")
    entry.add("url", evenement.adresse_web)
    return entry


def _uid(identifiant: str) -> str:
    return f"{identifiant}@{urlsplit(settings.ADRESSE).hostname}"


def _add_hours(
    entry: Event, evenement: Evenement, day: datetime.date, debut: datetime.time, fin: datetime.time | None
) -> None:
    entry.add("dtstart", datetime.datetime.combine(day, debut, evenement.zone))
    if fin:
        entry.add("dtend", datetime.datetime.combine(day, fin, evenement.zone))


def describe(evenement: Evenement, sequences: Iterable[Sequence]) -> str:
    """Cancelled first, then the summary, then the sequences line by line."""
    cancelled = f"Annulé. {evenement.motif_annulation}".strip() if evenement.est_annule else ""
    lines = "\n".join(say_line(evenement, sequence) for sequence in sequences)
    return "\n\n".join(part for part in (cancelled, evenement.resume, lines) if part)


def say_line(evenement: Evenement, sequence: Sequence) -> str:
    day = f"{jour(sequence.jour)}, " if evenement.dernier_jour != evenement.date_debut else ""
    when = f"{day}{say_range(sequence)} : " if sequence.heure_debut else ""
    return f"{when}{sequence}" + (f" ({sequence.salle})" if sequence.salle else "")
