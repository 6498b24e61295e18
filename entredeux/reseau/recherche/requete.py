"""What is asked, as slots: a word of the question and the other words that would answer it as well.

A word nobody wrote is compared with those that are written: one letter more, less, wrong or exchanged; or the
beginning of longer ones (« alloc »). Words of the trade bring their synonyms. Each costs a little of its weight.
"""

import string
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Q, Sum

from entredeux.reseau.models import FormeIndexee
from entredeux.reseau.recherche.analyse import OUTILS, Mot, read_question
from entredeux.reseau.recherche.recette import (
    CORRECTION,
    DEBUT_DE_MOT,
    MOTS_DE_QUESTION,
    SIGNES_DE_QUESTION,
    SOUPCON,
    SYNONYME,
)
from entredeux.reseau.recherche.synonymes import Racines, Synonymes

PROPOSEES = 3  # corrections tried at once
RARE, SOUVENT = 2, 20  # a word written once or twice beside one written twenty times as often is suspect
MOT_LONG, MOT_CORRIGIBLE, MOT_COMMENCE = 6, 4, 3


@dataclass
class Place:
    """A slot: `autres` are what may stand in it, several stems meaning « all of them », with what each is worth."""

    mot: Mot
    autres: dict[Racines, float] = field(default_factory=dict)
    correction: str = ""

    def add(self, racines: Racines, worth: float) -> None:
        self.autres[racines] = max(worth, self.autres.get(racines, 0.0))

    @property
    def racines(self) -> set[str]:
        return {stem for stems in self.autres for stem in stems}


def read_places(question: str, audiences: Collection[str], synonymes: Synonymes) -> list[Place]:
    """Three queries, one or two fewer when every word is written somewhere."""
    words = list({mot.racine: mot for mot in read_question(question[:SIGNES_DE_QUESTION])}.values())
    words = words[:MOTS_DE_QUESTION]
    places = [Place(mot, {(mot.racine,): 1.0}) for mot in words]
    known = _count_stems((mot.racine for mot in words), audiences)
    suspects = [place for place in places if known.get(place.mot.racine, 0) <= RARE]
    _correct(suspects, known, audiences)
    _add_synonyms(places, synonymes)
    return places


def _count_stems(racines: Iterable[str], audiences: Collection[str]) -> dict[str, int]:
    rows = FormeIndexee.objects.filter(racine__in=list(racines), audience__in=audiences)
    return dict(rows.order_by().values_list("racine").annotate(Sum("frequence")))


def _correct(places: Sequence[Place], known: Mapping[str, int], audiences: Collection[str]) -> None:
    near = {place.mot.forme: neighbours(place.mot.forme) for place in places if _may_be_mistyped(place, known)}
    found = _find_formes(set().union(*near.values()) if near else set(), audiences)
    begun = _find_longer([place.mot.forme for place in places if _may_be_cut_short(place, known)], audiences)
    for place in places:
        count, forme = known.get(place.mot.racine, 0), place.mot.forme
        close = _most_written((found[word] for word in near.get(forme, ()) if word in found), place)
        if count:
            close = [each for each in close if each[0] >= SOUVENT * count][:1]
        longer = [] if count else _most_written(begun.get(forme, ()), place)
        for _, _, stem in longer:
            place.add((stem,), DEBUT_DE_MOT)
        for _, _, stem in close:
            place.add((stem,), SOUPCON if count else CORRECTION)
        if not count and (close or longer):
            place.correction = (close or longer)[0][1]


def _may_be_mistyped(place: Place, known: Mapping[str, int]) -> bool:
    forme = place.mot.forme
    least = MOT_LONG if known.get(place.mot.racine) else MOT_CORRIGIBLE
    return len(forme) >= least and forme.isalpha()


def _may_be_cut_short(place: Place, known: Mapping[str, int]) -> bool:
    return not known.get(place.mot.racine) and len(place.mot.forme) >= MOT_COMMENCE


def neighbours(word: str) -> set[str]:
    """Every word one letter away: one dropped, exchanged with the next, replaced, added."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    near = {a + b[1:] for a, b in cuts if b}
    near |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    near |= {a + letter + b[1:] for a, b in cuts if b for letter in string.ascii_lowercase}
    near |= {a + letter + b for a, b in cuts for letter in string.ascii_lowercase}
    return near - {word}


def _find_formes(words: Collection[str], audiences: Collection[str]) -> dict[str, tuple[int, str, str]]:
    if not words:
        return {}
    rows = FormeIndexee.objects.filter(forme__in=sorted(words), audience__in=audiences)
    return _gather(rows.order_by().values_list("forme", "racine", "frequence"))


def _find_longer(words: Sequence[str], audiences: Collection[str]) -> dict[str, list[tuple[int, str, str]]]:
    """For each cut word, what begins like it. Bounds rather than LIKE, which SQLite would answer by reading all."""
    if not words:
        return {}
    bounds = (Q(forme__gt=word, forme__lt=f"{word}{'z' * 20}") for word in words)
    rows = FormeIndexee.objects.filter(reduce(or_, bounds), audience__in=audiences)
    found = _gather(rows.order_by().values_list("forme", "racine", "frequence"))
    return {word: [each for forme, each in found.items() if forme.startswith(word)] for word in words}


def _gather(rows: Iterable[tuple[str, str, int]]) -> dict[str, tuple[int, str, str]]:
    """Form -> (times written, form, stem), audiences added up."""
    found: dict[str, tuple[int, str, str]] = {}
    for forme, racine, count in rows:
        found[forme] = (found[forme][0] + count if forme in found else count, forme, racine)
    return found


def _most_written(found: Iterable[tuple[int, str, str]], place: Place) -> list[tuple[int, str, str]]:
    """The most frequent first, one a stem, neither a tool word nor the word itself."""
    best: dict[str, tuple[int, str, str]] = {}
    for each in sorted(found, key=lambda one: (-one[0], one[1])):
        if each[1] not in OUTILS and each[2] != place.mot.racine:
            best.setdefault(each[2], each)
    return list(best.values())[:PROPOSEES]


def _add_synonyms(places: Sequence[Place], synonymes: Synonymes) -> None:
    """An expression of several words lends its synonyms to each of its slots."""
    stems = [place.mot.racine for place in places]
    longest = max((len(expression) for expression in synonymes), default=0)
    for start in range(len(stems)):
        for end in range(start + 1, min(start + longest, len(stems)) + 1):
            for other in synonymes.get(tuple(stems[start:end]), ()):
                for place in places[start:end]:
                    place.add(other, SYNONYME)
