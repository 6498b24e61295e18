"""The only door. A figure reaches a page, a chart, a map or a file as a `TableProtegee`, or does not.

`publish_table` checks the right and the catalogue, reads or writes the register, and hands over protected cells:
exact counts stay in this module. Everything here is true of one audience at a time.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.journal import record_read
from entredeux.cadre.models import Structure
from entredeux.observatoire import audit, entrepot, mesures, secret
from entredeux.observatoire.access import check_can_read_exact, check_can_read_figures, check_can_read_reseau
from entredeux.observatoire.access_groupes import check_can_read_by_group
from entredeux.observatoire.cellules import Cellules
from entredeux.observatoire.coupes import MOYENNES, VERSION_DEFINITION, Coupe, CoupeNationale, check_closed, read_coupe
from entredeux.observatoire.enums import DEPARTEMENT, ZONES, Audience, Axe, RaisonSecret
from entredeux.observatoire.models import GroupeResidences, MoisArrete, Publication
from entredeux.observatoire.periodes import Periode, periods_of
from entredeux.observatoire.vocabulaires import slugs_of
from entredeux.territoires.models import Commune, Qpv

TOUT = mesures.TOUT
AUTRE = mesures.AUTRE


@dataclass(frozen=True)
class CelluleProtegee:
    """`valeur` is None when hidden, and `raison` is then a RaisonSecret."""

    valeur: int | None
    raison: str = ""

    @property
    def est_secrete(self) -> bool:
        return self.valeur is None

    @property
    def raison_lisible(self) -> str:
        return RaisonSecret(self.raison).label if self.raison else ""


@dataclass(frozen=True)
class TableProtegee:
    """A published table: cells by key, one value an axis, TOUT for a total. Totals are not sums of their parts."""

    coupe: Coupe
    audience: Audience
    plancher: int
    version_definition: int
    valeurs: Mapping[Axe, tuple[str, ...]]
    cellules: Mapping[tuple[str, ...], CelluleProtegee]
    empreinte: str
    instant: datetime
    identifiant: uuid.UUID

    def cell(self, **where: str) -> CelluleProtegee:
        """`table.cell(qpv="QN06203M", registre="conflits")`; an axis left out is a total."""
        unknown = set(where) - {str(axe) for axe in self.coupe.axes}
        if unknown:
            raise KeyError(f"axe absent du tableau : {', '.join(sorted(unknown))}")
        return self.cellules[tuple(where.get(str(axe), TOUT) for axe in self.coupe.axes)]

    @cached_property
    def est_vide(self) -> bool:
        """No cell may be shown."""
        return all(cell.est_secrete for cell in self.cellules.values())


def publish_table(coupe: Coupe, *, audience: Audience = Audience.PUBLIC, by: Acteur) -> TableProtegee:
    """The protected table of a cut, the same for ever on the same data; written in the register the first time.

    Raises Refus or Http404 (access.py), ValidationError when the period is not closed or not yet taken.
    """
    check_can_read_figures(by, coupe.structure, audience)
    check_closed(coupe.periode, timezone.localdate())
    if coupe.bailleur is not None:
        check_can_read_by_group(by, coupe.structure)
    months = _taken_months(coupe)
    values = _values_of(coupe)
    etat = audit.state_of(months, values)
    publication = audit.find_publication(coupe, audience, etat)
    team = _is_team_large_enough(months)
    if publication is None:
        keys, cells = _protect(coupe, values, audience, hide_all=not team)
        publication = audit.record_publication(coupe, audience, etat, keys, cells, by=by)
    return _table_of(publication, coupe, audience, values, _reason(audience, team=team))


@dataclass(frozen=True)
class TableNationale:
    """A protected count by one column over every structure of the instance; `TOUT` is the whole, no structure a row."""

    axe: str
    periode: Periode
    cellules: Mapping[str, CelluleProtegee]
    structures: int


def publish_national(periode: Periode, axe: str, *, by: Acteur) -> TableNationale:
    """Acts by « qpv », « commune », « departement », or a theme. Same keys, same noise: the cell of a quarter where one
    structure works is the one of its own table.

    A row that rests on structures whose team is too small is hidden, unless there are three of them and none has over
    85 % of what they make together. In the register, like every table: the attack reads it there.
    Raises Refus; ValidationError when nothing is out.
    """
    check_can_read_reseau(by)
    check_closed(periode, timezone.localdate())
    taken = entrepot.months_by_structure(periode.mois)
    if not taken:
        raise ValidationError(
            "Aucune structure n'a de mois arrêté sur %(periode)s.", code="vide", params={"periode": periode.libelle}
        )
    structures = sorted(taken)
    columns, listed, names = _national_rows(axe, structures, periode)
    found = mesures.count_everywhere(structures, periode.mois, columns, listed, names)
    small = {structure for structure in structures if not _is_team_large_enough(taken[structure])}
    team = {key for key in found.cles if _rests_on_few(found.parts[key], small)}
    shown = _shown(found.cellules, Audience.PUBLIC, hide_all=False)
    publication = audit.record_publication(
        CoupeNationale(periode, axe),
        Audience.PUBLIC,
        audit.state_of_reseau(taken, listed, team),
        [(key,) for key in found.cles],
        [None if key in team else value for key, value in zip(found.cles, shown, strict=True)],
        by=by,
    )
    cells = {key: _national_cell(value, key in team) for key, value in publication.cellules}
    return TableNationale(axe, periode, cells, len(structures))


def _rests_on_few(parts: Mapping[uuid.UUID, int], small: set[uuid.UUID]) -> bool:
    alone = [acts for structure, acts in parts.items() if structure in small]
    return bool(alone) and not secret.is_team_large_enough(mediators=len(alone), acts=sum(alone), most=max(alone))


def _national_cell(value: int | None, team: bool) -> CelluleProtegee:
    if value is not None:
        return CelluleProtegee(value)
    return CelluleProtegee(None, RaisonSecret.EQUIPE if team else RaisonSecret.SEUIL)


def _national_rows(
    axe: str, structures: Sequence[uuid.UUID], periode: Periode
) -> tuple[Sequence[str], Sequence[str], Mapping[str, str] | None]:
    """The columns of the facts, the values, and what they are called when that is something else."""
    quarters = sorted({code for structure in structures for code in entrepot.quarters_of(structure)})
    if axe == Axe.QPV:
        return (axe,), [*quarters, AUTRE], None
    communes = communes_of(quarters)
    if axe == Axe.COMMUNE:
        return (axe,), [*communes, AUTRE], None
    if axe == DEPARTEMENT:
        listed = sorted(set(Commune.objects.filter(code__in=communes).values_list("departement_id", flat=True)))
        within = dict(Commune.objects.filter(departement_id__in=listed).values_list("code", "departement_id"))
        within |= dict(Qpv.objects.filter(departement_id__in=listed).values_list("code", "departement_id"))
        return (Axe.COMMUNE, Axe.QPV), [*listed, AUTRE], within
    return (axe,), [*slugs_of(Axe(axe), periode.fin), AUTRE], None


def read_exact(coupe: Coupe, *, by: Acteur) -> tuple[dict[Axe, tuple[str, ...]], dict[tuple[str, ...], int]]:
    """Exact counts of one's own structure, for the coordination's screen: journaled, in no file, in no register.

    Values of each axis, and counts by key. Raises Http404 for anyone else, ValidationError as `publish_table` does.
    """
    check_can_read_exact(by, coupe.structure)
    check_closed(coupe.periode, timezone.localdate())
    _taken_months(coupe)
    values = _values_of(coupe)
    keys, cells = mesures.count_cells(coupe, values)
    record_read(by, "observatoire.exact.lu", nombre=len(keys), champs=[coupe.periode.code])
    return values, dict(zip(keys, cells.n.tolist(), strict=True))


def available_periods(structure: Structure, today: date) -> list[Periode]:
    """Periods that can be asked for, years first, latest first: closed, and every month taken since the first one."""
    months = [month.mois for month in entrepot.months_of(structure.pk)]
    return [period for period in periods_of(months) if period.est_close(today) and not _missing_months(period, months)]


def listed_quarters(structure: Structure) -> list[str]:
    """Codes of the QPV that are rows of the structure's tables."""
    return entrepot.quarters_of(structure.pk)


