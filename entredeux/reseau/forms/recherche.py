"""The question and its filters, read in the address. Whatever is typed there, something is answered."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from entredeux.reseau.recherche.lecture import Filtres
from entredeux.reseau.recherche.recette import SIGNES_DE_QUESTION

PAGES = 1000


def read_question(data: QueryDict) -> str:
    """Without what no text holds; a page pasted by mistake is cut, and shown cut."""
    return " ".join(data.get("q", "").replace("\x00", " ").split())[:SIGNES_DE_QUESTION]


def read_filtres(data: Mapping[str, Any]) -> Filtres:
    texts = {name: str(data.get(name, "")).replace("\x00", "")[:60] for name in ("genre", "theme", "region")}
    return Filtres(**texts, annee=_whole(data.get("annee", ""), 1900, 2200))


def read_page(data: Mapping[str, Any]) -> int:
    return _whole(data.get("page", ""), 1, PAGES) or 1


def _whole(value: str, least: int, most: int) -> int | None:
    """`isdecimal` alone would let through figures that `int` reads and nobody types."""
    text = value.strip()
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
    return number if number is not None and least <= number <= most else None
