from entredeux.reseau.actions.annuaire import withdraw_intervenant
from entredeux.reseau.actions.inscriptions import (
    allot_contribution,
    cancel_evenement,
    cancel_inscription,
    change_inscription,
    close_contribution,
    correct_courriel,
    promote_inscriptions,
    record_inscriptions,
    register_inscription,
    remind_inscriptions,
    restore_inscription,
    submit_contribution,
    tell_evenement,
    withdraw_contribution,
)
from entredeux.reseau.actions.metier import write_metier
from entredeux.reseau.actions.programme import import_programme

__all__ = [
    "allot_contribution",
    "cancel_evenement",
    "cancel_inscription",
    "change_inscription",
    "close_contribution",
    "correct_courriel",
    "import_programme",
    "promote_inscriptions",
    "record_inscriptions",
    "register_inscription",
    "remind_inscriptions",
    "restore_inscription",
    "submit_contribution",
    "tell_evenement",
    "withdraw_contribution",
    "withdraw_intervenant",
    "write_metier",
]
