"""The panel of a school situation's page: the days it was handed to the school's own team."""

from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.situations.access import can_follow_situation, visible_transmissions_phare
from entredeux.situations.actions.ecole import THEME
from entredeux.situations.models import Situation
from entredeux.situations.volets import Volet


def fill(situation: Situation, by: Acteur) -> dict[str, Any] | None:
    if situation.theme != THEME:
        return None
    return {
        "situation": situation,
        "transmissions": list(visible_transmissions_phare(by).filter(situation=situation)),
        "suit": can_follow_situation(by, situation) and not situation.est_oubliee,
    }


VOLET = Volet("phare", "Équipe pHARe de l'établissement", "situations/volet_ecole.html", fill, ordre=30)
