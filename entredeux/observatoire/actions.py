"""Taking the closed months, once, then publishing their tables: every night, or `entredeux observatoire refresh`."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.journal import record_write
from entredeux.cadre.models import Structure
from entredeux.cadre.permissions import Permission
from entredeux.observatoire import entrepot, extraits
from entredeux.observatoire.coupes import parse_coupe
from entredeux.observatoire.enums import Axe
from entredeux.observatoire.models import MoisArrete
from entredeux.observatoire.periodes import closed_months
from entredeux.observatoire.publication import available_periods, publish_table, refresh_quarters

# The tables of the page, made in advance so that it only reads the register.
CATALOGUE = ((Axe.QPV,), (Axe.QPV, Axe.MOIS), (Axe.QPV, Axe.REGISTRE), (Axe.QPV, Axe.DOMAINE))


@transaction.atomic
def refresh_figures(structure: Structure, *, by: Acteur, today: date | None = None) -> list[MoisArrete]:
    """Takes each closed month not taken yet, and publishes the tables it opens. Running it again changes nothing."""
    check_permission(by, Permission.COORDONNER)
    day = today or timezone.localdate()
    taken = [month.mois for month in entrepot.months_of(structure.pk)]
    new = [month for month in _closed_months_to_take(structure, day) if month not in taken]
    return _take(structure, new, "observatoire.mois.arretes", by, day)


@transaction.atomic
def revise_year(structure: Structure, annee: int, *, by: Acteur, today: date | None = None) -> list[MoisArrete]:
    """Takes a year's months again, for late or corrected acts. Raises ValidationError the second time in a year.

    A month whose records are gone keeps its facts.
    """
    check_permission(by, Permission.COORDONNER)
    day = today or timezone.localdate()
    taken = [month for month in entrepot.months_of(structure.pk) if month.mois.startswith(f"{annee}-")]
    if not taken:
        raise ValidationError(f"Aucun mois de {annee} n'est arrêté : il n'y a rien à réviser.", code="rien")
    if any(month.revise_le and timezone.localtime(month.revise_le).year == day.year for month in taken):
        raise ValidationError(
            f"L'année {annee} a déjà été révisée en {day.year}. Des chiffres publiés ne sont révisés qu'une fois par "
            f"an : la prochaine révision est possible à partir du 1er janvier {day.year + 1}.",
            code="deja_revisee",
        )
    with_acts = extraits.months_with_acts(structure.pk)
    return _take(structure, [m.mois for m in taken if m.mois in with_acts], "observatoire.mois.revises", by, day)


def _closed_months_to_take(structure: Structure, day: date) -> list[str]:
    """Months with acts, and the quiet months that follow them in their year."""
    months = extraits.months_with_acts(structure.pk)
    firsts = {month[:4]: month for month in sorted(months, reverse=True)}
    return [month for first in sorted(firsts.values()) for month in closed_months(first, day) if month[:4] == first[:4]]


def _take(structure: Structure, months: Sequence[str], evenement: str, by: Acteur, day: date) -> list[MoisArrete]:
    if not months:
        return []
    done = [entrepot.write_month(structure.pk, extraits.extract_month(structure.pk, month)) for month in months]
    entrepot.add_quarters(structure.pk, extraits.quarters_with_places(structure.pk))
    all_taken = [month.mois for month in entrepot.months_of(structure.pk)]
    for year in sorted({month[:4] for month in months}):
        refresh_quarters(structure, [month for month in all_taken if month.startswith(year)])
    record_write(by, evenement, nombre=len(done), champs=months, structure=structure.pk)
    _publish_catalogue(structure, months, min(day, timezone.localdate()))
    return done


def _publish_catalogue(structure: Structure, months: Sequence[str], day: date) -> None:
    """Every table of the page over the periods that hold one of these months. The instance publishes, not a person."""
    instance = Acteur.systeme(structure)
    touched = [period for period in available_periods(structure, day) if set(period.mois) & set(months)]
    for period in touched:
        cuts = {parse_coupe(structure=structure.pk, periode=period.code, axes=axes, today=day) for axes in CATALOGUE}
        for cut in sorted(cuts, key=lambda cut: cut.canonical()):
            publish_table(cut, by=instance)
