"""Opening a stored envelope: what it is bound to is all in its row."""

from typing import Any

from entredeux.carnet.models import Enveloppe
from entredeux.carnet.scelle import Etiquette, open_entree


def open_enveloppe(row: Enveloppe) -> dict[str, Any]:
    """What was sealed, head and content. Raises ScelleIllisible or ContenuIllisible. Nobody is shown it."""
    label = Etiquette(row.structure_id, row.cle, row.entree, row.sorte, row.jeton.index)
    return open_entree(bytes(row.scelle), label)
