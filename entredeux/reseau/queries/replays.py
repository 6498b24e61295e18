"""A recording as it is read: passages, chapters, and where a word was said."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from entredeux.reseau.models import Chapitre, Replay, Replique

PASSAGE_LONG = 45  # seconds after which a passage ends at the first end of a sentence
PASSAGE_AU_PLUS = 90
FIN_DE_PHRASE = re.compile(r"[.!?…][»\"')\s]*$")


@dataclass
class Passage:
    """A few captions read as a paragraph. `trouve` on a caption: it holds what was looked for."""

    debut: int  # seconds
    qui: str
    repliques: list[Replique] = field(default_factory=list)

    @property
    def texte(self) -> str:
        return " ".join(replique.texte for replique in self.repliques)


def group_passages(repliques: Iterable[Replique], coupures: Iterable[int] = ()) -> list[Passage]:
    """A new passage where someone else speaks, where a chapter begins, or after a sentence when it grows long."""
    passages: list[Passage] = []
    cuts = sorted(coupures)
    for replique in repliques:
        if not passages or _starts_passage(passages[-1], replique, cuts):
            passages.append(Passage(replique.seconde, replique.qui))
        passages[-1].repliques.append(replique)
    return passages


def _starts_passage(current: Passage, replique: Replique, cuts: Sequence[int]) -> bool:
    length = replique.seconde - current.debut
    last = current.repliques[-1]
    return (
        (replique.qui != "" and replique.qui != current.qui)
        or any(last.seconde < cut <= replique.seconde for cut in cuts)
        or (length >= PASSAGE_LONG and bool(FIN_DE_PHRASE.search(last.texte)))
        or length >= PASSAGE_AU_PLUS
    )


def chapitres_of(replay: Replay) -> list[Chapitre]:
    """Those whose second is known, in the order of the recording."""
    return [each for each in replay.chapitres.order_by("seconde", "rang") if each.seconde is not None]


def fold(texte: str) -> str:
    """Without accents or capitals, word by word."""
    plain = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "oe").lower())
    return " ".join(re.findall(r"[^\W_]+", "".join(sign for sign in plain if not unicodedata.combining(sign))))


def find_repliques(repliques: Sequence[Replique], texte: str) -> list[Replique]:
    """Where these words are said, in this order, even across two captions; accents and capitals do not count."""
    wanted = fold(texte)
    if not wanted:
        return []
    found = []
    for rank, replique in enumerate(repliques):
        own = fold(replique.texte)
        following = fold(repliques[rank + 1].texte) if rank + 1 < len(repliques) else ""
        place = f" {own} {following} ".find(f" {wanted}")
        if 0 <= place <= len(own):
            found.append(replique)
    return found


def spoken_passages(replay: Replay) -> Iterator[tuple[str, int]]:
    """(text, second) of each passage, for the search."""
    cuts = [chapitre.seconde or 0 for chapitre in chapitres_of(replay)]
    for passage in group_passages(replay.repliques.all(), cuts):
        yield passage.texte, passage.debut
