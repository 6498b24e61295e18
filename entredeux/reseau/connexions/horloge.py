"""Instants and lengths of time as rooms write them: 24 h or AM/PM, day first or month first, with or without a date.

Nothing in « 05/12/2024 » says whether it is May or December: the days of the event decide, for the whole file.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from entredeux.socle.lecture.mots import fold

MOIS = {
    nom: rang
    for rang, noms in enumerate(
        ("jan", "fev feb", "mar", "avr apr", "mai may", "juin jun", "juil jul", "aou aug", "sep", "oct", "nov", "dec"),
        start=1,
    )
    for nom in noms.split()
}
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
CHIFFRES = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
LETTRES_JOUR = re.compile(r"(\d{1,2})(?:er)?\s+([^\W\d]+)\.?,?\s+(\d{4})")
LETTRES_MOIS = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2}),?\s+(\d{4})")
HEURE = re.compile(r"(\d{1,2})\s*[:hH]\s*(\d{2})?(?::(\d{2}))?(?:[.,]\d+)?\s*([AaPp]\.?\s?[Mm]\b\.?)?")
DECALAGE = re.compile(r"(Z|UTC|GMT)\s*$|([+-])(\d{2}):?(\d{2})\s*$")


@dataclass(frozen=True)
class Horloge:
    """How this file writes its instants: the zone of the place unless it says UTC, and which comes first."""

    jours: tuple[date, ...]
    zone: tzinfo
    jour_d_abord: bool = True

    def read(self, text: str) -> datetime | None:
        """The instant, in UTC; None when it is not one. Without a date, the event's first day."""
        text = " ".join(text.split())
        day, rest = _read_date(text, jour_d_abord=self.jour_d_abord)
        if day is None and (rest is None or not self.jours):
            return None
        hour = HEURE.search(rest or "")
        at = _read_hour(hour) if hour else None
        if at is None:
            return None
        zone = _read_offset((rest or "")[hour.end() :]) if hour else None
        try:
            return datetime.combine(day or self.jours[0], at, zone or self.zone).astimezone(UTC)
        except (OverflowError, ValueError):
            return None


def choose_horloge(texts: Iterable[str], jours: tuple[date, ...], zone: tzinfo) -> Horloge:
    """Day first, as here, unless the event's own days say that months come first."""
    given = list(texts)
    near = {day + timedelta(days=shift) for day in jours for shift in (-1, 0, 1)}

    def fitting(jour_d_abord: bool) -> int:
        days = (_read_date(text, jour_d_abord=jour_d_abord)[0] for text in given)
        return sum(day in near for day in days if day)

    return Horloge(jours, zone, jour_d_abord=fitting(True) >= fitting(False))


def _read_date(text: str, *, jour_d_abord: bool) -> tuple[date | None, str | None]:
    """(the date, what is left). (None, text) without any date; (None, None) when what looks like one is not."""
    if found := ISO.search(text):
        return _date(found, int(found[1]), int(found[2]), int(found[3]), text)
    if found := CHIFFRES.search(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        day, month = (first, second) if jour_d_abord else (second, first)
        return _date(found, year + 2000 if year < 100 else year, month, day, text)
    for pattern, day_rank, month_rank in ((LETTRES_JOUR, 1, 2), (LETTRES_MOIS, 2, 1)):
        found = pattern.search(text)
        month_named = _month(found[month_rank]) if found else None
        if found and month_named:
            return _date(found, int(found[3]), month_named, int(found[day_rank]), text)
    return None, text


def _month(word: str) -> int | None:
    plain = fold(word)
    return MOIS.get(plain[:4]) or MOIS.get(plain[:3])


def _date(found: re.Match[str], year: int, month: int, day: int, text: str) -> tuple[date | None, str | None]:
    try:
        return date(year, month, day), text[: found.start()] + " " + text[found.end() :]
    except ValueError:
        return None, None


def _read_hour(found: re.Match[str]) -> time | None:
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    half = (found[4] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _read_offset(text: str) -> tzinfo | None:
    found = DECALAGE.search(text)
    if found is None:
        return None
    if found[1]:
        return UTC
    shift = timedelta(hours=int(found[3]), minutes=int(found[4]))
    return timezone(-shift if found[2] == "-" else shift) if shift < timedelta(hours=24) else None


UNITES = re.compile(r"(\d+(?:[.,]\d+)?)\s*(heures?|hours?|hrs?|h|minutes?|mins?|min|mn|m|secondes?|seconds?|secs?|s)\b")
DEUX_POINTS = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?")
PERIODE = re.compile(r"pt(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)(?:\.\d+)?s)?")
MAX = timedelta(days=3)


def read_duree(text: str) -> timedelta | None:
    """« 92 » (minutes), « 1h 32m 5s », « 1 h 32 min », « 01:32:05 », « PT1H32M ». None when it is none of them."""
    text = " ".join(text.split()).lower()
    if re.fullmatch(r"\d{1,5}(?:[.,]\d+)?", text):
        return _bounded(timedelta(minutes=float(text.replace(",", "."))))
    if found := DEUX_POINTS.fullmatch(text):
        return _bounded(timedelta(hours=int(found[1]), minutes=int(found[2]), seconds=int(found[3] or 0)))
    found = PERIODE.fullmatch(text)
    if found and any(found.groups()):
        hours, minutes, seconds = (int(each or 0) for each in found.groups())
        return _bounded(timedelta(hours=hours, minutes=minutes, seconds=seconds))
    if UNITES.sub("", text).replace(",", "").replace("et", "").replace("and", "").strip():
        return None
    parts = [_unit(number, unit) for number, unit in UNITES.findall(text)]
    return _bounded(sum(parts, timedelta())) if parts else None


def _unit(number: str, unit: str) -> timedelta:
    value = float(number.replace(",", "."))
    return timedelta(**{{"h": "hours", "m": "minutes", "s": "seconds"}[unit[0]]: min(value, 10_000)})


def _bounded(duration: timedelta) -> timedelta | None:
    return duration if duration <= MAX else None
