from entredeux.cadre.actions.comptes import (
    Invitation,
    change_role,
    choose_password,
    close_adhesion,
    create_structure,
    invite_compte,
    open_adhesion,
    open_compte,
    reopen_adhesion,
)
from entredeux.cadre.actions.connexions import record_connexion, record_deconnexion, record_refus_connexion

__all__ = [
    "Invitation",
    "change_role",
    "choose_password",
    "close_adhesion",
    "create_structure",
    "invite_compte",
    "open_adhesion",
    "open_compte",
    "record_connexion",
    "record_deconnexion",
    "record_refus_connexion",
    "reopen_adhesion",
]
