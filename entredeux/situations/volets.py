"""What the apps above show on a situation's page: linked acts, referrals. Each registers its own panel in `ready`.

situations knows none of them (ARCHITECTURE.md): a panel is a template and what fills it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.situations.models import Situation


@dataclass(frozen=True)
class Volet:
    """`fill(situation, by)` gives the template's context, or None when there is nothing to show to this actor."""

    code: str
    titre: str
    template: str
    fill: Callable[[Situation, Acteur], dict[str, Any] | None]
    ordre: int = 50


_volets: dict[str, Volet] = {}


def register_volet(volet: Volet) -> None:
    """Registering the same code twice replaces it: `ready` may run twice."""
    _volets[volet.code] = volet


def fill_volets(situation: Situation, by: Acteur) -> list[tuple[Volet, dict[str, Any]]]:
    filled = ((volet, volet.fill(situation, by)) for volet in sorted(_volets.values(), key=lambda each: each.ordre))
    return [(volet, context) for volet, context in filled if context is not None]
