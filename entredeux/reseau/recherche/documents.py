"""What a source gives to be found: a document, and its text cut into passages."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace

from entredeux.reseau.enums import Audience
from entredeux.reseau.recherche.recette import PASSAGE, VERSION

FIN_DE_PHRASE = re.compile(r"(?<=[.!?;:…])\s+|\n+")


@dataclass(frozen=True)
class Passage:
    """`ancre`: the second of the recording at which this is said. A hit then opens the replay there."""

    texte: str
    ancre: int | None = None


@dataclass(frozen=True)
class Document:
    """`reference` names it for ever (« evenement:<uuid> »); `ensemble`, the whole it is a part of.

    Give `texte`, which is cut at the ends of sentences, or `passages` already cut (a transcript's captions).
    """

    reference: str
    genre: str
    titre: str
    url: str
    resume: str = ""
    texte: str = ""
    passages: tuple[Passage, ...] = ()
    themes: tuple[str, ...] = ()
    region: str = ""
    annee: int | None = None
    audience: str = Audience.PUBLIC
    ensemble: str = ""
    empreinte: str = field(default="", compare=False)

    def clean(self) -> "Document":
        """As it is stored: what a database refuses taken out, the text cut, the fingerprint of the whole."""
        passages = [
            *cut(self.texte),
            *(piece for passage in self.passages for piece in cut(passage.texte, passage.ancre)),
        ]
        cleaned = replace(
            self,
            titre=tidy(self.titre)[:300],
            resume=tidy(self.resume),
            texte="",
            passages=tuple(passages),
            themes=tuple(dict.fromkeys(self.themes)),
            audience=Audience(self.audience).value,
        )
        return replace(cleaned, empreinte=fingerprint(cleaned))


def tidy(text: str) -> str:
    """One writing for each letter, no NUL, no run of blanks."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text.replace("\x00", " "))).strip()


def cut(text: str, ancre: int | None = None) -> list[Passage]:
    """Passages of about PASSAGE signs, cut between sentences; a sentence longer than that is cut between words."""
    passages: list[str] = []
    current = ""
    for sentence in _sentences(text):
        if current and len(current) + len(sentence) > PASSAGE:
            passages.append(current)
            current = ""
        current = f"{current} {sentence}".strip()
    return [Passage(piece, ancre) for piece in [*passages, current] if piece]


def _sentences(text: str) -> Iterable[str]:
    for sentence in FIN_DE_PHRASE.split(text.replace("\x00", " ")):
        sentence = tidy(sentence)
        while len(sentence) > 2 * PASSAGE:
            blank = sentence.rfind(" ", 0, PASSAGE)
            end = blank if blank > 0 else PASSAGE
            yield sentence[:end]
            sentence = sentence[end:].strip()
        yield sentence


def fingerprint(document: Document) -> str:
    content = json.dumps([VERSION, asdict(document)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