def communes_of(quarters: Sequence[str]) -> list[str]:
    """INSEE codes of the communes these QPV lie in, in order."""
    lists = Qpv.objects.filter(code__in=quarters).values_list("communes", flat=True)
    return sorted({commune for communes in lists for commune in communes})


def refresh_quarters(structure: Structure, months: Sequence[str]) -> None:
    """Adds to the rows of the tables each QPV whose total over these months (one year) would be shown."""
    found, cells = mesures.count_by_quarter(structure.pk, months)
    shown = secret.protect(cells, audience=Audience.PUBLIC)
    entrepot.add_quarters(structure.pk, [code for code, value in zip(found, shown, strict=True) if value >= 0])


def _taken_months(coupe: Coupe) -> list[MoisArrete]:
    taken = {month.mois: month for month in entrepot.months_of(coupe.structure)}
    missing = _missing_months(coupe.periode, list(taken))
    inside = [taken[month] for month in coupe.periode.mois if month in taken]
    if missing or not inside:
        raise ValidationError(
            "Les chiffres de %(periode)s ne sont pas encore arrêtés dans Entre-deux. Ils le sont chaque nuit, pour les "
            "mois terminés depuis 45 jours où des actes sont enregistrés. Choisissez une autre période.",
            code="periode_non_arretee",
            params={"periode": coupe.periode.libelle},
        )
    return inside


