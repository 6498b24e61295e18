"""Which words, groups and démarches, for whom; one file of rules by subject."""

from entredeux.participation.access.demarches import (
    can_lead_demarche,
    check_can_lead_demarche,
    check_can_open_demarche,
    visible_demarches,
    visible_propositions,
    visible_rencontres,
)
from entredeux.participation.access.paroles import (
    can_carry_groupe,
    can_keep_parole,
    can_tell_retour,
    check_can_carry,
    check_can_carry_groupe,
    check_can_keep_parole,
    check_can_note,
    check_can_tell_retour,
    visible_groupes,
    visible_paroles,
    visible_retours,
)

__all__ = [
    "can_carry_groupe",
    "can_keep_parole",
    "can_lead_demarche",
    "can_tell_retour",
    "check_can_carry",
    "check_can_carry_groupe",
    "check_can_keep_parole",
    "check_can_lead_demarche",
    "check_can_note",
    "check_can_open_demarche",
    "check_can_tell_retour",
    "visible_demarches",
    "visible_groupes",
    "visible_paroles",
    "visible_propositions",
    "visible_rencontres",
    "visible_retours",
]
