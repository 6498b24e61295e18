from entredeux.situations.models.situations import Partie, Situation

__all__ = ["Partie", "Situation"]
