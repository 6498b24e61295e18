"""From records to facts: the only part of observatoire that sees the field log.

What it hands over is poorer than what it reads: no text, no person, no place, no day (entrepot.Extrait).
"""

import calendar
import uuid
from collections import Counter
from datetime import date

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from entredeux.cadre.chiffrement import secret_of_instance
from entredeux.observatoire.cellules import record_key
from entredeux.observatoire.entrepot import Extrait
from entredeux.observatoire.periodes import PREMIERE_ANNEE, month_of
from entredeux.terrain.enums import Origine
from entredeux.terrain.models import Intervention
from entredeux.territoires.enums import GenreZone
from entredeux.territoires.models import ZoneLieu


def months_with_acts(structure: uuid.UUID) -> list[str]:
    """Months of 2000 and later: an older date is a slip of an imported file."""
    acts = Intervention.objects.filter(structure_id=structure, date_service__year__gte=PREMIERE_ANNEE).order_by()
    return [month_of(month) for month in sorted(acts.values_list(TruncMonth("date_service"), flat=True).distinct())]


def extract_month(structure: uuid.UUID, mois: str) -> Extrait:
    """The month's acts, counted by quarter, registre, domaine and protected unit."""
    secret = secret_of_instance(f"figures-{mois[:4]}")
    acts = _acts_of(structure, mois)
    rows = acts.values_list("qpv", "registre", "domaine", "unite").order_by().iterator(chunk_size=5000)
    facts = Counter((qpv, registre, domaine, record_key(secret, unite)) for qpv, registre, domaine, unite in rows)
    return Extrait(mois, facts, _acts_by_mediator(acts))


def quarters_with_places(structure: uuid.UUID) -> list[str]:
    """QPV of 2024 where the structure has a place today."""
    zones = ZoneLieu.objects.filter(
        lieu__structure_id=structure, genre=GenreZone.QPV_2024, valide_au__isnull=True
    ).exclude(code="")
    return sorted(zones.order_by().values_list("code", flat=True).distinct())


def _acts_of(structure: uuid.UUID, mois: str) -> QuerySet[Intervention]:
    year, number = map(int, mois.split("-"))
    last = calendar.monthrange(year, number)[1]
    return Intervention.objects.filter(
        structure_id=structure, date_service__range=(date(year, number, 1), date(year, number, last))
    )


def _acts_by_mediator(acts: QuerySet[Intervention]) -> tuple[int, ...]:
    """Counts alone, for the rule of 3 and 85 %; empty when every act comes from a log that names no mediator.

    Recorded acts whose mediators are already forgotten (three months) count as those of one person: the rule then
    hides rather than guesses. Months are taken well before.
    """
    pairs = Intervention.mediateurs.through.objects.filter(intervention__in=acts)
    counts = [row["acts"] for row in pairs.order_by().values("compte").annotate(acts=Count("pk"))]
    forgotten = acts.exclude(origine=Origine.IMPORT).filter(mediateurs__isnull=True).count()
    return tuple(sorted([*counts, *([forgotten] if forgotten else [])], reverse=True))
