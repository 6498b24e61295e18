"""Every write of the notebook: phones and their rights, what arrives, what becomes of it."""

from entredeux.carnet.actions.application import apply_all, apply_enveloppe
from entredeux.carnet.actions.quarantaine import accept_enveloppe, discard_enveloppe, read_contenu, settle_conflit
from entredeux.carnet.actions.reception import EntreeRecue, Reponse, receive_entrees
from entredeux.carnet.actions.telephones import enrol_compte, ensure_key, revoke_telephone, rotate_key

__all__ = [
    "EntreeRecue",
    "Reponse",
    "accept_enveloppe",
    "apply_all",
    "apply_enveloppe",
    "discard_enveloppe",
    "enrol_compte",
    "ensure_key",
    "read_contenu",
    "receive_entrees",
    "revoke_telephone",
    "rotate_key",
    "settle_conflit",
]
