"""What in a free text looks like it designates somebody, and how to say it otherwise. The rules: regles.yaml."""

from entredeux.cadre.garde_note.moteur import Alerte, find_alertes

__all__ = ["Alerte", "find_alertes"]
