"""What a phone carries to work without network: each app registers its part. Nothing about people met, ever.

A part is a function of the actor that returns plain JSON values; the packet's version is the hash of them all, so that
a phone takes a new one only when something changed.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from entredeux.cadre.acteur import Acteur

Partie = Callable[[Acteur], Any]
_parties: dict[str, Partie] = {}


def register_partie(nom: str, fill: Partie) -> None:
    """Registering the same name twice replaces it: `ready` may run twice."""
    _parties[nom] = fill


def build_paquet(by: Acteur) -> dict[str, Any]:
    parts = {name: fill(by) for name, fill in sorted(_parties.items())}
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return {"version": hashlib.sha256(text.encode()).hexdigest()[:16], **parts}
