"""What a phone carries to work without network: each app registers its part. Nothing about people met, ever.

A part is a function of the actor that returns plain JSON values; the packet's version is the hash of them all, so that
a phone takes a new one only when something changed.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from entredeux.cadre.acteur import Acteur

ChampDecrit = dict[str, Any]
Formulaire = Callable[[Acteur], "dict[str, Any] | None"]
Partie = Callable[[Acteur], Any]
_parties: dict[str, Partie] = {}
_formulaires: dict[str, Formulaire] = {}


def register_partie(nom: str, fill: Partie) -> None:
    """Registering the same name twice replaces it: `ready` may run twice."""
    _parties[nom] = fill


def register_formulaire(sorte: str, fill: Formulaire) -> None:
    """The form of a kind that the phone has no screen of its own for: {"titre", "icone", "champs": [describe_champ…]};
    None when there is nothing to offer this person. Registering the same kind twice replaces it."""
    _formulaires[sorte] = fill


def describe_champ(nom: str, libelle: str, genre: str, **plus: Any) -> ChampDecrit:
    """`genre`: choix (with `options`, or `selon` and `options_selon` when they follow another field), lieu, texte (read
    by the note guard), code (a paper card's number). `obligatoire`, `aide` and `maximum` as elsewhere."""
    return {"nom": nom, "libelle": libelle, "genre": genre, "obligatoire": False, "aide": "", **plus}


def _forms(by: Acteur) -> list[dict[str, Any]]:
    filled = ((sorte, fill(by)) for sorte, fill in sorted(_formulaires.items()))
    return [{"sorte": sorte, **form} for sorte, form in filled if form]


def build_paquet(by: Acteur) -> dict[str, Any]:
    parts = {name: fill(by) for name, fill in sorted(_parties.items())} | {"formulaires": _forms(by)}
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return {"version": hashlib.sha256(text.encode()).hexdigest()[:16], **parts}
