"""The nine principles of the deontology, and the screens that uphold each: every app registers its own, in `ready`.

A field page names in its footer the principles it upholds (context.py); a principle's page links back to the screens.
"""

from dataclasses import dataclass
from functools import lru_cache

from entredeux.themes.fichiers import ICI, known_codes
from entredeux.themes.lecture import read_model
from entredeux.themes.queries import labels
from entredeux.themes.schema_cadre import CarteAlerte, Principe, Principes


@dataclass(frozen=True)
class Ecran:
    """`url_name` is a page without a row behind it, from which the screen is reached; `vues`, the pages whose footer
    names the principle; `permission`, what opens it ("" is any account)."""

    principe: str
    libelle: str
    url_name: str
    phrase: str
    vues: tuple[str, ...] = ()
    permission: str = ""


_ecrans: dict[tuple[str, str], Ecran] = {}


def register_ecran(ecran: Ecran) -> None:
    """Registering the same screen of a principle twice replaces it: `ready` may run twice."""
    _ecrans[ecran.principe, ecran.libelle] = ecran


def ecrans() -> list[Ecran]:
    return list(_ecrans.values())


def ecrans_of(principe: str) -> list[Ecran]:
    return [ecran for ecran in _ecrans.values() if ecran.principe == principe]


def principes_of(view_name: str) -> list[tuple[str, str]]:
    """(code, label) of the principles that this page upholds, in their order."""
    upheld = {ecran.principe for ecran in _ecrans.values() if view_name in ecran.vues}
    names = labels("principes")
    return [(each.code, names[each.code]) for each in read_principes() if each.code in upheld] if upheld else []


@lru_cache(maxsize=1)
def read_principes() -> tuple[Principe, ...]:
    """Shipped, never overridden."""
    return tuple(read_model(ICI / "principes.yaml", Principes, context={"codes": known_codes()}).principes)


@lru_cache(maxsize=1)
def read_carte_alerte() -> CarteAlerte:
    """Duties, what may be kept, what may not, each with its source. Shipped, never overridden."""
    return read_model(ICI / "alerte.yaml", CarteAlerte)
