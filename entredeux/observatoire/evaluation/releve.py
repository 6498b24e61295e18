"""The weekly counts of an action's halls, from a year before it begins to a year after, whole weeks only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from entredeux.observatoire.enums import PlaceHall
from entredeux.observatoire.evaluation.panneau import Releve
from entredeux.observatoire.extraits.passages import SemaineHall, monday_of, read_weeks
from entredeux.observatoire.models import ActionHall, HallSuivi

UN_AN = timedelta(weeks=52)
SEMAINE = timedelta(weeks=1)


@dataclass(frozen=True)
class Suivi:
    """`compare` holds the halls of the action and those of comparison, `voisins` the adjacent ones."""

    semaines: tuple[date, ...]
    compare: Releve
    voisins: Releve


def read_action(action: ActionHall, today: date) -> Suivi:
    halls = list(action.halls.select_related("lieu"))
    starts = [hall.debut for hall in halls if hall.debut]
    first = monday_of(min(starts) - UN_AN)
    last = min(monday_of(max(starts) + UN_AN), monday_of(today) - SEMAINE)
    seen = read_weeks(action.structure_id, [hall.lieu_id for hall in halls], first, last + SEMAINE - timedelta(days=1))
    weeks = _weeks_with_passages(first, last, [monday for _, monday in seen])
    compared = [hall for hall in halls if hall.place != PlaceHall.ADJACENT]
    middle = sorted(starts)[len(starts) // 2]
    near = [hall for hall in halls if hall.place == PlaceHall.ADJACENT]
    return Suivi(
        weeks,
        _releve(compared, weeks, seen, [hall.debut for hall in compared], action.equipe_changee),
        _releve(near, weeks, seen, [middle] * len(near), False),
    )


def _weeks_with_passages(first: date, last: date, mondays: Sequence[date]) -> tuple[date, ...]:
    """From the first week anyone came by: an empty year before the team existed is not a calm one."""
    start = max(first, min(mondays, default=first))
    count = max(1, (last - start).days // 7 + 1)
    return tuple(start + number * SEMAINE for number in range(count))


def _releve(
    halls: Sequence[HallSuivi],
    weeks: Sequence[date],
    seen: dict,
    starts: Sequence[date | None],
    team_changed: bool,
) -> Releve:
    blank = SemaineHall()
    table = [[seen.get((hall.lieu_id, week), blank) for week in weeks] for hall in halls]

    def numbers(name: str) -> np.ndarray:
        found = [[float(getattr(week, name)) for week in row] for row in table]
        return np.array(found, dtype=np.float64).reshape(len(halls), len(weeks))

    return Releve(
        occupes=numbers("occupes"),
        passages=numbers("passages"),
        heures=numbers("heures"),
        debuts=tuple(None if start is None else _rank(start, weeks) for start in starts),
        formes_changees=sum(len(set().union(*(week.formes for week in row))) > 1 for row in table),
        equipe_changee=team_changed,
    )


def _rank(start: date, weeks: Sequence[date]) -> int:
    """The week of the start; it counts as "after" whole."""
    return max(0, (monday_of(start) - weeks[0]).days // 7)
