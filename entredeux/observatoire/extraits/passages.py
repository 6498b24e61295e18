"""Rounds through halls, week by week, for before/after evaluations: no person, no text, no hour."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Q

from entredeux.terrain.models import Passage

PERSONNE = "personne"


@dataclass
class SemaineHall:
    """`heures`: time of the presences that came by, shared evenly between the places each of them visited."""

    passages: int = 0
    occupes: int = 0
    heures: float = 0.0
    formes: set[str] = field(default_factory=set)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def read_weeks(
    structure: uuid.UUID, lieux: Iterable[uuid.UUID], first: date, last: date
) -> dict[tuple[uuid.UUID, date], SemaineHall]:
    """By hall and Monday. Planned passages alone: those made for a reason of the moment would tell of the reason.

    A passage whose occupation nobody noted, and that is not said calm, is left out: it says nothing either way.
    """
    made = Passage.objects.filter(structure_id=structure, date_service__range=(first, last), est_visite=True)
    shared = dict(made.order_by().values_list("presence").annotate(Count("pk")))
    told = made.filter(Q(est_rien_a_signaler=True) | ~Q(occupation=""), lieu__in=list(lieux), est_prevu=True)
    columns = ("lieu", "date_service", "occupation", "presence", "presence__duree_minutes", "presence__forme")
    rows = told.order_by().values_list(*columns)
    weeks: dict[tuple[uuid.UUID, date], SemaineHall] = {}
    for lieu, day, occupation, presence, minutes, forme in rows.iterator(chunk_size=5000):
        week = weeks.setdefault((lieu, monday_of(day)), SemaineHall())
        week.passages += 1
        week.occupes += occupation not in ("", PERSONNE)
        week.heures += (minutes or 0) / 60 / shared[presence]
        week.formes.add(forme)
    return weeks
