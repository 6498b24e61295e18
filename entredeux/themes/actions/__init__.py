from entredeux.themes.actions.enquetes import close_vague, open_vague, record_papier, record_reponse
from entredeux.themes.actions.ouvertures import close_theme, open_theme
from entredeux.themes.actions.vocabulaires import Bilan, load_vocabularies

__all__ = [
    "Bilan",
    "close_theme",
    "close_vague",
    "load_vocabularies",
    "open_theme",
    "open_vague",
    "record_papier",
    "record_reponse",
]
