"""When a partner is reminded: three working days, then every week, and the thirtieth day is the end."""

from datetime import date, timedelta
from functools import cache

import holidays

JOURS_OUVRES = 3
SEMAINE = timedelta(days=7)
EXPIRATION = timedelta(days=30)


@cache
def _feries(annee: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=annee))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _feries(day.year)


def add_working_days(day: date, count: int) -> date:
    """The count-th working day after `day`."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def next_reminder(sent: date, reminders: int, last: date | None) -> date:
    """The day from which the next reminder is due."""
    if not reminders or last is None:
        return add_working_days(sent, JOURS_OUVRES)
    return last + SEMAINE


def expires_on(sent: date) -> date:
    return sent + EXPIRATION
