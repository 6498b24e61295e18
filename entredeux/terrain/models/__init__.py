from entredeux.terrain.models.dysfonctionnements import Dysfonctionnement, EtapeDysfonctionnement
from entredeux.terrain.models.equipe import Consigne, IncidentEquipe, LectureConsigne
from entredeux.terrain.models.imports import CorrespondanceImport, ImportJournal, LotRejete, MorceauImport
from entredeux.terrain.models.interventions import CorrectionIntervention, Intervention, PublicRencontre
from entredeux.terrain.models.presences import LieuMission, Mission, Passage, Presence

__all__ = [
    "Consigne",
    "CorrectionIntervention",
    "CorrespondanceImport",
    "Dysfonctionnement",
    "EtapeDysfonctionnement",
    "ImportJournal",
    "IncidentEquipe",
    "Intervention",
    "LectureConsigne",
    "LieuMission",
    "LotRejete",
    "Mission",
    "MorceauImport",
    "Passage",
    "Presence",
    "PublicRencontre",
]
