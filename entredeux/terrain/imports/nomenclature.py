"""The vocabularies as an import reads them: a cell is a code, or a label whose case, accents and plural vary."""

import re
from functools import cached_property

from entredeux.socle.lecture.mots import fold
from entredeux.terrain.imports.champs import CIBLES

MULTIPLES = re.compile(r"[;|\n,/]")


def _singular(text: str) -> str:
    return " ".join(word.rstrip("sx") or word for word in fold(text).split())


class Nomenclature:
    """`libelles`: vocabulary -> code -> label (themes.queries.labels)."""

    def __init__(self, libelles: dict[str, dict[str, str]]) -> None:
        self.libelles = libelles

    @cached_property
    def _codes(self) -> dict[str, dict[str, str]]:
        tables: dict[str, dict[str, str]] = {}
        for vocabulary, terms in self.libelles.items():
            labels = {_singular(label): code for code, label in terms.items()}
            tables[vocabulary] = labels | {_singular(code): code for code in terms}
        return tables

    def find(self, vocabulary: str, text: str) -> str:
        """The code, or "" when the words are not ours. Of « tapage ; conflit de voisinage », the one that is ours;
        two of ours in one cell are no answer: a person must choose."""
        table = self._codes[vocabulary]
        if found := table.get(_singular(text), ""):
            return found
        several = {table[part] for part in map(_singular, MULTIPLES.split(text)) if part in table}
        return several.pop() if len(several) == 1 else ""

    @classmethod
    def load(cls) -> "Nomenclature":
        from entredeux.themes.queries import labels

        wanted = {cible.vocabulaire for cible in CIBLES if cible.vocabulaire}
        return cls({name: dict(labels(name)) for name in wanted})
