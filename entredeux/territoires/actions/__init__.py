from entredeux.territoires.actions.referentiel import Bilan, import_territoires

__all__ = ["Bilan", "import_territoires"]
