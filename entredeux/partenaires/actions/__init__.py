"""What happens to partners and to the directory: one file per subject."""

from entredeux.partenaires.actions.annuaire import merge_fiches, separate_fiches, undo_rapprochement, write_note
from entredeux.partenaires.actions.imports import import_annuaire
from entredeux.partenaires.actions.partenaires import CHAMPS, create_partenaire, update_partenaire

__all__ = [
    "CHAMPS",
    "create_partenaire",
    "import_annuaire",
    "merge_fiches",
    "separate_fiches",
    "undo_rapprochement",
    "update_partenaire",
    "write_note",
]
