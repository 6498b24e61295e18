"""The interpreter of the rules on the server. static/cadre/garde_note.js is its twin: same steps, same names.

Pure: a text in, alerts out. Each step reads the text a bounded number of times, so its time grows with the length.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from entredeux.cadre.garde_note.regles import LABELS, fold, load_regles

LETTRE = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
ACCENT = "\u0300-\u036f"
BLANC = " \t\n\r\f\v\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
ORDINAL = "(?:ers?|ères?|eres?|nde?s?|es?|°)| ?(?:i?[èe]mes?)|ERS?|[ÈE]RES?|I?[ÈE]MES?|E"
MOTS = re.compile(
    f"(?P<ordinal>[0-9]{{1,2}}(?:{ORDINAL})(?![{LETTRE}{ACCENT}0-9]))"
    "|(?P<nombre>[0-9]+)"
    f"|(?P<elision>[{LETTRE}][{LETTRE}{ACCENT}]{{0,7}}['’ʼ](?=[{LETTRE}]))"
    f"|(?P<mot>[{LETTRE}][{LETTRE}{ACCENT}]*(?:[-‐‑][{LETTRE}][{LETTRE}{ACCENT}]*)*)"
    f"|(?P<autre>[^{BLANC}])"
)
FINS_DE_PHRASE = ".!?…:;•"


@dataclass(frozen=True, slots=True)
class Alerte:
    """What designates somebody. `debut` and `fin` count code points; `proposition` takes the extract's place."""

    label: str
    debut: int
    fin: int
    extrait: str
    pourquoi: str
    proposition: str


@dataclass(frozen=True, slots=True)
class Mot:
    debut: int
    fin: int
    plie: str
    genre: str  # ordinal, nombre, mot (elisions included) or autre
    casse: str  # capitale, majuscules, minuscules, initiale, or "" when it is no word
    sans_accent: bool
    debut_de_phrase: bool
    listes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Trouvaille:
    debut: int
    fin: int
    label: str
    proposition: str
    ordre: int = -1  # of its rule in the file; formats come first


def find_alertes(texte: str) -> list[Alerte]:
    """Every alert in the order of the text, those of one label never overlapping. Never blocks, never raises."""
    regles = prepare()
    formats = list(regles.find_formats(texte))
    mots = regles.read_mots(texte)
    murs = regles.find_murs(mots, formats)
    found = [*formats, *regles.find_suites(mots, murs)]
    return [regles.describe(texte, each) for each in sorted(settle(found, texte), key=in_order)]


def in_order(each: Trouvaille) -> tuple[int, int, int]:
    return each.debut, each.fin, LABELS.index(each.label)


def widest_first(each: Trouvaille) -> tuple[int, int, int]:
    """At equal spans, the first rule of the file."""
    return each.debut, -each.fin, each.ordre


def settle(found: list[Trouvaille], texte: str) -> Iterator[Trouvaille]:
    """One label after the other: what overlaps is one, and so are two names with only a space between."""
    for label in LABELS:
        current: Trouvaille | None = None
        for each in sorted((each for each in found if each.label == label), key=widest_first):
            if current and (each.debut < current.fin or (label == "nom" and texte[current.fin : each.debut] == " ")):
                end = max(current.fin, each.fin)
                current = Trouvaille(current.debut, end, label, current.proposition)
                continue
            if current:
                yield current
            current = each
        if current:
            yield current


