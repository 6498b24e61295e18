from entredeux.reseau.actions.annuaire import withdraw_intervenant
from entredeux.reseau.actions.collectifs import (
    add_membre,
    close_engagement_collectif,
    create_collectif,
    describe_mission,
    hand_over_animation,
    leave_collectif,
    plan_rencontre,
    report_rencontre,
)
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
from entredeux.reseau.actions.modeles import create_journee_from_template
from entredeux.reseau.actions.pages import create_serie, publish_page
from entredeux.reseau.actions.pairs import answer_question, ask_question, close_question
from entredeux.reseau.actions.programme import import_programme

__all__ = [
    "add_membre",
    "allot_contribution",
    "answer_question",
    "ask_question",
    "cancel_evenement",
    "cancel_inscription",
    "change_inscription",
    "close_contribution",
    "close_engagement_collectif",
    "close_question",
    "correct_courriel",
    "create_collectif",
    "create_journee_from_template",
    "create_serie",
    "describe_mission",
    "hand_over_animation",
    "import_programme",
    "leave_collectif",
    "plan_rencontre",
    "promote_inscriptions",
    "publish_page",
    "record_inscriptions",
    "register_inscription",
    "remind_inscriptions",
    "report_rencontre",
    "restore_inscription",
    "submit_contribution",
    "tell_evenement",
    "withdraw_contribution",
    "withdraw_intervenant",
    "write_metier",
]
