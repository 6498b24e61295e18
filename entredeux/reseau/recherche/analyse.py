"""From a text to its stems: the same for what is indexed and for what is asked.

    lower case, ligatures and accents folded, elisions cut off, ordinals as numbers, tool words dropped, light stems

The stemmer is ours: on judged questions it does no worse than Snowball's French one (docs/recherche.md gives both
figures), and it brings together what the trade brings together: médiation, médiateur, médiatrice.
"""

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

LIGATURES = (("œ", "oe"), ("æ", "ae"), ("ß", "ss"), ("’", "'"), ("ʼ", "'"), ("‘", "'"))
ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu)'")
ORDINAL = re.compile(r"\b(\d+)(?: ?(?:ere|er|eme|e|nde|nd)\b)+")
SIGNES = re.compile("[\u0300-\u036f]+")
MOT = re.compile(r"[a-z0-9]+")
# A word as it stands in a text, for highlighting: the apostrophe separates, what `MOT` finds once folded.
MOT_ECRIT = re.compile(r"\d+ ?(?:ère|ere|er|ème|eme|e|nde|nd)\b|[^\W_]+", re.IGNORECASE)
DOUBLE = re.compile(r"([a-z])\1")
LONGUEUR_DE_MOT = 40


def _read_words(name: str) -> frozenset[str]:
    """Folded words, any number a line; what follows « # » is a remark."""
    lines = files("entredeux.reseau.recherche").joinpath(name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines for word in line.partition("#")[0].split())


# Words that hold a sentence together and say nothing of its subject.
OUTILS = _read_words("mots_outils.txt")
# Words of someone who asks, dropped from a question when others remain.
DEMANDE = _read_words("mots_de_demande.txt")
# Longest first: an ending, and what stands in its place when at least four letters come before it.
FINS = (
    ("issement", "i"), ("isatrice", "is"), ("icatrice", "i"), ("isateur", "is"), ("isation", "is"), ("icateur", "i"),
    ("ication", "i"), ("issant", "i"), ("atrice", ""), ("ateur", ""), ("ation", ""), ("ative", ""), ("trice", "t"),
    ("ement", ""), ("atif", ""), ("teur", "t"), ("tion", "t"), ("sion", "s"), ("euse", ""), ("iere", "i"),
    ("ment", ""), ("iele", ""), ("ique", "ic"), ("ance", "an"), ("ence", "en"), ("ante", "an"), ("ente", "en"),
    ("eur", ""), ("ier", "i"), ("ive", "if"), ("iel", ""), ("ele", "el"), ("ite", "it"), ("ant", "an"), ("ent", "en"),
)  # fmt: skip


class Mot(NamedTuple):
    """A word as typed, folded, and its stem."""

    forme: str
    racine: str


def fold(text: str) -> str:
    """Lower case, without accent nor ligature, elisions cut off, « 13ème » and « 13 e » as « 13 ». Idempotent."""
    plain = text.lower()
    if not plain.isascii():
        plain = SIGNES.sub("", unicodedata.normalize("NFKD", plain).lower())
        for written, folded in LIGATURES:
            plain = plain.replace(written, folded)
    return ORDINAL.sub(r"\1", ELISION.sub(" ", plain))


def split(text: str) -> list[str]:
    """The folded words of a text, tool words included."""
    return [word[:LONGUEUR_DE_MOT] for word in MOT.findall(fold(text))]


_racines: dict[str, str] = {}
MEMOIRE = 200_000


def stem(word: str) -> str:
    """The stem of a folded word; remembered, because a text repeats itself."""
    found = _racines.get(word)
    if found is None:
        if len(_racines) >= MEMOIRE:
            _racines.clear()
        found = _racines[word] = _stem(word)
    return found


def _stem(word: str) -> str:
    if len(word) < 4 or not word.isalpha():
        return word
    stemmed = DOUBLE.sub(r"\1", _singular(word))
    for ending, kept in FINS:
        if stemmed.endswith(ending) and len(stemmed) - len(ending) >= 4:
            stemmed = stemmed[: -len(ending)] + kept
            break
    if len(stemmed) > 4 and stemmed.endswith(("er", "ez")):
        stemmed = stemmed[:-1]
    while len(stemmed) > 3 and stemmed.endswith("e"):
        stemmed = stemmed[:-1]
    return stemmed


def _singular(word: str) -> str:
    if word.endswith("aux") and not word.endswith("eaux") and len(word) > 4:
        return word[:-3] + "al"
    return word[:-1] if word[-1] in "sx" else word


def read_stems(text: str) -> list[str]:
    """What a text is indexed under: its stems in order, tool words left out."""
    return [stem(word) for word in split(text) if word not in OUTILS]


def read_question(text: str) -> list[Mot]:
    """What is asked: its words, without those of asking unless nothing else is said."""
    words = [word for word in split(text) if word not in OUTILS]
    kept = [word for word in words if word not in DEMANDE] or words
    return [Mot(word, stem(word)) for word in kept]


@lru_cache(maxsize=50_000)
def stem_written(word: str) -> str:
    """The stem of a word cut out of a text by `MOT_ECRIT`; "" for a tool word."""
    found = MOT.findall(fold(word))
    return "" if not found or found[0] in OUTILS else stem(found[0][:LONGUEUR_DE_MOT])