class Regles:
    """The compiled rules, with what makes them quick: words by list, sequences by their first word."""

    def __init__(self, compiled: dict[str, Any]) -> None:
        self.etiquettes = compiled["etiquettes"]
        self.source = compiled["source"]
        self.formes = compiled["formes"]
        self.composes = compiled["composes"]
        self.formats = [(each["etiquette"], re.compile(each["motif"])) for each in compiled["formats"]]
        self.entiers: dict[str, set[str]] = {}
        self.prefixes: dict[str, set[str]] = {}
        for nom, mots in compiled["listes"].items():
            for mot in mots.split():
                index, cle = (self.prefixes, mot[:-1]) if mot.endswith("*") and len(mot) > 1 else (self.entiers, mot)
                index.setdefault(cle, set()).add(nom)
        self.plus_long_prefixe = max(map(len, self.prefixes), default=0)
        self.innocents = index_suites(
            [(suite, tuple(each["pour"])) for each in compiled["innocents"] for suite in each["suites"]]
        )
        self.suites = index_suites(
            [(suite, (ordre, each)) for ordre, each in enumerate(compiled["regles"]) for suite in each["suites"]]
        )

    # --- the three readings of a text

    def find_formats(self, texte: str) -> Iterator[Trouvaille]:
        """In the order of the file; what one took is blank for the next."""
        for label, motif in self.formats:
            for match in motif.finditer(texte):
                yield Trouvaille(match.start(), match.end(), label, self.etiquettes[label]["proposition"])
            texte = motif.sub(lambda match: "\n" * len(match.group()), texte)

    def find_murs(self, mots: list[Mot], formats: list[Trouvaille]) -> list[set[str]]:
        """For each word, the labels that may not read it: taken by a format, or innocent there."""
        taken = {at for each in formats for at in range(each.debut, each.fin)}
        murs = [set() if taken.isdisjoint(range(mot.debut, mot.fin)) else set(LABELS) for mot in mots]
        libres: list[set[str]] = [set() for _ in mots]
        for rang in range(len(mots)):
            for suite, pour in self.candidates(self.innocents, mots[rang]):
                if (span := self.read_suite(suite, mots, libres, "", rang)) is not None:
                    for each in range(*span):
                        murs[each].update(pour)
        return murs

    def find_suites(self, mots: list[Mot], murs: list[set[str]]) -> Iterator[Trouvaille]:
        for rang in range(len(mots)):
            for suite, (ordre, regle) in self.candidates(self.suites, mots[rang]):
                span = self.read_suite(suite, mots, murs, regle["etiquette"], rang)
                if span is not None and span[0] < span[1]:
                    start, end = mots[span[0]].debut, mots[span[1] - 1].fin
                    yield Trouvaille(start, end, regle["etiquette"], regle["proposition"], ordre)

    # --- words

    def read_mots(self, texte: str) -> list[Mot]:
        mots: list[Mot] = []
        starts, end = True, 0
        for match in MOTS.finditer(texte):
            starts = starts or "\n" in texte[end : match.start()]
            end = match.end()
            mots.append(self.read_mot(match, starts))
            if mots[-1].genre != "autre":
                starts = False
            elif mots[-1].plie in FINS_DE_PHRASE:
                starts = not (mots[-1].plie == "." and len(mots) > 1 and is_abbreviation(mots[-2], match.start()))
        return mots

    def read_mot(self, match: re.Match[str], starts: bool) -> Mot:
        plie, genre = fold(match.group()), match.lastgroup or ""
        genre = "mot" if genre == "elision" else genre
        casse = casse_of(match.group()) if genre == "mot" else ""
        bare = match.group().lower() == plie
        return Mot(match.start(), match.end(), plie, genre, casse, bare, starts, self.listes_of(plie))

    def listes_of(self, plie: str) -> frozenset[str]:
        noms = set(self.entiers.get(plie, ()))
        for length in range(1, min(len(plie), self.plus_long_prefixe) + 1):
            noms |= self.prefixes.get(plie[:length], set())
        if "-" in plie[1:]:
            parts = [self.entiers.get(part, set()) for part in plie.split("-")]
            noms |= {nom for nom, parmi in self.composes.items() if all(not each.isdisjoint(parmi) for each in parts)}
        return frozenset(noms)

    # --- sequences

    def candidates(self, index: dict[str, list[Any]], mot: Mot) -> Iterator[Any]:
        yield from index.get(f"={mot.plie}", ())
        for nom in mot.listes:
            yield from index.get(f"#{nom}", ())
        if mot.genre != "autre":
            yield from index.get("*", ())

    def read_suite(
        self, suite: dict[str, Any], mots: list[Mot], murs: list[set[str]], label: str, rang: int
    ) -> tuple[int, int] | None:
        """The ranks of the words shown, when the sequence starts at this one."""
        elements, first, last = suite["elements"], suite["de"], suite["a"]

        def read(number: int, at: int, start: int, end: int) -> tuple[int, int] | None:
            start = at if number == first else start
            end = at if number == last else end
            if number == len(elements):
                return start, end
            least, most, atomes = elements[number]
            if isinstance(least, str):
                return read(number + 1, at, start, end) if self.holds(least, most, atomes, mots, at) else None
            count = 0
            while count < most and at + count < len(mots) and label not in murs[at + count]:
                if not self.is_one_of(atomes, mots[at + count]):
                    break
                count += 1
            for taken in range(count, least - 1, -1):
                if (span := read(number + 1, at + taken, start, end)) is not None:
                    return span
            return None

        return read(0, rang, rang, rang)

    def holds(self, condition: str, wanted: int, atomes: list[list[str]], mots: list[Mot], at: int) -> bool:
        if condition == "debut":
            return at < len(mots) and mots[at].debut_de_phrase == bool(wanted)
        if condition == "pas":
            return not (at < len(mots) and self.is_one_of(atomes, mots[at]))
        return not (at > 0 and self.is_one_of(atomes, mots[at - 1]))

    def is_one_of(self, atomes: list[list[str]], mot: Mot) -> bool:
        return any(self.is_atome(forme, genre, valeur, mot) for forme, genre, valeur in atomes)

    def is_atome(self, forme: str, genre: str, valeur: str, mot: Mot) -> bool:
        if genre == "liste":
            if valeur not in mot.listes:
                return False
        elif genre == "mot":
            if mot.plie != valeur:
                return False
        elif (genre == "prefixe" and not mot.plie.startswith(valeur)) or (
            genre == "suffixe" and not mot.plie.endswith(valeur)
        ):
            return False
        return not forme or self.has_forme(forme, mot, also_listed=genre != "")

    def has_forme(self, forme: str, mot: Mot, also_listed: bool) -> bool:
        """A shape alone leaves out the lists it excludes; with a list or a word of its own, only the case counts."""
        if forme in ("Nb", "Ord"):
            return mot.genre == ("nombre" if forme == "Nb" else "ordinal")
        if mot.genre != "mot" or forme == "Mot":
            return mot.genre == "mot"
        if forme in ("Ini", "Nu"):
            return mot.casse == "initiale" if forme == "Ini" else mot.sans_accent
        wanted = self.formes[forme]["casse"]
        if mot.casse != wanted and not (wanted == "toutes" and mot.casse in ("capitale", "majuscules")):
            return False
        return also_listed or mot.listes.isdisjoint(self.formes[forme]["sauf"])

    def describe(self, texte: str, each: Trouvaille) -> Alerte:
        pourquoi = f"{self.etiquettes[each.label]['pourquoi']} ({self.source})"
        return Alerte(each.label, each.debut, each.fin, texte[each.debut : each.fin], pourquoi, each.proposition)


