"""The calendar file of someone's registration: the event in their agenda, moved or withdrawn by the next one."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event

from entredeux.reseau.horaires import debut_of, fin_of
from entredeux.reseau.models import Evenement


def draw_invitation(
    evenement: Evenement, *, numero: int, description: str, lien: str, lieu: str = "", annule: bool = False
) -> bytes:
    """`numero` grows with each change of the registration. Times carry their zone."""
    calendar = Calendar()
    calendar.add("prodid", "-//Entre-deux//Inscriptions//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if annule else "PUBLISH")
    calendar.add_component(_event(evenement, numero, description, lien, lieu, annule))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def uid_of(evenement: Evenement) -> str:
    """The same as in the programme's calendars, so that an agenda that has both shows one."""
    return f"{evenement.translation_key}@{urlsplit(settings.ADRESSE).hostname}"


def _sequence_of(evenement: Evenement, numero: int) -> int:
    """Grows with each publication of the page, as in the programme's calendars, and with each of our changes."""
    published = evenement.last_published_at
    return numero + (int(published.timestamp()) // 60 if published else 0)


def _event(evenement: Evenement, numero: int, description: str, lien: str, lieu: str, annule: bool) -> Event:
    event = Event()
    event.add("uid", uid_of(evenement))
    event.add("dtstamp", timezone.now())
    event.add("sequence", _sequence_of(evenement, numero))
    event.add("summary", evenement.title)
    event.add("status", "CANCELLED" if annule else "CONFIRMED")
    if evenement.heure_debut:
        event.add("dtstart", debut_of(evenement))
        event.add("dtend", max(fin_of(evenement), debut_of(evenement)))
    else:  # whole days, the last one excluded
        event.add("dtstart", evenement.date_debut)
        event.add("dtend", fin_of(evenement).date())
    if lieu:
        event.add("location", lieu)
    event.add("description", description)
    event.add("url", lien)
    return event
