"""Taking the closed months, once, then publishing their tables: every night, or `entredeux observatoire refresh`.

A month is taken for all the structures that need it, and committed before the next: a refresh cut short goes on where
it stopped. Cubes and tables come last; a month whose tables are not all out says so (`est_diffuse`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
from entredeux.observatoire.reconstruction import take_missing

# The tables of the page, made in advance so that it only reads the register.
CATALOGUE = ((Axe.QPV,), (Axe.QPV, Axe.MOIS), (Axe.QPV, Axe.REGISTRE), (Axe.QPV, Axe.DOMAINE))


def refresh_figures(
    structure: Structure, *, by: Acteur, today: date | None = None, moteur: str = "duckdb"
) -> list[MoisArrete]:
    """Takes each closed month not taken yet, and publishes the tables it opens. Running it again changes nothing.

    Raises RafraichissementEnCours, DepotPlein: what was published stays.
    """
    return refresh_all({structure: by}, today=today, moteur=moteur)


def refresh_all(
    acteurs: Mapping[Structure, Acteur], *, today: date | None = None, moteur: str = "duckdb"
) -> list[MoisArrete]:
    """The same for several structures, each by its own actor: a month they all close is written once."""
    for by in acteurs.values():
        check_permission(by, Permission.COORDONNER)
    day = today or timezone.localdate()
    with entrepot.hold_refresh():
        done = take_missing(day)
        for mois, structures in sorted(_months_to_take(acteurs, day).items()):
            some = {structure: acteurs[structure] for structure in structures}
            done += _take({mois: structures}, "observatoire.mois.arretes", some, day)
        _finish(acteurs, day, moteur)
    return sorted(done, key=lambda month: (str(month.structure_id), month.mois))


def revise_year(
    structure: Structure, annee: int, *, by: Acteur, today: date | None = None, moteur: str = "duckdb"
) -> list[MoisArrete]:
    """Takes a year's months again, for late or corrected acts. Raises ValidationError the second time in a year.

    All its months or none: a year half revised would show what was revised. A month whose records are gone keeps
    its facts.
    """
    check_permission(by, Permission.COORDONNER)
    day = today or timezone.localdate()
    with entrepot.hold_refresh():
        taken = [month for month in entrepot.months_of(structure.pk) if month.mois.startswith(f"{annee}-")]
        _check_may_revise(taken, annee, day)
        with_facts = extraits.months_with_facts(structure.pk)
        wanted = {month.mois: [structure] for month in taken if month.mois in with_facts}
        done = _take(wanted, "observatoire.mois.revises", {structure: by}, day)
        _finish([structure], day, moteur)
    return done


def _check_may_revise(taken: Sequence[MoisArrete], annee: int, day: date) -> None:
    if not taken:
        raise ValidationError(f"Aucun mois de {annee} n'est arrêté : il n'y a rien à réviser.", code="rien")
    if any(month.revise_le and timezone.localtime(month.revise_le).year == day.year for month in taken):
        raise ValidationError(
            f"L'année {annee} a déjà été révisée en {day.year}. Des chiffres publiés ne sont révisés qu'une fois par "
            f"an : la prochaine révision est possible à partir du 1er janvier {day.year + 1}.",
            code="deja_revisee",
        )


def _months_to_take(structures: Iterable[Structure], day: date) -> dict[str, list[Structure]]:
    wanted: dict[str, list[Structure]] = defaultdict(list)
    for structure in structures:
        taken = {month.mois for month in entrepot.months_of(structure.pk)}
        for mois in _closed_months(structure, day):
            if mois not in taken:
                wanted[mois].append(structure)
    return wanted


def _closed_months(structure: Structure, day: date) -> list[str]:
    """Months with facts, and the quiet months that follow them in their year."""
    months = extraits.months_with_facts(structure.pk)
    firsts = {month[:4]: month for month in sorted(months, reverse=True)}
    return [month for first in sorted(firsts.values()) for month in closed_months(first, day) if month[:4] == first[:4]]


def _take(
    wanted: Mapping[str, Sequence[Structure]], evenement: str, acteurs: Mapping[Structure, Acteur], day: date
) -> list[MoisArrete]:
    """Files first, aside; then everything that points to them at once."""
    pairs = [(structure, mois) for mois, structures in wanted.items() for structure in structures]
    pairs.sort(key=lambda pair: entrepot.order_of(pair[0].pk, pair[1]))
    prepared = entrepot.prepare(extraits.extract_month(structure.pk, mois, day) for structure, mois in pairs)
    with transaction.atomic():
        done = entrepot.commit(prepared)
        for structure, by in acteurs.items():
            months = [month.mois for month in done if month.structure_id == structure.pk]
            if months:
                record_write(by, evenement, nombre=len(months), champs=months, structure=structure.pk)
    return done


def _finish(structures: Iterable[Structure], day: date, moteur: str) -> None:
    """What a run cut short leaves undone too: cubes of quarters and years, rows and tables of months just taken."""
    entrepot.complete_cubes(entrepot.open_calcul(moteur))
    for structure in structures:
        pending = [month.mois for month in entrepot.months_of(structure.pk) if not month.est_diffuse]
        if pending:
            _publish_pending(structure, pending, day)


@transaction.atomic
def _publish_pending(structure: Structure, months: Sequence[str], day: date) -> None:
    entrepot.add_quarters(structure.pk, extraits.quarters_with_places(structure.pk))
    all_taken = [month.mois for month in entrepot.months_of(structure.pk)]
    for year in sorted({month[:4] for month in months}):
        refresh_quarters(structure, [month for month in all_taken if month.startswith(year)])
    _publish_catalogue(structure, months, min(day, timezone.localdate()))
    MoisArrete.objects.filter(structure=structure, mois__in=months).update(est_diffuse=True)


def _publish_catalogue(structure: Structure, months: Sequence[str], day: date) -> None:
    """Every table of the page over the periods that hold one of these months. The instance publishes, not a person."""
    instance = Acteur.systeme(structure)
    touched = [period for period in available_periods(structure, day) if set(period.mois) & set(months)]
    for period in touched:
        cuts = {parse_coupe(structure=structure.pk, periode=period.code, axes=axes, today=day) for axes in CATALOGUE}
        for cut in sorted(cuts, key=lambda cut: cut.canonical()):
            publish_table(cut, by=instance)
