"""Folding: the form in which two ways of writing a name become equal."""

import re
import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})
ABREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def fold(text: str) -> str:
    """Lower case, no accent, no ligature, words apart by one space, "st" written "saint"."""
    plain = unicodedata.normalize("NFKD", text.translate(LIGATURES).casefold())
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return " ".join(ABREVIATIONS.get(word, word) for word in words)


def fold_for_search(*texts: str) -> str:
    """A column to search by the beginning of any word: `recherche__contains=" " + word`."""
    return f" {' '.join(filter(None, map(fold, texts)))}"
