"""The acts of a situation, as its page shows them."""

from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.situations.models import Situation
from entredeux.terrain.access import visible_interventions
from entredeux.themes.queries import labels


def fill_interventions(situation: Situation, by: Acteur) -> dict[str, Any] | None:
    rows = list(visible_interventions(by).filter(situation=situation).select_related("lieu"))
    names = labels("motifs")
    return {"lignes": [(row, names.get(row.motif, row.motif)) for row in rows]}
