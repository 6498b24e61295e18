"""The kinds of entries: each app above registers its own in `AppConfig.ready`. carnet moves them and knows none.

register_sorte(Sorte("intervention", 1, "Intervention", schema=ContenuIntervention, check=..., apply=..., ...))
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from entredeux.cadre.acteur import Acteur


class FicheAbsente(Exception):
    """The record an entry corrects, cancels or hangs on does not exist in this structure (yet)."""


class ChampsEnConflit(Exception):
    """Someone changed the same fields since the version this entry was written on: a person decides."""

    def __init__(self, champs: set[str]) -> None:
        self.champs = champs
        super().__init__(", ".join(sorted(champs)))


@dataclass(frozen=True)
class Entree:
    """An opened entry, ready to be applied. `instant` is when it was written, corrected by the clock's shift; `base`
    is the version of the record its author had read (0: it creates it; None: the one that stands), `siens` the later
    versions that their own entries made."""

    id: uuid.UUID
    geste: str
    fiche: uuid.UUID
    contenu: Any
    base: int | None
    instant: datetime
    siens: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Champ:
    """A field as people read it; `vocabulaire` when its values are codes of one."""

    libelle: str
    vocabulaire: str = ""


@dataclass(frozen=True)
class Sorte:
    """`check(contenu, by)` raises ValidationError without writing. `apply(entree, by)` writes through an action and
    returns the record's version; raises ValidationError, Refus, FicheAbsente or ChampsEnConflit. `current(fiche, by)`
    gives the record's values by field, or None. `present(values, by)` reads them to a person, as (label, text)."""

    code: str
    version: int
    titre: str
    schema: type[BaseModel]
    check: Callable[[Any, Acteur], None]
    apply: Callable[[Entree, Acteur], int]
    current: Callable[[uuid.UUID, Acteur], dict[str, Any] | None]
    present: Callable[[dict[str, Any], Acteur], list[tuple[str, str]]]
    fields: Mapping[str, Champ] = field(default_factory=dict)


_sortes: dict[str, Sorte] = {}


def register_sorte(sorte: Sorte) -> None:
    """Registering the same code twice replaces it: `ready` may run twice."""
    _sortes[sorte.code] = sorte


def find_sorte(code: str) -> Sorte | None:
    return _sortes.get(code)


def sortes() -> list[Sorte]:
    return [_sortes[code] for code in sorted(_sortes)]
