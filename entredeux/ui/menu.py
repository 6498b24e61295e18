"""The menu and each role's home page, registered by the apps above in their `AppConfig.ready`.

ui knows no other app: a permission is a string compared with `acteur.permissions`, a page is the name of its URL.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

RAIL, BARRE, COMPTE, PUBLIC = "rail", "barre", "compte", "public"


@dataclass(frozen=True)
class Entree:
    """`permission` empty: shown to every signed-in account (to everyone in the public header)."""

    libelle: str
    url_name: str
    icone: str
    permission: str = ""
    place: str = RAIL
    ordre: int = 50

    def is_for(self, permissions: Collection[str]) -> bool:
        return not self.permission or self.permission in permissions


@dataclass(frozen=True)
class Ligne:
    """An entry as a template draws it."""

    libelle: str
    url: str
    icone: str
    est_courante: bool


_entrees: dict[tuple[str, str], Entree] = {}
_accueils: dict[str, str] = {}


def register(entree: Entree) -> None:
    """Registering the same page twice at the same place replaces it: `ready` may run twice."""
    _entrees[entree.place, entree.url_name] = entree


def register_accueil(role: str, url_name: str) -> None:
    """The page a role opens on once signed in."""
    _accueils[str(role)] = url_name


def accueil_of(role: str) -> str | None:
    return _accueils.get(str(role))


class Menu:
    """Read lazily by templates: a fragment that draws no menu pays nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def _lines(self, place: str) -> list[Ligne]:
        acteur: Any = getattr(self._request, "acteur", None)
        permissions = acteur.permissions if acteur else ()
        entrees = sorted((e for e in _entrees.values() if e.place == place), key=lambda e: (e.ordre, e.libelle))
        urls = [(entree, reverse(entree.url_name)) for entree in entrees if entree.is_for(permissions)]
        current = find_current(self._request.path, [url for _, url in urls])
        return [Ligne(entree.libelle, url, entree.icone, url == current) for entree, url in urls]

    @property
    def rail(self) -> list[Ligne]:
        return self._lines(RAIL)

    @property
    def barre(self) -> list[Ligne]:
        return self._lines(BARRE)

    @property
    def compte(self) -> list[Ligne]:
        return self._lines(COMPTE)

    @property
    def public(self) -> list[Ligne]:
        return self._lines(PUBLIC)


def find_current(path: str, urls: list[str]) -> str:
    """The longest entry the path stands under: the detail of a tournée keeps « Tournée » lit."""
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(under, key=len, default="")
