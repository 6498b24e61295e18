from entredeux.territoires.actions.contexte import BilanContexte, import_contexte
from entredeux.territoires.actions.lieux import (
    archive_lieu,
    create_lieu,
    create_lieux,
    declare_zone,
    reopen_lieu,
    update_lieu,
)
from entredeux.territoires.actions.referentiel import Bilan, import_territoires
from entredeux.territoires.saisie import NouveauLieu

__all__ = [
    "Bilan",
    "BilanContexte",
    "NouveauLieu",
    "archive_lieu",
    "create_lieu",
    "create_lieux",
    "declare_zone",
    "import_contexte",
    "import_territoires",
    "reopen_lieu",
    "update_lieu",
]
