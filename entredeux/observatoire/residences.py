"""What a residence is here: the places of a structure that share a name, and the quarters they stand in.

The rules of a partition are plain sets, so that any order of composing may be tried (tests/observatoire).
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from entredeux.observatoire.models_groupes import RESIDENCES_MIN, ResidenceGroupee
from entredeux.socle.pliage import fold
from entredeux.territoires.enums import GenreZone
from entredeux.territoires.models import Lieu, ZoneLieu

HORS = ""


@dataclass(frozen=True)
class Residence:
    """`quartiers`: QPV of 2024 of its places, HORS for a place outside them or not situated."""

    cle: str
    nom: str
    lieux: int
    quartiers: frozenset[str]


def residences_of(structure: uuid.UUID) -> dict[str, Residence]:
    """By folded name, in the order of names. Places out of use too: their passages of the year remain."""
    zones = _quarters(structure)
    named = Lieu.objects.filter(structure_id=structure).exclude(residence="").order_by("residence")
    found: dict[str, list[tuple[uuid.UUID, str]]] = defaultdict(list)
    for pk, name in named.values_list("pk", "residence"):
        if cle := fold(name):
            found[cle].append((pk, name))
    return {
        cle: Residence(cle, some[0][1], len(some), frozenset(code for pk, _ in some for code in zones.get(pk, {HORS})))
        for cle, some in found.items()
    }


def areas_of(structure: uuid.UUID) -> dict[str, frozenset[str]]:
    """Quarters of each residence, and of each place that names none: a table less the groups tells of these too."""
    zones = _quarters(structure)
    alone = Lieu.objects.filter(structure_id=structure, residence="").values_list("pk", flat=True)
    areas = {cle: each.quartiers for cle, each in residences_of(structure).items()}
    return areas | {f"={pk}": frozenset(zones.get(pk, {HORS})) for pk in alone}


def _quarters(structure: uuid.UUID) -> dict[uuid.UUID, set[str]]:
    zones: dict[uuid.UUID, set[str]] = defaultdict(set)
    rows = ZoneLieu.objects.filter(lieu__structure_id=structure, genre=GenreZone.QPV_2024).order_by()
    for lieu, code in rows.values_list("lieu_id", "code"):
        zones[lieu].add(code)
    return zones


def groups_by_place(structure: uuid.UUID, annee: int) -> dict[uuid.UUID, str]:
    """Code of the group of each place whose residence is in one that year: all that facts know of a residence."""
    rows = ResidenceGroupee.objects.filter(structure_id=structure, annee=annee)
    groups = dict(rows.values_list("cle", "groupe_id"))
    if not groups:
        return {}
    places = Lieu.objects.filter(structure_id=structure).exclude(residence="").values_list("pk", "residence")
    return {pk: str(groups[cle]) for pk, name in places if (cle := fold(name)) in groups}


def few_apart(known: Mapping[str, frozenset[str]], groups: Iterable[frozenset[str]]) -> frozenset[str]:
    """Fewer than five residences or places, of which a table by group would tell beside those by quarter; or none.

    `known`: quarters of each residence (areas_of). A territory shown less the groups wholly inside it, and a group
    less the quarters wholly inside it, are none or at least five residences.
    """
    listed = [group & known.keys() for group in groups]
    everything = frozenset(known)
    quarters: dict[str, frozenset[str]] = {
        code: frozenset(cle for cle, codes in known.items() if code in codes)
        for code in {code for codes in known.values() for code in codes}
    }
    whole = {code: held for code, held in quarters.items() if all(known[cle] == {code} for cle in held)}
    for area, inside in [(everything, True), *((held, code in whole) for code, held in quarters.items())]:
        within = [group for group in listed if group <= area and (inside or all(len(known[cle]) == 1 for cle in group))]
        rest = area.difference(*within) if within else frozenset()
        if 0 < len(rest) < RESIDENCES_MIN:
            return rest
    for group in listed:
        within = [held for held in whole.values() if held and held <= group]
        rest = group.difference(*within) if within else frozenset()
        if 0 < len(rest) < RESIDENCES_MIN:
            return rest
    return frozenset()