def casse_of(texte: str) -> str:
    upper = [c != c.lower() for c in texte if c.isalpha()]
    if not upper[0]:
        return "minuscules"
    if len(texte) == 1:
        return "initiale"
    return "majuscules" if len(upper) > 1 and all(upper) else "capitale"


def is_abbreviation(mot: Mot, at: int) -> bool:
    """A full stop glued to it ends no sentence."""
    return mot.fin == at and ("abreviation" in mot.listes or mot.casse == "initiale")


def index_suites(suites: list[tuple[dict[str, Any], Any]]) -> dict[str, list[Any]]:
    """By what the first word must be: "=word", "#list", or "*" when its shape or a part of it decides."""
    index: dict[str, list[Any]] = {}
    for suite, value in suites:
        for cle in first_keys(suite["elements"]):
            index.setdefault(cle, []).append((suite, value))
    return index


def first_keys(elements: list[list[Any]]) -> set[str]:
    _, _, atomes = next(each for each in elements if not isinstance(each[0], str))
    genres = {"mot": "=", "liste": "#"}
    if any(genre not in genres for _, genre, _ in atomes):
        return {"*"}
    return {genres[genre] + valeur for _, genre, valeur in atomes}


@cache
def prepare() -> Regles:
    return Regles(load_regles())
