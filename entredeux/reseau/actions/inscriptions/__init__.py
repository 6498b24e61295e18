from entredeux.reseau.actions.inscriptions.changer import (
    cancel_inscription,
    change_inscription,
    correct_courriel,
    restore_inscription,
)
from entredeux.reseau.actions.inscriptions.contributions import (
    allot_contribution,
    close_contribution,
    submit_contribution,
    withdraw_contribution,
)
from entredeux.reseau.actions.inscriptions.evenement import (
    cancel_evenement,
    promote_inscriptions,
    remind_inscriptions,
    tell_evenement,
)
from entredeux.reseau.actions.inscriptions.inscrire import record_inscriptions, register_inscription

__all__ = [
    "allot_contribution",
    "cancel_evenement",
    "cancel_inscription",
    "change_inscription",
    "close_contribution",
    "correct_courriel",
    "promote_inscriptions",
    "record_inscriptions",
    "register_inscription",
    "remind_inscriptions",
    "restore_inscription",
    "submit_contribution",
    "tell_evenement",
    "withdraw_contribution",
]
