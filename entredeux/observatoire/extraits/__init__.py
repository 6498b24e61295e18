"""From records to facts: the only part of observatoire that sees the records.

What it hands over is poorer than what it reads: the columns of entrepot.colonnes and nothing else, no text, no person,
no place. Past a record's clock, no day and no hour either.
"""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, QuerySet

from entredeux.observatoire.entrepot import Extrait
from entredeux.observatoire.extraits import orientations, participation, presences, situations, terrain
from entredeux.observatoire.extraits.sources import MoisExtrait, Source, register_source, registered_sources
from entredeux.terrain.enums import Origine
from entredeux.terrain.models import Intervention
from entredeux.territoires.enums import GenreZone
from entredeux.territoires.models import ZoneLieu

HORLOGE_DES_FICHES = timedelta(days=366)  # the texts of an act last that long; its fact then keeps the month alone

__all__ = ["Source", "extract_month", "has_facts", "months_with_facts", "quarters_with_places", "register_source"]

for module in (terrain, presences, situations, orientations, participation):
    module.register()


def months_with_facts(structure: uuid.UUID) -> list[str]:
    return sorted({month for source in registered_sources() for month in source.months(structure)})


def has_facts(structure: uuid.UUID, mois: str) -> bool:
    """Whether a record is left to make this month's facts from; most often an act, which is looked for first."""
    return any(mois in source.months(structure) for source in registered_sources())


def extract_month(structure: uuid.UUID, mois: str, today: date) -> Extrait:
    """The month's facts, read as they are asked for."""
    month = MoisExtrait(structure, mois, est_au_mois=is_past_its_clock(mois, today))
    acts = Intervention.objects.filter(structure_id=structure, date_service__range=month.jours)
    return Extrait(structure, mois, _rows(month), _acts_by_mediator(acts), month.est_au_mois)


def is_past_its_clock(mois: str, today: date) -> bool:
    """Once the last day of the month is past it."""
    year, number = map(int, mois.split("-"))
    after = date(year + number // 12, number % 12 + 1, 1)
    return after + HORLOGE_DES_FICHES <= today


def quarters_with_places(structure: uuid.UUID) -> list[str]:
    """QPV of 2024 where the structure has a place today."""
    zones = ZoneLieu.objects.filter(
        lieu__structure_id=structure, genre=GenreZone.QPV_2024, valide_au__isnull=True
    ).exclude(code="")
    return sorted(zones.order_by().values_list("code", flat=True).distinct())


def _rows(month: MoisExtrait) -> Iterator[tuple]:
    for source in registered_sources():
        yield from source.rows(month)


def _acts_by_mediator(acts: QuerySet[Intervention]) -> tuple[int, ...]:
    """Counts alone, for the rule of 3 and 85 %; empty when every act comes from a log that names no mediator.

    Recorded acts whose mediators are already forgotten (three months) count as those of one person: the rule then
    hides rather than guesses. Months are taken well before.
    """
    pairs = Intervention.mediateurs.through.objects.filter(intervention__in=acts)
    counts = [row["acts"] for row in pairs.order_by().values("compte").annotate(acts=Count("pk"))]
    forgotten = acts.exclude(origine=Origine.IMPORT).filter(mediateurs__isnull=True).count()
    return tuple(sorted([*counts, *([forgotten] if forgotten else [])], reverse=True))
