"""A recording as it is read: passages, chapters, and where a word was said."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from entredeux.reseau.models import Chapitre, Replay, Replique
from entredeux.reseau.recherche.analyse import split, stem

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


def find_repliques(repliques: Sequence[Replique], texte: str) -> list[Replique]:
    """Where these words are said, in this order, even across two captions; as the network's search reads them:
    accents, capitals, plurals do not count. The last word may be a beginning."""
    wanted = split(texte)
    if not wanted:
        return []
    following = [*repliques[1:], None]
    return [
        replique
        for replique, after in zip(repliques, following, strict=False)
        if _says(split(replique.texte), split(after.texte) if after else [], wanted)
    ]


def _says(own: list[str], after: list[str], wanted: list[str]) -> bool:
    said = own + after
    windows = (said[start : start + len(wanted)] for start in range(len(own)))
    return any(len(heard) == len(wanted) and _is_same(heard, wanted) for heard in windows)


def _is_same(heard: list[str], wanted: list[str]) -> bool:
    if [stem(word) for word in heard[:-1]] != [stem(word) for word in wanted[:-1]]:
        return False
    return heard[-1].startswith(wanted[-1]) or stem(heard[-1]) == stem(wanted[-1])
