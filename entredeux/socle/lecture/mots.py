"""Comparing words written by people: case, accents, ligatures, punctuation and underscores do not count."""

import re
import unicodedata
from functools import lru_cache

LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "’": "'"})
AUTRES = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """« N° de Téléphone_ » -> « n de telephone »."""
    text = unicodedata.normalize("NFKD", text.translate(LIGATURES)).casefold()
    return AUTRES.sub(" ", "".join(char for char in text if not unicodedata.combining(char))).strip()
