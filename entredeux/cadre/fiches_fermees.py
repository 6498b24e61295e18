"""The kinds of record that may be opened exceptionally (« bris de glace »): each app registers its own, in `ready`.

cadre knows rules, not what is recorded. A kind says which record an actor may know to exist, whether their role opens
it already, who wrote it, and the words it holds, each read through the journal. What no kind reads is out of reach:
a private note has none, whoever asks.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Compte


@dataclass(frozen=True)
class Extrait:
    """A title and what stands under it."""

    titre: str
    textes: Sequence[str]


@dataclass(frozen=True)
class FicheFermee:
    """`trouve` answers None for a record this actor may not know of, or whose text is erased. `lit` journals."""

    code: str
    libelle: str
    trouve: Callable[[Acteur, UUID], Any | None]
    est_ouverte: Callable[[Acteur, Any], bool]
    auteurs: Callable[[Any], list[Compte]]
    nomme: Callable[[Any], str]
    lit: Callable[[Acteur, Any], list[Extrait]]
    adresse: Callable[[Any], str]


_fiches: dict[str, FicheFermee] = {}


def register_fiche_fermee(fiche: FicheFermee) -> None:
    """Registering the same code twice replaces it: `ready` may run twice."""
    _fiches[fiche.code] = fiche


def fiche_fermee(code: str) -> FicheFermee | None:
    return _fiches.get(code)


def fiches_fermees() -> list[FicheFermee]:
    return [_fiches[code] for code in sorted(_fiches)]


def libelle_of(code: str) -> str:
    found = _fiches.get(code)
    return found.libelle if found else code
