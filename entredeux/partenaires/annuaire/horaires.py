"""Opening hours: read from OpenStreetMap's notation or from plain French, said in French, compared with now.

The subset of `opening_hours` that the open directories use: days, spans of days, hours, `off`, `PH off`, `24/7`. What
goes beyond (weeks, months, sunrise) is not guessed: `read_horaires` answers None and the page shows the raw text.
https://wiki.openstreetmap.org/wiki/FR:Key:opening_hours
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

import holidays

JOURS_OSM = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MINUIT = 24 * 60
HEURE = re.compile(r"(\d{1,2}):(\d{2})")
REGLE = re.compile(r"(?P<jours>(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)[A-Za-z,\- ]*)?\s*(?P<heures>off|closed|24/7|[\d:,\- ]+)")
Plage = tuple[int, int]  # minutes since midnight


@dataclass(frozen=True)
class Horaires:
    """`semaine`: seven days of spans, Monday first. `feries_fermes`: None when the text does not say."""

    semaine: tuple[tuple[Plage, ...], ...]
    feries_fermes: bool | None = None


@dataclass(frozen=True)
class Moment:
    """`genre` is that of the tag on the page: calme (open), neutre (closed), attention (a public holiday, unsaid)."""

    genre: str
    phrase: str
    est_ouvert: bool


@lru_cache(maxsize=8192)
def read_horaires(text: str) -> Horaires | None:
    """None: empty, or beyond what we read."""
    if text.strip() == "24/7":
        return Horaires((((0, MINUIT),),) * 7, feries_fermes=False)
    week: dict[int, tuple[Plage, ...]] = {}
    holidays_closed = None
    for part in filter(None, (part.strip() for part in text.split(";"))):
        rule = REGLE.fullmatch(part)
        days = _days(rule["jours"] or "Mo-Su") if rule else None
        spans = _spans(rule["heures"]) if rule else None
        if days is None or spans is None:
            return None
        if 7 in days:
            holidays_closed = not spans
        week |= {day: spans for day in days if day < 7}  # as in OSM, a later rule replaces the day
    if not any(week.values()):
        return None
    return Horaires(tuple(week.get(day, ()) for day in range(7)), holidays_closed)


def _days(text: str) -> list[int] | None:
    """0 to 6, and 7 for public holidays."""
    found: list[int] = []
    for part in re.split(r"\s*,\s*", text.strip()):
        if part == "PH":
            found.append(7)
            continue
        ends = re.split(r"\s*-\s*", part)
        if len(ends) > 2 or any(end not in JOURS_OSM for end in ends):
            return None
        first, last = JOURS_OSM.index(ends[0]), JOURS_OSM.index(ends[-1])
        found += range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]
    return found


def _spans(text: str) -> tuple[Plage, ...] | None:
    if text.strip() in ("off", "closed"):
        return ()
    if text.strip() == "24/7":
        return ((0, MINUIT),)
    found = []
    for part in text.split(","):
        times = [_minutes(each) for each in part.split("-")]
        if len(times) != 2 or times[0] is None or times[1] is None or times[0] >= times[1]:
            return None
        found.append((times[0], times[1]))
    found.sort()
    return tuple(found) if all(a[1] <= b[0] for a, b in pairwise(found)) else None


def _minutes(text: str) -> int | None:
    match = HEURE.fullmatch(text.strip())
    if not match:
        return None
    minutes = int(match[1]) * 60 + int(match[2])
    return minutes if minutes <= MINUIT and int(match[2]) < 60 else None


def write_osm(horaires: Horaires) -> str:
    """Days that follow each other and open alike are one rule."""
    rules = [
        f"{_osm_days(first, last)} {','.join(f'{_osm_time(a)}-{_osm_time(b)}' for a, b in spans)}"
        for first, last, spans in _runs(horaires)
    ]
    if horaires.feries_fermes:
        rules.append("PH off")
    return "; ".join(rules)


def _osm_days(first: int, last: int) -> str:
    return JOURS_OSM[first] if first == last else f"{JOURS_OSM[first]}-{JOURS_OSM[last]}"


def _osm_time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _runs(horaires: Horaires) -> list[tuple[int, int, tuple[Plage, ...]]]:
    runs: list[tuple[int, int, tuple[Plage, ...]]] = []
    for day, spans in enumerate(horaires.semaine):
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == spans:
            runs[-1] = (runs[-1][0], day, spans)
        elif spans:
            runs.append((day, day, spans))
    return runs


def say_week(horaires: Horaires) -> list[tuple[str, str]]:
    """« du lundi au vendredi », « de 9 h à 12 h et de 14 h à 17 h », one line per run of days."""
    return [(_say_days(first, last), _say_spans(spans)) for first, last, spans in _runs(horaires)]


def _say_days(first: int, last: int) -> str:
    if first == last:
        return f"le {JOURS[first]}"
    return f"le {JOURS[first]} et le {JOURS[last]}" if last == first + 1 else f"du {JOURS[first]} au {JOURS[last]}"


def _say_spans(spans: Iterable[Plage]) -> str:
    said = ["jour et nuit" if (a, b) == (0, MINUIT) else f"de {say_time(a)} à {say_time(b)}" for a, b in spans]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} et {said[-1]}"


def say_time(minutes: int) -> str:
    hour, rest = divmod(minutes, 60)
    return f"{hour}\u00a0h\u00a0{rest:02d}" if rest else f"{hour}\u00a0h"


def say_moment(horaires: Horaires, now: datetime) -> Moment:
    """Whether it is open at that instant, given in the place's own time, and what comes next."""
    holiday = is_holiday(now.date())
    if holiday and horaires.feries_fermes is None:
        return Moment("attention", "jour férié : appelez avant d'y envoyer quelqu'un", False)
    minute = now.hour * 60 + now.minute
    today = () if holiday and horaires.feries_fermes else horaires.semaine[now.weekday()]
    for start, end in today:
        if start <= minute < end:
            until = "" if (start, end) == (0, MINUIT) else f" jusqu'à {say_time(end)}"
            return Moment("calme", f"ouvert maintenant{until}", True)
    return Moment("neutre", f"fermé{_say_next(horaires, now, minute)}", False)


def _say_next(horaires: Horaires, now: datetime, minute: int) -> str:
    for ahead in range(8):
        day = now.date() + timedelta(days=ahead)
        if is_holiday(day) and horaires.feries_fermes is not False:
            continue
        for start, _ in horaires.semaine[day.weekday()]:
            if ahead or start > minute:
                when = ("aujourd'hui", "demain")[ahead] if ahead < 2 else JOURS[day.weekday()]
                return f", ouvre {when} à {say_time(start)}"
    return ""


@lru_cache(maxsize=16)
def _holidays_of(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


def is_holiday(day: date) -> bool:
    """The eleven of everyone; those of one département alone are not counted."""
    return day in _holidays_of(day.year)
