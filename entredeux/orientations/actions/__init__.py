from entredeux.orientations.actions.demandes import (
    accept_demande,
    decline_demande,
    receive_demande,
    redirect_demande,
)
from entredeux.orientations.actions.matrice import adopt_matrice, write_matrice
from entredeux.orientations.actions.orientations import (
    cancel_envoi,
    complete_envoi,
    prepare_envoi,
    propose_and_prepare,
    propose_orientation,
    record_resultat,
    send_envoi,
)
from entredeux.orientations.actions.protocoles import (
    confirm_presence_conjointe,
    record_presence_conjointe,
    write_protocole,
)
from entredeux.orientations.actions.rappels import end_withdrawn, remind_services
from entredeux.orientations.actions.reponses import answer_envoi, ask_code, give_rendez_vous, open_lien, try_code

__all__ = [
    "accept_demande",
    "adopt_matrice",
    "answer_envoi",
    "ask_code",
    "cancel_envoi",
    "complete_envoi",
    "confirm_presence_conjointe",
    "decline_demande",
    "end_withdrawn",
    "give_rendez_vous",
    "open_lien",
    "prepare_envoi",
    "propose_and_prepare",
    "propose_orientation",
    "receive_demande",
    "record_presence_conjointe",
    "record_resultat",
    "redirect_demande",
    "remind_services",
    "send_envoi",
    "try_code",
    "write_matrice",
    "write_protocole",
]