def _missing_months(period: Periode, taken: Sequence[str]) -> list[str]:
    """Months not taken after the first taken one of the year. Before it there was no act: nothing is missing."""
    first = min((month for month in taken if month[:4] == period.code[:4]), default="9999-12")
    return [month for month in period.mois if month >= first and month not in taken]


def _values_of(coupe: Coupe) -> dict[Axe, tuple[str, ...]]:
    return {axe: tuple(_listed(axe, coupe)) for axe in coupe.axes}


def _listed(axe: Axe, coupe: Coupe) -> Sequence[str]:
    """None of them tells what was done: followed quarters, their communes, the words of the day."""
    kept = dict(coupe.selection.parmi)
    if axe in kept:
        return kept[axe]
    if axe == Axe.MOIS:
        return coupe.periode.mois
    if axe == Axe.GROUPE:
        return [*groups_of(coupe), AUTRE]
    if axe in ZONES:
        quarters = entrepot.quarters_of(coupe.structure)
        return [*(quarters if axe == Axe.QPV else communes_of(quarters)), AUTRE]
    return [*slugs_of(axe, coupe.periode.fin), AUTRE]


def groups_of(coupe: Coupe) -> list[str]:
    """Codes of the landlord's groups of the year."""
    groups = GroupeResidences.objects.filter(structure_id=coupe.structure, bailleur_id=coupe.bailleur)
    found = groups.filter(annee=coupe.periode.annee).order_by("nom", "pk")
    return [str(pk) for pk in found.values_list("pk", flat=True)]


def _is_team_large_enough(months: Sequence[MoisArrete]) -> bool:
    """Over several months the busiest of each month are added: no one can have made more, so the rule holds.

    Acts whose author is unknown (imported logs) point to nobody: when all are, there is nothing to protect here.
    Without any act (situations or rounds alone), the team is that of the nearest month that has some.
    """
    if not any(month.actes_par_mediateur for month in months):
        months = _nearest_months(months)
    acts = sum(month.actes_par_mediateur for month in months)
    return not acts or secret.is_team_large_enough(
        mediators=max(month.mediateurs for month in months),
        acts=acts,
        most=sum(month.actes_du_plus_actif for month in months),
    )


