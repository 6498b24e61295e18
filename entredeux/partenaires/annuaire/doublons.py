"""Which sheets may be one structure: the same SIRET in one commune, or names and places that are close. Pure.

A proposal for a person, never a decision: a SIRET covers several counters, one building several structures.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from entredeux.partenaires.annuaire.distance import metres, say_distance
from entredeux.socle.pliage import fold

PRES = 150  # metres: a building and its neighbours
MEME_QUARTIER = 1_000
NOM_PROCHE, NOM_TRES_PROCHE, ADRESSE_PROCHE = 0.6, 0.85, 0.85
MOTS_COMMUNS = frozenset(["le", "la", "les", "l", "de", "des", "du", "d", "a", "au", "aux", "et", "en", "pour", "sur"])
GROUPE_MAX = 400  # sheets of one postal code compared two by two; beyond, only those that share a word


@dataclass(frozen=True)
class Candidate:
    """What is compared of a sheet. `point`: only when it is that of the address."""

    id: int
    source: str
    nom: str
    adresse: str
    code_postal: str
    commune: str
    siret: str
    point: tuple[float, float] | None

    @property
    def mots(self) -> frozenset[str]:
        """What tells it apart: in one town, every counter bears the town's name."""
        words = frozenset(fold(self.nom).split()) - MOTS_COMMUNS
        return words - frozenset(fold(self.commune).split()) or words


@dataclass(frozen=True)
class Paire:
    une: int
    autre: int
    raisons: tuple[str, ...]
    force: int


def find_paires(candidates: Iterable[Candidate]) -> list[Paire]:
    """Each pair once, the smaller id first, the likeliest first."""
    found = (compare(one, other) for one, other in _neighbours(candidates))
    return sorted(filter(None, found), key=lambda pair: (-pair.force, pair.une, pair.autre))


def _neighbours(candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, Candidate]]:
    """Only sheets of one postal code: elsewhere it is another counter, whatever the name."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for each in sorted(candidates, key=lambda one: one.id):
        if each.code_postal:
            groups[each.code_postal].append(each)
    for group in groups.values():
        words = {each.id: each.mots for each in group} if len(group) > GROUPE_MAX else {}
        for one, other in combinations(group, 2):
            if not words or words[one.id] & words[other.id]:
                yield one, other


def compare(one: Candidate, other: Candidate) -> Paire | None:
    reasons, force = [], 0
    distance = metres(one.point, other.point) if one.point and other.point else None
    same_siret = bool(one.siret) and one.siret == other.siret
    name, address = likeness_of_names(one, other), likeness(one.adresse, other.adresse)
    close = (distance is not None and distance <= PRES) or (address >= ADRESSE_PROCHE)
    near = distance is None or distance <= MEME_QUARTIER
    if same_siret and (close or name >= NOM_PROCHE):
        reasons.append("même SIRET")
        force += 60
    if name >= NOM_TRES_PROCHE and near:
        reasons.append("même nom" if fold(one.nom) == fold(other.nom) else "noms très proches")
        force += 30
    elif name >= NOM_PROCHE and close:
        reasons.append("noms proches")
        force += 20
    if not reasons:
        return None
    if address >= ADRESSE_PROCHE:
        reasons.append("même adresse" if address == 1 else "adresses très proches")
        force += 20
    if distance is not None and distance <= MEME_QUARTIER:
        reasons.append("au même endroit" if distance < 25 else f"à {say_distance(distance)} l'une de l'autre")
        force += 10 if distance <= PRES else 0
    return Paire(min(one.id, other.id), max(one.id, other.id), tuple(reasons), force)


def likeness_of_names(one: Candidate, other: Candidate) -> float:
    """Of the words that tell them apart, in any order: « Mairie de Lens » and « Lens, mairie » are one."""
    if not one.mots or not other.mots:
        return 0.0
    shared = len(one.mots & other.mots) / len(one.mots | other.mots)
    return max(shared, likeness(" ".join(sorted(one.mots)), " ".join(sorted(other.mots))) if shared else 0.0)


def likeness(one: str, other: str) -> float:
    one, other = fold(one), fold(other)
    if not one or not other:
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= NOM_PROCHE else 0.0
