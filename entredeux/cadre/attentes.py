"""What waits for a person, on the coordination's « Aujourd'hui »: each app above registers what it has, in `ready`.

The page asks them all and knows none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from entredeux.cadre.acteur import Acteur


@dataclass(frozen=True)
class Attente:
    """One thing that waits for a person, with where to go."""

    titre: str
    detail: str
    url_name: str
    query: str = ""


Chercheur = Callable[[Acteur, date], list[Attente]]
_chercheurs: dict[str, Chercheur] = {}


def register_attentes(code: str, chercheur: Chercheur) -> None:
    """Registering the same code twice replaces it: `ready` may run twice."""
    _chercheurs[code] = chercheur


def registered_attentes(by: Acteur, day: date) -> list[Attente]:
    return [attente for _, chercheur in sorted(_chercheurs.items()) for attente in chercheur(by, day)]
