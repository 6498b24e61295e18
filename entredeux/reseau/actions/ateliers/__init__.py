from entredeux.reseau.actions.ateliers.corrections import (
    ConflitElement,
    correct_element,
    describe_element,
    mark_majeur,
    move_element,
    remove_element,
    restore_element,
    withdraw_element,
)
from entredeux.reseau.actions.ateliers.engagements import close_engagement, postpone_engagement, reopen_engagement
from entredeux.reseau.actions.ateliers.feuilles import Bilan, record_element, record_feuille
from entredeux.reseau.actions.ateliers.rapporteurs import designate_rapporteur, withdraw_rapporteur
from entredeux.reseau.actions.ateliers.relectures import (
    accept_amendement,
    close_feuille,
    propose_amendement,
    publish_due_feuilles,
    publish_feuille,
    refuse_amendement,
    reopen_feuille,
)

__all__ = [
    "Bilan",
    "ConflitElement",
    "accept_amendement",
    "close_engagement",
    "close_feuille",
    "correct_element",
    "describe_element",
    "designate_rapporteur",
    "mark_majeur",
    "move_element",
    "postpone_engagement",
    "propose_amendement",
    "publish_due_feuilles",
    "publish_feuille",
    "record_element",
    "record_feuille",
    "refuse_amendement",
    "remove_element",
    "reopen_engagement",
    "reopen_feuille",
    "restore_element",
    "withdraw_element",
    "withdraw_rapporteur",
]
