"""Our own work, exact: rounds, hours, passages, defects, workshops, training, and one total of interventions a year.

No person met is in these tables, so no noise and no floor; each is written in the register, marked exact, and the audit
knows it. One mediator's hours are not for show either: by month, the rule of 3 and 85 % holds over the whole quarter.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.observatoire import audit, entrepot, secret
from entredeux.observatoire.access import check_can_read_figures
from entredeux.observatoire.audit.union import attack_union
from entredeux.observatoire.coupes import Coupe, Selection, check_closed
from entredeux.observatoire.enums import Audience, Axe, GenrePeriode, RaisonSecret
from entredeux.observatoire.models import MoisArrete, Publication, QuantiteDeclaree
from entredeux.observatoire.periodes import Periode, parse_periode, quarter_of
from entredeux.observatoire.publication import AUTRE, TOUT, available_periods
from entredeux.observatoire.quantites import DEFINITIONS, Comptage, Definition, Quantite

Valeurs = dict[Axe, tuple[str, ...]]
Cle = tuple[str, ...]
UNE_HEURE = 3600


@dataclass(frozen=True)
class CelluleExacte:
    """`valeur` in the unit of the definition, from `n` rows. None: a month that would tell of one person's hours."""

    valeur: float | int | None
    n: int | None
    raison: str = ""

    @property
    def est_secrete(self) -> bool:
        return self.valeur is None

    @property
    def raison_lisible(self) -> str:
        return RaisonSecret(self.raison).label if self.raison else ""


def count_travail(
    quantite: str, *, structure: Structure, periode: str, axes: Sequence[Axe] = (), by: Acteur
) -> tuple[Valeurs, dict[Cle, CelluleExacte], Publication]:
    """Values of each axis, cells by key (TOUT for a total), and the line of the register that keeps them.

    Raises Refus and Http404 as figures do; ValidationError in French: an unknown quantity, an axis or a period it does
    not have, a period not closed or not taken yet, a quantity that nobody declared.
    """
    check_can_read_figures(by, structure.pk, Audience.PUBLIC)
    coupe = _parse(quantite, structure, periode, axes)
    said = DEFINITIONS[_quantite(coupe)]
    if said.comptage is None:
        values: Valeurs = {}
        etat, declared = _declared(coupe)
    else:
        months = _taken_months(coupe, structure)
        values = {axe: _values_of(axe, coupe) for axe in coupe.axes}
        etat, declared = audit.state_of(months, values), None
    publication = audit.find_publication(coupe, Audience.PUBLIC, etat)
    if publication is None:
        cells: dict[Cle, int | None] = {(): declared}
        if said.comptage is not None:
            cells = _counted(coupe, said.comptage, values, structure)
        _check_audit(coupe, etat, cells)
        publication = audit.record_publication(coupe, Audience.PUBLIC, etat, list(cells), list(cells.values()), by=by)
    bases = None
    if said.base:
        _, bases, _ = count_travail(said.base, structure=structure, periode=periode, axes=axes, by=by)
    return values, _read(publication, said, bases), publication


def _parse(quantite: str, structure: Structure, periode: str, axes: Sequence[Axe]) -> Coupe:
    if quantite not in Quantite.values:
        raise ValidationError(f"La quantité « {quantite[:40]} » n'existe pas.", code="quantite")
    wanted, period = Quantite(quantite), parse_periode(periode)
    said = DEFINITIONS[wanted]
    if period.genre not in said.periodes:
        listed = [GenrePeriode(genre).label.lower() for genre in GenrePeriode if genre in said.periodes]
        raise ValidationError(
            "« %(quantite)s » se lit par %(periodes)s seulement.",
            code="periode_quantite",
            params={"quantite": wanted.label, "periodes": " ou ".join(listed)},
        )
    check_closed(period, timezone.localdate())
    if len(axes) > 1 or any(axe not in said.axes for axe in axes):
        raise ValidationError(f"« {wanted.label} » ne se détaille pas ainsi.", code="axe")
    kept = () if period.genre == GenrePeriode.MOIS and Axe.MOIS in axes else tuple(Axe(axe) for axe in axes)
    return Coupe(structure.pk, period, kept, Selection(wanted, est_exacte=True))


def _quantite(coupe: Coupe) -> Quantite:
    return Quantite(coupe.selection.mesure)


def _check_audit(coupe: Coupe, etat: str, cells: Mapping[Cle, int | None]) -> None:
    """The year's interventions, known to the unit, must find no hidden cell in all that is out for the year.

    A refusal is kept for an hour: the attack lasts seconds, and the page is read often.
    """
    if _quantite(coupe) != Quantite.INTERVENTIONS:
        return
    refusal = ValidationError(
        "En attente : croisé avec les tableaux déjà publiés, ce total ferait retrouver une case cachée. Prévenez qui "
        "tient l'instance ; tout le reste est juste.",
        code="audit",
    )
    out = Publication.objects.filter(structure=coupe.structure, coupe__contains=f'"periode":"{coupe.periode.annee}')
    total = Publication(
        coupe=coupe.canonical(),
        audience=Audience.PUBLIC,
        etat=etat,
        cellules=[[*key, value] for key, value in cells.items()],
        structure_id=coupe.structure,
    )
    kept = f"observatoire.total:{coupe.structure}:{coupe.periode.code}:{out.count()}"
    if cache.get(kept):
        raise refusal
    if not attack_union([*out.order_by("instant", "pk"), total]).passe:
        cache.set(kept, True, UNE_HEURE)
        raise refusal


