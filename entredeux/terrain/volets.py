"""What the apps above show on the field's home, during a round or before it: each registers its own in `ready`.

terrain knows none of them (ARCHITECTURE.md): a panel is a template and what fills it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.terrain.queries.terrain import PresenceEnCours


@dataclass(frozen=True)
class VoletPresence:
    """`fill(presence, by)` gives the template's context, or None when there is nothing to show; `presence` is None
    when this person is not out."""

    code: str
    template: str
    fill: Callable[[PresenceEnCours | None, Acteur], dict[str, Any] | None]
    ordre: int = 50


_volets: dict[str, VoletPresence] = {}


def register_volet_presence(volet: VoletPresence) -> None:
    """Registering the same code twice replaces it: `ready` may run twice."""
    _volets[volet.code] = volet


def fill_volets_presence(presence: PresenceEnCours | None, by: Acteur) -> list[tuple[VoletPresence, dict[str, Any]]]:
    filled = ((volet, volet.fill(presence, by)) for volet in sorted(_volets.values(), key=lambda each: each.ordre))
    return [(volet, context) for volet, context in filled if context is not None]
