"""Dates, hours, durations and counts as people write them. Each reader returns None when it does not understand."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from entredeux.socle.lecture.mots import fold
from entredeux.terrain.imports.coordonnees import read_number

MOIS = {
    name: rank
    for rank, names in enumerate(
        (
            "janvier janv jan january",
            "fevrier fevr fev feb february",
            "mars mar march",
            "avril avr apr april",
            "mai may",
            "juin jun june",
            "juillet juil jul july",
            "aout aou aug august",
            "septembre sept sep september",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        1,
    )
    for name in names.split()
}
EXCEL_ZERO = date(1899, 12, 30)
EXCEL_MIN, EXCEL_MAX = 36_526, 58_440  # 2000-01-01 to 2059-12-31
JOURS = r"(?:(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]*\.? )?"
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
COURT = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?!\d)")
COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)$")
LETTRES = re.compile(rf"^{JOURS}(\d{{1,2}})(?:er)? ([a-z]+) (\d{{4}}|\d\d)\b")
MOIS_LETTRES = re.compile(r"^([a-z]+) (\d{4}|\d\d)$")
MOIS_CHIFFRES = re.compile(r"^(?:(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4}))$")
HEURE = re.compile(r"^(\d{1,2})\s*(?:[h:.]|heures?)\s*(\d{2})?(?:[:m]?\s*\d{0,2}(?:\.\d+)?)?\s*(am|pm|min)?$", re.I)
HEURE_AMERICAINE = re.compile(r"^(\d{1,2})()\s*(am|pm)$", re.I)
SUITE_HEURE = re.compile(
    r"^[T ,à]*\s*(\d{1,2})\s*[h:]\s*(\d{2})?(?::(\d{2})(?:[.,]\d+)?)?\s*(am|pm)?\s*(Z|[+-]\d\d:?\d\d)?$", re.I
)


@dataclass(frozen=True)
class DateLue:
    jour: date
    est_au_mois: bool = False
    minutes: int | None = None  # after midnight, local to the structure
    decalage: str = ""  # "Z", "+02:00": the writing said so


@lru_cache(maxsize=16384)
def read_date(text: str, order: str = "jma") -> DateLue | None:
    """`order` is "jma" (French) or "mja"; a year first is always year, month, day."""
    text = text.strip()
    if not text or len(text) > 60:
        return None
    return _numeric_date(text, order) or _month_only(text) or _worded_date(text) or _excel_serial(text)


def _numeric_date(text: str, order: str) -> DateLue | None:
    if (found := ISO.match(text)) or (found := COMPACT.match(text)):
        year, month, day = map(int, found.groups())
    elif found := COURT.match(re.sub(r"^[a-zé]+\.? (?=\d)", "", text, flags=re.I)):
        text = re.sub(r"^[a-zé]+\.? (?=\d)", "", text, flags=re.I)
        first, second, year = map(int, found.groups())
        day, month = (first, second) if order == "jma" else (second, first)
    else:
        return None
    jour = _date(year, month, day)
    return _with_hour(jour, text[found.end() :]) if jour else None


def _with_hour(jour: date, rest: str) -> DateLue | None:
    if not rest.strip():
        return DateLue(jour)
    found = SUITE_HEURE.match(rest)
    if not found:
        return None
    minutes = _minutes(found[1], found[2], found[4])
    if minutes is None:
        return None
    return DateLue(jour, minutes=minutes, decalage=found[5] or "")


def _month_only(text: str) -> DateLue | None:
    if found := MOIS_CHIFFRES.match(text):
        year, month = (found[1], found[2]) if found[1] else (found[4], found[3])
        jour = _date(int(year), int(month), 1)
        return DateLue(jour, est_au_mois=True) if jour else None
    if (found := MOIS_LETTRES.match(fold(text))) and found[1] in MOIS:
        jour = _date(int(found[2]), MOIS[found[1]], 1)
        return DateLue(jour, est_au_mois=True) if jour else None
    return None


def _worded_date(text: str) -> DateLue | None:
    folded = fold(text)
    found = LETTRES.match(folded)
    if not found or found[2] not in MOIS:
        return None
    jour = _date(int(found[3]), MOIS[found[2]], int(found[1]))
    rest = folded[found.end() :].strip().removeprefix("a ").strip()
    if jour is None or not rest:
        return DateLue(jour) if jour else None
    minutes = read_hour(re.sub(r"(\d) ?h ?(\d)", r"\1h\2", rest).replace(" ", ":"))
    return DateLue(jour, minutes=minutes) if minutes is not None else None


def _excel_serial(text: str) -> DateLue | None:
    number = read_number(text)
    if number is None or not EXCEL_MIN <= number < EXCEL_MAX or len(text) < 5:
        return None
    minutes = round((number % 1) * 1440)
    return DateLue(EXCEL_ZERO + timedelta(days=int(number)), minutes=minutes or None)


def _date(year: int, month: int, day: int) -> date | None:
    if year < 100:
        year += 2000 if year < 70 else 1900
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_month_first(text: str) -> bool | None:
    """True for 03/25/2024, False for 25/03/2024, None when both readings are possible."""
    found = COURT.match(text.strip())
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    if first > 12 >= second:
        return False
    return True if second > 12 >= first else None


def to_local(lue: DateLue, zone: ZoneInfo) -> tuple[date, int | None]:
    """The day and the minutes after midnight in the structure's zone, when the writing gave an offset."""
    if lue.minutes is None or not lue.decalage:
        return lue.jour, lue.minutes
    offset = "+00:00" if lue.decalage.upper() == "Z" else lue.decalage
    stamp = f"{lue.jour.isoformat()}T{lue.minutes // 60:02d}:{lue.minutes % 60:02d}:00{offset}"
    local = datetime.fromisoformat(stamp).astimezone(zone)
    return local.date(), local.hour * 60 + local.minute


