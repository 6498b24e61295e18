"""What the map tells of groups of residences: a landlord knows in which quarters its own stand.

Said to the attack as exact counts of none: no passage of a group elsewhere than in its residences' quarters.
"""

import uuid
from collections.abc import Iterable, Sequence

from entredeux.observatoire.audit.grilles import CaseSortie
from entredeux.observatoire.audit.sortie import AUTRE
from entredeux.observatoire.enums import Axe
from entredeux.observatoire.models import GroupeResidences
from entredeux.observatoire.residences import residences_of


def find_empty(cases: Sequence[CaseSortie]) -> list[CaseSortie]:
    """Of the groups met beside quarters: a case for each, whose value nobody needed to publish."""
    groups = {code for case in cases for code in case.colonnes.get(Axe.GROUPE, ())} - {AUTRE}
    quarters = {code for case in cases for code in case.colonnes.get(Axe.QPV, ())}
    if not groups or not quarters:
        return []
    months: dict[str, int] = {}
    for case in cases:
        for month, version in case.mois.items():
            months[month] = max(version, months.get(month, version))
    known = quarters_of_groups(groups)
    return [
        CaseSortie(cases[0].mesure, {Axe.GROUPE: frozenset({code}), Axe.QPV: frozenset(elsewhere)}, months, 0, 0, True)
        for code in sorted(groups & known.keys())
        if (elsewhere := (quarters | {AUTRE}) - _among(known[code], quarters))
    ]


def _among(codes: Iterable[str], met: set[str]) -> set[str]:
    """A quarter that no table lists is AUTRE there."""
    return {code if code in met else AUTRE for code in codes}


def quarters_of_groups(groups: Iterable[str]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    residences: dict[uuid.UUID, dict] = {}
    rows = GroupeResidences.objects.filter(pk__in=list(groups)).prefetch_related("residences")
    for groupe in rows:
        known = residences.setdefault(groupe.structure_id, residences_of(groupe.structure_id))
        held = [known[each.cle].quartiers for each in groupe.residences.all() if each.cle in known]
        if held:
            found[str(groupe.pk)] = frozenset().union(*held)
    return found
