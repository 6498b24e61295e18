"""What a line of the truth table is made of. Each app's lines stand in a module of this folder (or in the test):

REGLES: tuple[Regle, ...]
def make_monde(gens: dict[str, Acteur], monde: dict[str, Any]) -> dict[str, Any]   # one object of each kind
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from entredeux.cadre.acteur import Acteur

GENS = (
    *("Samira", "Karim", "Inès", "Claire", "Hélène", "Bruno", "Paul", "Emma", "Nadia", "Marion"),
    *("Alice", "Rose", "Yann"),
)
EQUIPE = {"Samira", "Karim", "Inès"}
TERRAIN = EQUIPE | {"Claire", "Hélène"}
ANIMENT = {"Alice", "Rose"}  # an event of Rose's region
PAIRS = TERRAIN | {"Nadia", "Marion", "Alice", "Rose", "Yann"}


@dataclass(frozen=True)
class Regle:
    """A rule on one kind of object, and who passes it."""

    nom: str
    passe: Callable[[Acteur, dict[str, Any]], bool]
    qui: set[str]


def visible(rule: Callable[[Acteur], QuerySet[Any]], objet: str) -> Callable[[Acteur, dict[str, Any]], bool]:
    return lambda by, monde: rule(by).filter(pk=monde[objet].pk).exists()


def can(rule: Callable[..., bool], objet: str) -> Callable[[Acteur, dict[str, Any]], bool]:
    return lambda by, monde: rule(by, monde[objet])


def allowed(check: Callable[..., None], *objets: str) -> Callable[[Acteur, dict[str, Any]], bool]:
    def passes(by: Acteur, monde: dict[str, Any]) -> bool:
        try:
            check(by, *(monde[objet] for objet in objets))
        except PermissionDenied:
            return False
        return True

    return passes
