from entredeux.orientations.models.demandes import DemandeEntrante
from entredeux.orientations.models.matrice import MatriceDeontologique
from entredeux.orientations.models.orientations import Envoi, Orientation
from entredeux.orientations.models.protocoles import PresenceConjointe, Protocole

__all__ = ["DemandeEntrante", "Envoi", "MatriceDeontologique", "Orientation", "PresenceConjointe", "Protocole"]
