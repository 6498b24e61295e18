from entredeux.situations.models.alertes import Alerte
from entredeux.situations.models.ecole import TransmissionPhare
from entredeux.situations.models.etapes import EtapeSituation
from entredeux.situations.models.posture import NotePrivee, Recusation
from entredeux.situations.models.propos import EngagementPartie, Propos
from entredeux.situations.models.situations import Partie, Situation

__all__ = [
    "Alerte",
    "EngagementPartie",
    "EtapeSituation",
    "NotePrivee",
    "Partie",
    "Propos",
    "Recusation",
    "Situation",
    "TransmissionPhare",
]
