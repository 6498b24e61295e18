from entredeux.situations.actions.ecole import hand_over_to_phare, record_exclusion, withdraw_transmission
from entredeux.situations.actions.engagements import record_engagement, record_tenue, withdraw_engagement
from entredeux.situations.actions.etapes import advance_situation, undo_step
from entredeux.situations.actions.ouverture import NouvellePartie, add_partie, open_situation
from entredeux.situations.actions.parties import explain_role, record_issue_partie, return_partie, withdraw_partie
from entredeux.situations.actions.propos import erase_propos, record_propos, release_propos, take_back_propos
from entredeux.situations.actions.suivi import assign_situation, plan_situation

__all__ = [
    "NouvellePartie",
    "add_partie",
    "advance_situation",
    "assign_situation",
    "erase_propos",
    "explain_role",
    "hand_over_to_phare",
    "open_situation",
    "plan_situation",
    "record_engagement",
    "record_exclusion",
    "record_issue_partie",
    "record_propos",
    "record_tenue",
    "release_propos",
    "return_partie",
    "take_back_propos",
    "undo_step",
    "withdraw_engagement",
    "withdraw_partie",
    "withdraw_transmission",
]
