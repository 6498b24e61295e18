"""The panel of a situation's page that lists its referrals."""

from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.orientations.access import visible_orientations
from entredeux.situations.models import Situation
from entredeux.situations.volets import Volet


def fill(situation: Situation, by: Acteur) -> dict[str, Any] | None:
    if not by.peut(Permission.ORIENTER):
        return None
    found = visible_orientations(by).filter(situation=situation).prefetch_related("envois__partenaire")
    return {"orientations": list(found), "situation": situation}


VOLET = Volet("orientations", "Orientations", "orientations/volet.html", fill, ordre=40)
