"""Lines of a report that another app holds (training, team): it registers who gives them, and a report asks by code.

register_fournisseur("formation", lambda structure, periodes: ["3 formations suivies en 2025"])
"""

from collections.abc import Callable, Sequence

from entredeux.cadre.models import Structure
from entredeux.observatoire.periodes import Periode

Fournisseur = Callable[[Structure, Sequence[Periode]], Sequence[str]]
_fournisseurs: dict[str, Fournisseur] = {}


def register_fournisseur(code: str, fournisseur: Fournisseur) -> None:
    """Registering the same code twice replaces it: `ready` may run twice."""
    _fournisseurs[code] = fournisseur


def find_lines(code: str, structure: Structure, periodes: Sequence[Periode]) -> tuple[str, ...]:
    """Nothing when nobody holds them."""
    found = _fournisseurs.get(code)
    return tuple(found(structure, periodes)) if found else ()