def _taken_months(coupe: Coupe, structure: Structure) -> list[MoisArrete]:
    period, today = coupe.periode, timezone.localdate()
    available = available_periods(structure, today)
    if period not in available:
        raise ValidationError(
            "Les quantités de %(periode)s ne sont pas encore arrêtées : elles le sont avec les mois, la nuit.",
            code="periode_non_arretee",
            params={"periode": period.libelle},
        )
    if period.genre == GenrePeriode.MOIS and _closed_to_months(quarter_of(period.code), structure):
        raise ValidationError(
            "Le travail de %(periode)s ne se montre pas seul : il dirait les heures d'une seule personne, ou le "
            "trimestre n'est pas encore arrêté en entier. Choisissez le trimestre ou l'année.",
            code="periode_equipe",
            params={"periode": period.libelle},
        )
    return [month for month in entrepot.months_of(structure.pk) if month.mois in period.mois]


def months_open(structure: Structure) -> list[Periode]:
    """Months whose work may be shown alone, latest first."""
    months = [period for period in available_periods(structure, timezone.localdate()) if len(period.mois) == 1]
    return [month for month in months if not _closed_to_months(quarter_of(month.code), structure)]


def _hidden_months(coupe: Coupe, structure: Structure) -> set[str]:
    """Columns of a table by month that stay hidden: whole quarters, or a total less the others would say the month."""
    if coupe.axes != (Axe.MOIS,):
        return set()
    quarters = {quarter_of(month) for month in coupe.periode.mois}
    return {month for quarter in quarters if _closed_to_months(quarter, structure) for month in quarter.mois}


def _closed_to_months(quarter: Periode, structure: Structure) -> bool:
    """Until the quarter is whole, and unless the team rule holds in each of its months that has facts."""
    if quarter not in available_periods(structure, timezone.localdate()):
        return True
    months = [month for month in entrepot.months_of(structure.pk) if month.mois in quarter.mois]
    return not all(month.faits == 0 or _is_large_enough(month) for month in months)


def _is_large_enough(month: MoisArrete) -> bool:
    return secret.is_team_large_enough(
        mediators=month.mediateurs, acts=month.actes_par_mediateur, most=month.actes_du_plus_actif
    )


def _values_of(axe: Axe, coupe: Coupe) -> tuple[str, ...]:
    if axe == Axe.MOIS:
        return coupe.periode.mois
    return (*entrepot.quarters_of(coupe.structure), AUTRE)


def _counted(
    coupe: Coupe, comptage: Comptage, values: Mapping[Axe, Sequence[str]], structure: Structure
) -> dict[Cle, int | None]:
    """By key, every value and the total; what no value lists is under AUTRE. Months that may not be shown are None."""
    par = str(coupe.axes[0]) if coupe.axes else ""
    listed = values[coupe.axes[0]] if coupe.axes else ()
    keys: list[Cle] = [*((value,) for value in listed), (TOUT,)] if coupe.axes else [()]
    sums: dict[Cle, int] = dict.fromkeys(keys, 0)
    rows = entrepot.sum_rows(
        coupe.structure, coupe.periode.mois, comptage.genre, par=par, parmi=comptage.parmi, somme=comptage.somme
    )
    for value, total in rows:
        for key in {(value if value in listed else AUTRE,), (TOUT,)} if coupe.axes else {()}:
            sums[key] += total
    hidden = _hidden_months(coupe, structure)
    return {key: None if set(key) & hidden else value for key, value in sums.items()}


def _declared(coupe: Coupe) -> tuple[str, int]:
    """State and number: the year's declaration, else the sum of its four quarters when all four are declared."""
    period = coupe.periode
    rows = QuantiteDeclaree.objects.filter(structure=coupe.structure, nature=_quantite(coupe))
    latest: dict[str, QuantiteDeclaree] = {row.periode: row for row in rows.order_by("rang")}
    quarters = [f"{period.annee}-T{number}" for number in range(1, 5)]
    if period.code in latest:
        used = [latest[period.code]]
    elif period.genre == GenrePeriode.ANNEE and all(code in latest for code in quarters):
        used = [latest[code] for code in quarters]
    else:
        raise ValidationError(
            "Pas encore déclaré pour cette période.",
            code="non_declaree",
        )
    versions = {month: row.rang for row in used for month in parse_periode(row.periode).mois}
    etat = json.dumps({"mois": versions, "valeurs": {}}, sort_keys=True, separators=(",", ":"))
    return etat, sum(row.nombre for row in used)


def _read(
    publication: Publication, said: Definition, bases: Mapping[Cle, CelluleExacte] | None
) -> dict[Cle, CelluleExacte]:
    """As the register keeps it, in the unit of the definition. A sum says of how many rows; a count is its own."""
    found: dict[Cle, CelluleExacte] = {}
    for *said_key, value in publication.cellules:
        key = tuple(said_key)
        if value is None:
            found[key] = CelluleExacte(None, None, RaisonSecret.EQUIPE)
            continue
        counted = bases[key].valeur if bases else value
        n = None if said.comptage is None else int(counted or 0)
        found[key] = CelluleExacte(value if said.pas == 1 else value / said.pas, n)
    return found
