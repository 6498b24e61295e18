from entredeux.situations.actions.alertes import (
    acknowledge_alerte,
    decide_alerte,
    raise_alerte,
    transmit_alerte,
    withdraw_alerte,
)
from entredeux.situations.actions.ecole import hand_over_to_phare, record_exclusion, withdraw_transmission
from entredeux.situations.actions.engagements import record_engagement, record_tenue, withdraw_engagement
from entredeux.situations.actions.etapes import advance_situation, undo_step
from entredeux.situations.actions.ouverture import NouvellePartie, add_partie, open_situation
from entredeux.situations.actions.parties import explain_role, record_issue_partie, return_partie, withdraw_partie
from entredeux.situations.actions.posture import (
    declare_lien,
    erase_note_privee,
    lift_recusation,
    write_note_privee,
)
from entredeux.situations.actions.propos import erase_propos, record_propos, release_propos, take_back_propos
from entredeux.situations.actions.suivi import assign_situation, plan_situation

__all__ = [
    "NouvellePartie",
    "acknowledge_alerte",
    "add_partie",
    "advance_situation",
    "assign_situation",
    "decide_alerte",
    "declare_lien",
    "erase_note_privee",
    "erase_propos",
    "explain_role",
    "hand_over_to_phare",
    "lift_recusation",
    "open_situation",
    "plan_situation",
    "raise_alerte",
    "record_engagement",
    "record_exclusion",
    "record_issue_partie",
    "record_propos",
    "record_tenue",
    "release_propos",
    "return_partie",
    "take_back_propos",
    "transmit_alerte",
    "undo_step",
    "withdraw_alerte",
    "withdraw_engagement",
    "withdraw_partie",
    "withdraw_transmission",
    "write_note_privee",
]
