"""Which referrals, for whom."""

from entredeux.orientations.access.orientations import (
    can_lead_orientation,
    can_treat_demande,
    check_can_lead_orientation,
    check_can_manage_protocoles,
    check_can_orient,
    check_can_treat_demande,
    visible_demandes,
    visible_envois,
    visible_matrices,
    visible_orientations,
    visible_presences_conjointes,
    visible_protocoles,
)

__all__ = [
    "can_lead_orientation",
    "can_treat_demande",
    "check_can_lead_orientation",
    "check_can_manage_protocoles",
    "check_can_orient",
    "check_can_treat_demande",
    "visible_demandes",
    "visible_envois",
    "visible_matrices",
    "visible_orientations",
    "visible_presences_conjointes",
    "visible_protocoles",
]