@lru_cache(maxsize=4096)
def read_hour(text: str) -> int | None:
    """Minutes after midnight of « 18h30 », « 18:30 », « 6 PM », « 0,7708 » (a spreadsheet's part of a day)."""
    text = text.strip().lower().split(" - ")[0].split("-")[0].strip()
    if found := HEURE.match(text) or HEURE_AMERICAINE.match(text):
        return _minutes(found[1], found[2], found[3])
    number = read_number(text)
    if number is None:
        return None
    if 0 < number < 1:
        return round(number * 1440) % 1440
    return int(number) * 60 if number.is_integer() and 0 <= number <= 23 else None


def _minutes(hours: str, minutes: str | None, half: str | None) -> int | None:
    hour, minute = int(hours), int(minutes or 0)
    if (half or "").lower() == "pm" and hour < 12:
        hour += 12
    if (half or "").lower() == "am" and hour == 12:
        hour = 0
    return hour * 60 + minute if hour < 24 and minute < 60 else None


DUREE_HM = re.compile(r"^(\d{1,3})\s*(?:h|:|heures?|hrs?)\s*(?:(\d{1,2})\s*(?:m|mn|min|minutes?|')?)?(?::\d\d)?$", re.I)
DUREE_M = re.compile(r"^(\d{1,4}(?:[.,]\d+)?)\s*(?:m|mn|min|mins|minutes?|')$", re.I)
DUREE_H = re.compile(r"^(\d{1,3}[.,]\d+)\s*(?:h|heures?)$", re.I)


@lru_cache(maxsize=4096)
def read_duree(text: str, unit: str = "minutes") -> int | None:
    """Minutes of « 1h30 », « 90 min », « 1:30 », « 1,5 h », « 45 ». A bare number is in `unit` (minutes | heures)."""
    text = text.strip()
    if found := DUREE_HM.match(text):
        return int(found[1]) * 60 + int(found[2] or 0) if int(found[2] or 0) < 60 else None
    if found := DUREE_M.match(text):
        return round(float(found[1].replace(",", ".")))
    if found := DUREE_H.match(text):
        return round(float(found[1].replace(",", ".")) * 60)
    number = read_number(text)
    if number is None or number < 0:
        return None
    return round(number * 60) if unit == "heures" else round(number)


TRANCHE = re.compile(r"^(\d+)\s*(?:-|à|a|_)\s*(\d+)$")


@lru_cache(maxsize=4096)
def read_count(text: str) -> int | None:
    """« 3 », « 3,0 », « 3 personnes »; a band (« 2-4 », « 10+ ») counts for its lowest number, which is known."""
    text = text.strip()
    if found := TRANCHE.match(text):
        return int(found[1])
    found = re.match(
        r"^(\d[\d\s\u00a0\u202f]*(?:[.,]0+)?)\s*(?:\+|et plus|ou plus|pers(?:onnes?)?\.?|habitants?)?$", text, re.I
    )
    number = read_number(found[1]) if found else None
    return int(number) if number is not None else None
