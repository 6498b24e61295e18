"""Days and hours of an event, as a French poster says them. A month alone stays a month."""

import datetime
from typing import Any

from django.utils import formats

from entredeux.reseau.enums import PrecisionDate
from entredeux.reseau.models import Evenement, Sequence
from entredeux.ui.templatetags.ui import heure, jour

TIRET = "–"
PARIS = "Europe/Paris"
FUSEAUX = dict(Evenement._meta.get_field("fuseau").choices or [])


def day_of(value: datetime.date) -> str:
    """« 5 », « 1er »."""
    return "1er" if value.day == 1 else str(value.day)


def is_month(evenement: Evenement) -> bool:
    return bool(evenement.precision_date == PrecisionDate.MOIS)


def say_when(evenement: Evenement) -> str:
    """« jeudi 5 décembre 2024 », « du mardi 3 au jeudi 5 décembre 2024 », « juin 2019, jour non confirmé »."""
    debut, fin = evenement.date_debut, evenement.dernier_jour
    if is_month(evenement):
        return f"{formats.date_format(debut, 'F Y')}, jour non confirmé"
    if debut == fin:
        return jour(debut)
    return f"du {_without_common_end(debut, fin)} au {jour(fin)}"


def _without_common_end(debut: datetime.date, fin: datetime.date) -> str:
    if debut.year != fin.year:
        return jour(debut)
    end = "" if debut.month == fin.month else formats.date_format(debut, " F")
    return f"{formats.date_format(debut, 'l')} {day_of(debut)}{end}"


def say_hours(timed: Any) -> str:
    """Of an event or a sequence: « de 14 h à 16 h », « à partir de 14 h », or nothing."""
    if timed.heure_debut and timed.heure_fin:
        return f"de {heure(timed.heure_debut)} à {heure(timed.heure_fin)}"
    return f"à partir de {heure(timed.heure_debut)}" if timed.heure_debut else ""


def say_range(sequence: Sequence) -> str:
    """« 14 h – 15 h 30 », in a programme's margin."""
    if sequence.heure_debut and sequence.heure_fin:
        return f"{heure(sequence.heure_debut)} {TIRET} {heure(sequence.heure_fin)}"
    return heure(sequence.heure_debut)


def say_fuseau(evenement: Evenement) -> str:
    """« heure de La Réunion »; nothing for Paris, which everyone takes for granted."""
    return "" if evenement.fuseau == PARIS else f"heure de {FUSEAUX.get(evenement.fuseau, evenement.fuseau)}"


def split_date(evenement: Evenement) -> tuple[str, str]:
    """(« 5 », « déc. 2024 »), (« 3–5 », « déc. 2024 »); (« », « juin 2019 ») when the day is not confirmed."""
    debut, fin = evenement.date_debut, evenement.dernier_jour
    if is_month(evenement):
        return "", formats.date_format(debut, "F Y")
    if debut == fin:
        return day_of(debut), formats.date_format(debut, "N Y")
    if (debut.year, debut.month) == (fin.year, fin.month):
        return f"{debut.day}{TIRET}{fin.day}", formats.date_format(debut, "N Y")
    return day_of(debut), f"{formats.date_format(debut, 'N')} au {day_of(fin)} {formats.date_format(fin, 'N Y')}"


def iso_of(evenement: Evenement) -> str:
    """For `<time datetime>` and linked data: « 2024-12-05 », « 2019-06 »."""
    return evenement.date_debut.isoformat()[: 7 if is_month(evenement) else 10]
