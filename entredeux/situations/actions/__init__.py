from entredeux.situations.actions.ouverture import NouvellePartie, add_partie, open_situation

__all__ = ["NouvellePartie", "add_partie", "open_situation"]
