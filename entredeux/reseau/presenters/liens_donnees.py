"""What a search engine or another calendar reads of a page: schema.org's Event, as JSON-LD."""

import datetime
from collections.abc import Iterable
from typing import Any

from entredeux.reseau.models import Evenement, Sequence, Serie
from entredeux.reseau.presenters.dates import is_month, iso_of

CONTEXTE = "https://schema.org"
EN_LIGNE = "webinaire"


def describe(evenement: Evenement, serie: Serie, sequences: Iterable[Sequence]) -> dict[str, Any]:
    """Facts of the page, none guessed: a month stays a month, an hour not known is not given. The address of the
    video call is not public."""
    found = {
        "@context": CONTEXTE,
        "@type": "Event",
        "@id": evenement.adresse_web,
        "url": evenement.adresse_web,
        "name": evenement.title,
        "description": evenement.resume,
        "inLanguage": "fr",
        "startDate": _start(evenement),
        "endDate": _end(evenement),
        "eventStatus": f"{CONTEXTE}/{'EventCancelled' if evenement.est_annule else 'EventScheduled'}",
        "eventAttendanceMode": f"{CONTEXTE}/{_mode(evenement)}",
        "location": _location(evenement),
        "maximumAttendeeCapacity": evenement.places,
        "organizer": [{"@type": "Organization", "name": nom} for nom in serie.organisateurs.splitlines()],
        "superEvent": {"@type": "EventSeries", "name": serie.title, "url": serie.adresse_web},
        "subEvent": [_sub(evenement, sequence) for sequence in sequences if sequence.heure_debut],
        "performer": list(_performers(sequences)),
    }
    return {name: value for name, value in found.items() if value not in ("", None, [])}


def _start(evenement: Evenement) -> str:
    if is_month(evenement) or evenement.heure_debut is None:
        return iso_of(evenement)
    return _instant(evenement, evenement.date_debut, evenement.heure_debut)


def _end(evenement: Evenement) -> str:
    if is_month(evenement):
        return ""
    if evenement.heure_fin is None:
        return evenement.dernier_jour.isoformat()
    return _instant(evenement, evenement.dernier_jour, evenement.heure_fin)


def _instant(evenement: Evenement, day: datetime.date, hour: datetime.time) -> str:
    return datetime.datetime.combine(day, hour, evenement.zone).isoformat(timespec="minutes")


def _mode(evenement: Evenement) -> str:
    return "OnlineEventAttendanceMode" if evenement.genre == EN_LIGNE else "OfflineEventAttendanceMode"


def _location(evenement: Evenement) -> dict[str, Any] | None:
    if evenement.genre == EN_LIGNE and not evenement.lieu:
        return {"@type": "VirtualLocation", "url": evenement.adresse_web}
    if not evenement.lieu:
        return None
    postal = {"@type": "PostalAddress", "addressLocality": evenement.lieu, "addressCountry": "FR"}
    if evenement.adresse:
        postal["streetAddress"] = evenement.adresse
    return {"@type": "Place", "name": evenement.lieu, "address": postal}


def _sub(evenement: Evenement, sequence: Sequence) -> dict[str, Any]:
    assert sequence.heure_debut is not None
    found = {
        "@type": "Event",
        "name": str(sequence),
        "startDate": _instant(evenement, sequence.jour, sequence.heure_debut),
        "location": {"@type": "Place", "name": sequence.salle} if sequence.salle else None,
    }
    if sequence.heure_fin:
        found["endDate"] = _instant(evenement, sequence.jour, sequence.heure_fin)
    return {name: value for name, value in found.items() if value is not None}


def _performers(sequences: Iterable[Sequence]) -> Iterable[dict[str, str]]:
    seen = set()
    for sequence in sequences:
        for prise in sequence.prises.all():
            kind, who = ("Person", prise.intervenant) if prise.intervenant else ("Organization", prise.organisation)
            if who and (kind, who.pk) not in seen:
                seen.add((kind, who.pk))
                yield {"@type": kind, "name": who.nom}
