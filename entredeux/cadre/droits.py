"""Where something about one person may be kept: each app above registers its own, in `ready` (« gisements »).

A request for access or erasure aims at one record of one kind. The kind finds it with a receipt's number or its id,
says what it is without naming anyone, makes the readable copy, and says, then does, the erasure: what goes, what stays,
why. Other apps complete a kind with what hangs on it (`Complement`). cadre knows none of these records.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure

SAUVEGARDES = "Ce qui est effacé est illisible ici dès maintenant, et dans les sauvegardes au plus 35 jours plus tard."
ENSEMBLE, SA_PART = "ensemble", "sa_part"


@dataclass(frozen=True)
class Rubrique:
    """A title of the copy and its sentences; an empty one is left out."""

    titre: str
    phrases: Sequence[str]


@dataclass
class Effet:
    """What an erasure does: each line is a sentence the person can be told."""

    efface: list[str] = field(default_factory=list)
    conserve: list[str] = field(default_factory=list)

    def __add__(self, other: "Effet") -> "Effet":
        return Effet([*self.efface, *other.efface], [*self.conserve, *other.conserve])


@dataclass(frozen=True)
class Gisement:
    """`etendues`: how much may be erased (ENSEMBLE, or SA_PART when others spoke too), with its label, the default one
    first. `copie` journals each reading. `efface` does; `prevoit` only says."""

    code: str
    libelle: str
    trouve: Callable[[Structure, UUID], Any | None]
    par_recu: Callable[[Structure, str], list[UUID]]
    nomme: Callable[[Any], str]
    adresse: Callable[[Any], str]
    peut_lire: Callable[[Acteur, Any], bool]
    copie: Callable[[Acteur, Any], list[Rubrique]]
    etendues: Callable[[Any], list[tuple[str, str]]]
    prevoit: Callable[[Any, str], Effet]
    efface: Callable[[Acteur, Any, str], None]


@dataclass(frozen=True)
class Complement:
    """What another app holds about the record of this kind."""

    code: str
    copie: Callable[[Acteur, Any], list[Rubrique]]
    prevoit: Callable[[Any, str], Effet]
    efface: Callable[[Acteur, Any, str], None]


_gisements: dict[str, Gisement] = {}
_complements: dict[tuple[str, str], Complement] = {}


def register_gisement(gisement: Gisement) -> None:
    """Registering the same code twice replaces it: `ready` may run twice."""
    _gisements[gisement.code] = gisement


def register_complement(app: str, complement: Complement) -> None:
    _complements[app, complement.code] = complement


def gisement(code: str) -> Gisement | None:
    return _gisements.get(code)


def gisements() -> list[Gisement]:
    return [_gisements[code] for code in sorted(_gisements)]


def complements(code: str) -> list[Complement]:
    return [found for (_, kind), found in sorted(_complements.items()) if kind == code]


def make_copy(kind: Gisement, record: Any, by: Acteur) -> list[Rubrique]:
    parts = [*kind.copie(by, record), *(part for each in complements(kind.code) for part in each.copie(by, record))]
    return [part for part in parts if any(part.phrases)]


def foresee(kind: Gisement, record: Any, etendue: str) -> Effet:
    found = kind.prevoit(record, etendue)
    for each in complements(kind.code):
        found += each.prevoit(record, etendue)
    return found


def erase(kind: Gisement, record: Any, etendue: str, by: Acteur) -> Effet:
    """What hangs on the record first, then the record, whose key goes."""
    effet = foresee(kind, record, etendue)
    for each in complements(kind.code):
        each.efface(by, record, etendue)
    kind.efface(by, record, etendue)
    return effet


def find_by_recu(structure: Structure, numero: str) -> list[tuple[Gisement, Any]]:
    """Every record of the structure that this receipt leads to."""
    return [
        (kind, record)
        for kind in gisements()
        for pk in kind.par_recu(structure, numero)
        if (record := kind.trouve(structure, pk)) is not None
    ]
