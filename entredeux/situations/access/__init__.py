"""Which situations, for whom; one file of rules by subject."""

from entredeux.situations.access.situations import (
    can_follow_situation,
    check_can_follow_partie,
    check_can_follow_situation,
    check_can_open_situation,
    visible_engagements,
    visible_etapes,
    visible_parties,
    visible_propos,
    visible_situations,
    visible_transmissions_phare,
)

__all__ = [
    "can_follow_situation",
    "check_can_follow_partie",
    "check_can_follow_situation",
    "check_can_open_situation",
    "visible_engagements",
    "visible_etapes",
    "visible_parties",
    "visible_propos",
    "visible_situations",
    "visible_transmissions_phare",
]
