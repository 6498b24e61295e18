from entredeux.situations.models.ecole import TransmissionPhare
from entredeux.situations.models.etapes import EtapeSituation
from entredeux.situations.models.propos import EngagementPartie, Propos
from entredeux.situations.models.situations import Partie, Situation

__all__ = ["EngagementPartie", "EtapeSituation", "Partie", "Propos", "Situation", "TransmissionPhare"]
