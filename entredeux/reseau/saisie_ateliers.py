"""What a rapporteur says about one item, and how two who say it at once are reconciled. Knows no table."""

import uuid
from dataclasses import dataclass, replace
from datetime import date

from entredeux.reseau.enums import GenreElement

# Fields decided together: consent goes with the name it allows.
GROUPES: tuple[tuple[str, ...], ...] = (
    ("genre",),
    ("texte",),
    ("theme",),
    ("auteur_citation", "a_consenti"),
    ("qui",),
    ("echeance",),
)
CHAMPS = tuple(champ for groupe in GROUPES for champ in groupe)
# What only one type of item has; the others drop it.
PROPRES = {
    "auteur_citation": GenreElement.CITATION,
    "qui": GenreElement.ENGAGEMENT,
    "echeance": GenreElement.ENGAGEMENT,
}


@dataclass(frozen=True)
class SaisieElement:
    """`id` is made by the page, the phone or the file: sent twice, the item is noted once."""

    genre: str
    texte: str
    theme: str = ""
    auteur_citation: str = ""
    a_consenti: bool = False
    qui: str = ""
    echeance: date | None = None
    id: uuid.UUID | None = None

    def cleaned(self) -> "SaisieElement":
        """Without stray spaces, without what its type does not have."""
        kept = replace(
            self,
            texte=self.texte.replace("\r\n", "\n").strip(),
            auteur_citation=self.auteur_citation.strip(),
            qui=self.qui.strip(),
        )
        if kept.genre != GenreElement.CITATION:
            kept = replace(kept, auteur_citation="", a_consenti=False)
        if kept.genre != GenreElement.ENGAGEMENT:
            kept = replace(kept, qui="", echeance=None)
        return kept


def merge(lu: SaisieElement, voulu: SaisieElement, stocke: SaisieElement) -> tuple[SaisieElement, set[str]]:
    """`lu`: the item as the page showed it; `voulu`: as it was sent back; `stocke`: as it is now.

    Returns the item with both persons' changes, and the groups (by their first field) that both changed to
    different values: there a person decides. A change of type clashes with a change of what only the former type
    had, which would otherwise vanish.
    """
    result, clash = stocke, set()
    for groupe in GROUPES:
        ours, theirs = _differs(lu, voulu, groupe), _differs(lu, stocke, groupe)
        if ours and theirs and _differs(voulu, stocke, groupe):
            clash.add(groupe[0])
        if ours:
            result = replace(result, **{champ: getattr(voulu, champ) for champ in groupe})
    if _loses(lu, voulu, stocke) or _loses(lu, stocke, voulu):
        clash.add("genre")
    return result, clash


def _differs(one: SaisieElement, other: SaisieElement, groupe: tuple[str, ...]) -> bool:
    return any(getattr(one, champ) != getattr(other, champ) for champ in groupe)


def _loses(lu: SaisieElement, retype: SaisieElement, autre: SaisieElement) -> bool:
    """Whether the type one person chose would drop something the other one wrote."""
    if retype.genre == lu.genre or retype.genre == autre.genre:
        return False
    written = [champ for champ in PROPRES if getattr(autre, champ) and getattr(autre, champ) != getattr(lu, champ)]
    return any(PROPRES[champ] != retype.genre for champ in written)