def _nearest_months(months: Sequence[MoisArrete]) -> Sequence[MoisArrete]:
    """These months when their acts have no known author; else the one before or after them, nearest, whose acts do."""
    structure, first = months[0].structure_id, months[0].mois
    if mesures.has_acts(structure, [month.mois for month in months]):
        return months
    known = [month for month in entrepot.months_of(structure) if month.actes_par_mediateur]
    return sorted(known, key=lambda month: abs(_rank(month.mois) - _rank(first)))[:1]


def _rank(month: str) -> int:
    return 12 * int(month[:4]) + int(month[5:])


def _protect(
    coupe: Coupe, values: Mapping[Axe, Sequence[str]], audience: Audience, *, hide_all: bool
) -> tuple[list[tuple[str, ...]], list[int | None]]:
    if coupe.selection.mesure in MOYENNES:
        return _protect_means(coupe, values, audience, hide_all=hide_all)
    keys, cells = mesures.count_cells(coupe, values)
    return keys, _shown(cells, audience, hide_all=hide_all)


def _protect_means(
    coupe: Coupe, values: Mapping[Axe, Sequence[str]], audience: Audience, *, hide_all: bool
) -> tuple[list[tuple[str, ...]], list[int | None]]:
    """Means in whole minutes, each of a noisy sum and of the protected count of its acts, hidden with that count."""
    keys, acts, minutes = mesures.sum_cells(coupe, values, secret.cap_minutes)
    counts = _shown(acts, audience, hide_all=hide_all)
    sums = secret.protect_sums(minutes).tolist()
    return keys, [secret.mean_minutes(total, count) for total, count in zip(sums, counts, strict=True)]


def _shown(cells: Cellules, audience: Audience, *, hide_all: bool) -> list[int | None]:
    if hide_all:
        return [None] * len(cells)
    shown = secret.protect(cells, audience=audience).tolist()
    return [None if value == secret.CACHE else value for value in shown]


def _table_of(
    publication: Publication,
    coupe: Coupe,
    audience: Audience,
    values: Mapping[Axe, tuple[str, ...]],
    raison: RaisonSecret,
) -> TableProtegee:
    hidden = CelluleProtegee(None, raison)
    return TableProtegee(
        coupe=coupe,
        audience=audience,
        plancher=secret.PLANCHERS[audience],
        version_definition=VERSION_DEFINITION,
        valeurs=values,
        cellules={
            tuple(key): hidden if value is None else CelluleProtegee(value) for *key, value in publication.cellules
        },
        empreinte=publication.empreinte,
        instant=publication.instant,
        identifiant=publication.pk,
    )


def reread_table(publication: Publication) -> TableProtegee:
    """A table as the register keeps it: for readers who hold no right but that it was released.

    Which of the two reasons hid a cell is not in the register; a table hidden whole is said hidden for the team.
    """
    assert publication.structure_id is not None, "un tableau du réseau se relit dans son rapport"
    coupe = read_coupe(publication.structure_id, publication.coupe)
    values = {
        axe: tuple(dict.fromkeys(cell[rank] for cell in publication.cellules if cell[rank] != TOUT))
        for rank, axe in enumerate(coupe.axes)
    }
    audience = Audience(publication.audience)
    hidden_whole = all(cell[-1] is None for cell in publication.cellules)
    team = not hidden_whole and not coupe.selection.est_exacte  # of our own work, only one person's hours are hidden
    return _table_of(publication, coupe, audience, values, _reason(audience, team=team))


def _reason(audience: Audience, *, team: bool) -> RaisonSecret:
    if not team:
        return RaisonSecret.EQUIPE
    return RaisonSecret.SEUIL if audience == Audience.PUBLIC else RaisonSecret.SEUIL_CONVENTION
