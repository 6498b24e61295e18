from entredeux.cadre.models.base import (
    Adhesion,
    Cle,
    CleEffacee,
    ClotureMensuelle,
    Compte,
    CompteManager,
    Consentement,
    Enregistrement,
    EntreeJournal,
    RelectureTexte,
    Structure,
    TeteJournal,
)
from entredeux.cadre.models.droits import AvisBris, BrisDeGlace, DemandeDroits, EnvoiPreavis

__all__ = [
    "Adhesion",
    "AvisBris",
    "BrisDeGlace",
    "Cle",
    "CleEffacee",
    "ClotureMensuelle",
    "Compte",
    "CompteManager",
    "Consentement",
    "DemandeDroits",
    "Enregistrement",
    "EntreeJournal",
    "EnvoiPreavis",
    "RelectureTexte",
    "Structure",
    "TeteJournal",
]
