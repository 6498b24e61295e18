"""The words events and resources are sorted by, from the shared vocabularies (themes)."""

from collections.abc import Iterable

from django.utils import timezone

from entredeux.themes.queries import choices, labels

DOMAINES, THEMES, REGISTRES = "domaines_reseau", "themes_reseau", "registres"


def choose_domaines() -> list[tuple[str, str]]:
    return [("", "—"), *choices(DOMAINES, timezone.localdate())]


def choose_themes() -> list[tuple[str, str]]:
    return choices(THEMES, timezone.localdate())


def choose_registres() -> list[tuple[str, str]]:
    return choices(REGISTRES, timezone.localdate())


def label_domaine(code: str) -> str:
    return labels(DOMAINES).get(code, code)


def label_themes(codes: Iterable[str]) -> list[tuple[str, str]]:
    """(code, label), in the order the editor gave."""
    known = labels(THEMES)
    return [(code, known.get(code, code)) for code in codes]
