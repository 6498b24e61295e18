"""Items that look alike, proposed to someone who decides. Nothing is grouped by a machine.

Two items look alike by the stems they share, the rare ones weighing more (inverse document frequency): the weight
of what they share over the weight of all they say. The shared words are shown: a person sees why.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access import visible_elements
from entredeux.reseau.models import Element, Point, Rattachement
from entredeux.reseau.queries.corpus import ORIGINE
from entredeux.reseau.recherche.analyse import MOT_ECRIT, read_stems, stem_written

RESSEMBLANCE_MIN = 0.2
MOTS_MIN = 2
PAR_ELEMENT = 5


@dataclass(frozen=True)
class Ressemblance:
    """`part`: from 0 (nothing shared) to 1 (the same words). `mots`: what is shared, as the other item writes it."""

    identifiant: Any
    part: float
    mots: tuple[str, ...]

    @property
    def pourcent(self) -> int:
        return round(self.part * 100)


@dataclass
class Index:
    """The stems of every published item, held in memory for the time of a page."""

    textes: dict[Any, str]
    racines: dict[Any, frozenset[str]] = field(default_factory=dict)
    porteurs: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for identifiant, texte in self.textes.items():
            self.racines[identifiant] = frozenset(read_stems(texte))
            for racine in self.racines[identifiant]:
                self.porteurs[racine].append(identifiant)

    def weight(self, racines: Iterable[str]) -> float:
        """A stem that every item holds weighs next to nothing; one that few hold weighs most."""
        total = len(self.textes) + 1
        return sum(math.log(1 + total / (1 + len(self.porteurs.get(racine, ())))) for racine in sorted(racines))

    def find_alike(self, texte: str, *, sauf: Any = None, au_plus: int = PAR_ELEMENT) -> list[Ressemblance]:
        """The most alike first; the same resemblance in the order of ids, so that two machines agree."""
        said = frozenset(read_stems(texte))
        candidates = {other for racine in said for other in self.porteurs.get(racine, ()) if other != sauf}
        found = []
        for other in candidates:
            shared, every = said & self.racines[other], said | self.racines[other]
            part = self.weight(shared) / self.weight(every)
            if len(shared) >= MOTS_MIN and part >= RESSEMBLANCE_MIN:
                found.append((-part, str(other), other, shared))
        return [
            Ressemblance(other, -part, words_of(self.textes[other], shared))
            for part, _, other, shared in sorted(found, key=lambda each: each[:2])[:au_plus]
        ]


def words_of(texte: str, racines: frozenset[str]) -> tuple[str, ...]:
    """The words of the text that have these stems, each once, as written."""
    written = (match[0] for match in MOT_ECRIT.finditer(texte))
    return tuple({stem_written(word): word.lower() for word in written if stem_written(word) in racines}.values())


def build_index(by: Acteur) -> Index:
    """One query: the words of every published item."""
    return Index(dict(visible_elements(by).values_list("pk", "texte")))


@dataclass(frozen=True)
class Proche:
    """An item that looks like the one at hand, and the points it stands behind already."""

    element: Element
    ressemblance: Ressemblance
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Proposition:
    element: Element
    proches: tuple[Proche, ...]
    deja: frozenset[Any]

    @property
    def points(self) -> list[Point]:
        """Points that what looks like it stands behind, and it does not yet: the likeliest places for it."""
        near = dict.fromkeys(point for proche in self.proches for point in proche.points)
        return [point for point in near if point.pk not in self.deja]


def propose_for(elements: list[Element], by: Acteur) -> list[Proposition]:
    """What looks like each of these items. Three queries, whatever their number."""
    index = build_index(by)
    alike = {element.pk: index.find_alike(element.texte, sauf=element.pk) for element in elements}
    wanted = {each.identifiant for found in alike.values() for each in found}
    rows = {row.pk: row for row in Element.objects.filter(pk__in=wanted).select_related(*ORIGINE)}
    points: dict[Any, list[Point]] = defaultdict(list)
    shown = wanted | {element.pk for element in elements}
    for link in Rattachement.objects.filter(element__in=shown).select_related("point").order_by("point__titre"):
        points[link.element_id].append(link.point)
    return [
        Proposition(
            element,
            tuple(Proche(rows[each.identifiant], each, tuple(points[each.identifiant])) for each in alike[element.pk]),
            frozenset(point.pk for point in points[element.pk]),
        )
        for element in elements
    ]
