from entredeux.participation.actions.demarches import (
    Comptage,
    close_demarche,
    open_demarche,
    record_proposition,
    record_rencontre,
    record_suite,
    withdraw_proposition,
    withdraw_rencontre,
)
from entredeux.participation.actions.groupes import (
    add_paroles,
    close_without_answer,
    create_groupe,
    detach_parole,
    remind_body,
    send_groupe,
)
from entredeux.participation.actions.paroles import end_withdrawn, record_parole, withdraw_parole
from entredeux.participation.actions.rappels import remind_late_bodies
from entredeux.participation.actions.reponses import answer_by_link, open_lien, record_refused_link, record_reponse
from entredeux.participation.actions.retours import give_up_retour, record_not_found, record_told

__all__ = [
    "Comptage",
    "add_paroles",
    "answer_by_link",
    "close_demarche",
    "close_without_answer",
    "create_groupe",
    "detach_parole",
    "end_withdrawn",
    "give_up_retour",
    "open_demarche",
    "open_lien",
    "record_not_found",
    "record_parole",
    "record_proposition",
    "record_refused_link",
    "record_rencontre",
    "record_reponse",
    "record_suite",
    "record_told",
    "remind_body",
    "remind_late_bodies",
    "send_groupe",
    "withdraw_parole",
    "withdraw_proposition",
    "withdraw_rencontre",
]
