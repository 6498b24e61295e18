"""Every write of the field log. Pages, imports, commands, the demo (and the notebook to come) call these."""

from entredeux.terrain.actions.corrections import ConflitDeVersion, correct_intervention, withdraw_intervention
from entredeux.terrain.actions.dysfonctionnements import (
    advance_dysfonctionnement,
    record_dysfonctionnement,
    send_dysfonctionnement,
)
from entredeux.terrain.actions.equipe import (
    acknowledge_consigne,
    follow_incident,
    leave_consigne,
    record_incident,
)
from entredeux.terrain.actions.interventions import SaisieEnConflit, record_intervention, record_interventions
from entredeux.terrain.actions.missions import create_mission, update_mission
from entredeux.terrain.actions.presences import (
    PresenceDejaEnCours,
    record_passage,
    record_rien_a_signaler,
    start_presence,
    stop_presence,
    withdraw_passage,
)
from entredeux.terrain.actions.rattachement import link_intervention, record_followed_intervention

__all__ = [
    "ConflitDeVersion",
    "PresenceDejaEnCours",
    "SaisieEnConflit",
    "acknowledge_consigne",
    "advance_dysfonctionnement",
    "correct_intervention",
    "create_mission",
    "follow_incident",
    "leave_consigne",
    "link_intervention",
    "record_dysfonctionnement",
    "record_followed_intervention",
    "record_incident",
    "record_intervention",
    "record_interventions",
    "record_passage",
    "record_rien_a_signaler",
    "send_dysfonctionnement",
    "start_presence",
    "stop_presence",
    "update_mission",
    "withdraw_intervention",
    "withdraw_passage",
]
