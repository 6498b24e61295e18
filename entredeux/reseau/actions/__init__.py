from entredeux.reseau.actions.annuaire import withdraw_intervenant
from entredeux.reseau.actions.programme import import_programme

__all__ = ["import_programme", "withdraw_intervenant"]
