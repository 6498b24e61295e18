"""What answers, in order: whole numbers added the same way on both engines, ties broken by the reference.

First the postings: every document that has one of the words, weighed by BM25F and by its title. Then the best hundred
are looked at more closely: are the words side by side, do other parts of the same whole answer too?
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from entredeux.reseau.models import BlocOccurrences, DocumentIndexe, IndexRecherche
from entredeux.reseau.recherche.occurrences import POIDS_MAX, TRANCHE, read_bloc
from entredeux.reseau.recherche.recette import (
    CANDIDATS,
    CHAMPS,
    ENSEMBLE,
    ENSEMBLE_PARMI,
    LONGUEUR_MAX,
    MOT_DE_TITRE,
    SATURATION,
    TITRE_EXACT,
    VOISINS,
)
from entredeux.reseau.recherche.requete import Place

FINESSE = 100  # a word's rarity is kept to the hundredth
BITS = 40  # of a sorting key, for the number of the document
LAST = (1 << BITS) - 1
SEUIL = 10  # documents worth ten times less than the best are no answer to several words

# (ranks, weights, ranks in title, stems of these titles) of a stem, by range of documents
Postings = list[tuple[int, tuple[Sequence[int], ...]]]


@dataclass(frozen=True)
class Pesee:
    """A slot once its words are weighed. `rarete`: what it counts for in the question."""

    place: Place
    rarete: int


def read_postings(places: Iterable[Place], audiences: Collection[str]) -> dict[str, Postings]:
    stems = set().union(*(place.racines for place in places))
    rows = BlocOccurrences.objects.filter(racine__in=sorted(stems), audience__in=audiences)
    found: dict[str, Postings] = defaultdict(list)
    for racine, tranche, contenu in rows.order_by().values_list("racine", "tranche", "contenu"):
        found[racine].append((tranche * TRANCHE, read_bloc(bytes(contenu))))
    return found


def count_documents(audiences: Collection[str]) -> int:
    return sum(IndexRecherche.objects.filter(audience__in=audiences).values_list("documents", flat=True))


class Pointage:
    """The scores of one question, by number of document."""

    def __init__(self, places: Sequence[Place], postings: Mapping[str, Postings], documents: int) -> None:
        self.postings, self.documents = postings, documents
        self.points: dict[int, list[int]] = {}
        # number -> (rarity of the words in its title, how many, stems of the title)
        self.titres: dict[int, tuple[int, int, int]] = {}
        self.pesees = [Pesee(place, self._rarity(place)) for place in places]
        self.masse = sum(pesee.rarete for pesee in self.pesees)
        for pesee in self.pesees:
            self._add(pesee)

    def _rarity(self, place: Place) -> int:
        """Of the word typed; of the best of the others when nobody wrote it."""
        own = self._rarity_of((place.mot.racine,))
        return own or max((self._rarity_of(stems) for stems in place.autres), default=0)

    def _rarity_of(self, stems: tuple[str, ...]) -> int:
        """Of an expression, that of its rarest word; 0 when one of its words is nowhere."""
        counts = [sum(len(block[0]) for _, block in self.postings.get(stem, ())) for stem in stems]
        if not all(counts):
            return 0
        least = min(counts)
        return round(FINESSE * math.log(1 + (self.documents - least + 0.5) / (least + 0.5)))

    def _add(self, pesee: Pesee) -> None:
        heard = [(stems, worth) for stems, worth in pesee.place.autres.items() if self._rarity_of(stems)]
        if [stems for stems, _ in heard] == [(pesee.place.mot.racine,)]:
            self._add_stem(pesee.place.mot.racine, pesee.rarete)
        elif heard:
            self._add_best(heard, pesee.rarete)

    def _add_stem(self, stem: str, rarity: int) -> None:
        """The ordinary slot: one word, as typed."""
        for base, (ranks, weights, titled, sizes) in self.postings[stem]:
            points = self._points(base)
            for rank, weight in zip(ranks, weights, strict=True):
                points[rank] += rarity * weight
            for rank, size in zip(titled, sizes, strict=True):
                self._add_title(base + rank, rarity, size)

    def _add_best(self, heard: list[tuple[tuple[str, ...], float]], rarity: int) -> None:
        """Several words for one slot: a document counts the one that is worth most there, once."""
        best: dict[int, int] = {}
        titles: dict[int, tuple[int, int]] = {}
        for stems, worth in heard:
            points = round(worth * self._rarity_of(stems))
            found, titled = self._together(stems)
            for number, weight in found.items():
                best[number] = max(points * weight, best.get(number, 0))
            for number, size in titled.items():
                titles[number] = max((round(worth * rarity), size), titles.get(number, (0, 0)))
        for number, points in best.items():
            base = number - number % TRANCHE
            self._points(base)[number - base] += points
        for number, (points, size) in titles.items():
            self._add_title(number, points, size)

    def _together(self, stems: tuple[str, ...]) -> tuple[dict[int, int], dict[int, int]]:
        """Where all these words are: the least of their weights; the titles that hold them all."""
        found, titled = self._spread(stems[0])
        for stem in stems[1:]:
            others, other_titles = self._spread(stem)
            found = {number: min(weight, others[number]) for number, weight in found.items() if number in others}
            titled = {number: size for number, size in titled.items() if number in other_titles}
        return found, titled

    def _spread(self, stem: str) -> tuple[dict[int, int], dict[int, int]]:
        found: dict[int, int] = {}
        titled: dict[int, int] = {}
        for base, (ranks, weights, in_title, sizes) in self.postings.get(stem, ()):
            found.update(zip((base + rank for rank in ranks), weights, strict=True))
            titled.update(zip((base + rank for rank in in_title), sizes, strict=True))
        return found, titled

    def _points(self, base: int) -> list[int]:
        if base not in self.points:
            self.points[base] = [0] * TRANCHE
        return self.points[base]

    def _add_title(self, number: int, rarity: int, size: int) -> None:
        heard, count, _ = self.titres.get(number, (0, 0, 0))
        self.titres[number] = (heard + rarity, count + 1, size)

    def title_factor(self, number: int) -> float:
        """1, and more as the title holds more of the question and less of anything else."""
        if number not in self.titres or not self.masse:
            return 1.0
        heard, count, size = self.titres[number]
        covered = min(1.0, heard / self.masse)
        unasked = max(0, size - count) * MOT_DE_TITRE * FINESSE
        return 1 + TITRE_EXACT * covered * heard / (heard + unasked)

    def best(self, number: int) -> list[tuple[int, int]]:
        """(points, number of document), the best first; of equals, the first indexed."""
        most = max(map(max, self.points.values()), default=0)
        least = most // SEUIL if len(self.pesees) > 1 else 0
        keys = []
        for base, points in self.points.items():
            keys += [each << BITS | LAST - base - rank for rank, each in enumerate(points) if each > least]
        # Sorting whole numbers is what makes this quick; a title only ever adds.
        keys.sort(reverse=True)
        titled = [self._scored(document) for document in self.titres if self.raw(document) > least]
        plain = ((key >> BITS, LAST - (key & LAST)) for key in keys)
        untitled = islice((pair for pair in plain if pair[1] not in self.titres), number)
        return sorted([*titled, *untitled], key=lambda pair: (-pair[0], pair[1]))[:number]

    def _scored(self, number: int) -> tuple[int, int]:
        return round(self.raw(number) * self.title_factor(number)), number

    def raw(self, number: int) -> int:
        base = number - number % TRANCHE
        return self.points[base][number - base]


def rerank(pointage: Pointage, candidates: list[tuple[int, int]], rows: Mapping[int, DocumentIndexe]) -> list[int]:
    """The numbers of the candidates, after a closer look at the best of them."""
    close = [number for _, number in candidates[:CANDIDATS] if number in rows]
    pairs = side_by_side(pointage.pesees)
    scores = {number: _look_closer(pointage, rows[number], pairs) for number in close}
    scores = _favour_wholes(scores, rows)
    ordered = sorted(close, key=lambda number: (-scores[number], rows[number].reference))
    return ordered + [number for _, number in candidates[CANDIDATS:]]


def _look_closer(pointage: Pointage, row: DocumentIndexe, pairs: "Pairs") -> int:
    near = _count_neighbours(row, pairs)
    return round((pointage.raw(row.pk) + near) * pointage.title_factor(row.pk))


# For each two slots that follow each other: what they are worth, and the ways their words may stand side by side.
Pairs = list[tuple[float, list[str]]]


def side_by_side(pesees: Sequence[Pesee]) -> Pairs:
    pairs = []
    for one, next_one in pairwise(pesees):
        ways = [f" {a} {b} " for a in one.place.racines for b in next_one.place.racines if a != b]
        ways += [f" {b} {a} " for a in one.place.racines for b in next_one.place.racines if a != b]
        pairs.append((VOISINS * (one.rarete + next_one.rarete) * POIDS_MAX, sorted(set(ways))))
    return pairs


def _count_neighbours(row: DocumentIndexe, pairs: Pairs) -> float:
    """What is gained by words asked side by side and found side by side, by field as BM25F weighs them."""
    found = [0.0] * len(pairs)
    for champ, text in zip(CHAMPS, (row.racines_titre, row.racines_resume, row.racines_corps), strict=True):
        padded = f" {text} "
        length = min(padded.count(" ") / champ.longueur, LONGUEUR_MAX)
        unit = champ.poids / (1 - champ.pente + champ.pente * length)
        for rank, (_, ways) in enumerate(pairs):
            if times := sum(map(padded.count, ways)):
                found[rank] += unit * times
    return sum(worth * total / (SATURATION + total) for (worth, _), total in zip(pairs, found, strict=True))


def _favour_wholes(scores: dict[int, int], rows: Mapping[int, DocumentIndexe]) -> dict[int, int]:
    """A document gains by the share of the best answers that the rest of its whole gives; alone, it gains nothing."""
    best = sorted(scores, key=lambda number: (-scores[number], rows[number].reference))[:ENSEMBLE_PARMI]
    total = sum(scores[number] for number in best) or 1
    shares: dict[str, int] = defaultdict(int)
    for number in best:
        shares[rows[number].ensemble] += scores[number]

    def gain(number: int) -> float:
        whole = rows[number].ensemble
        others = shares[whole] - (scores[number] if number in best else 0)
        return 1 + ENSEMBLE * others / total if whole else 1.0

    return {number: round(points * gain(number)) for number, points in scores.items()}
