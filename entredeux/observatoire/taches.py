"""What observatoire does every night."""

import logging

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.observatoire.actions import refresh_all
from entredeux.observatoire.entrepot import RafraichissementEnCours
from entredeux.observatoire.indicateurs.lecture import keep_definitions, read_catalogue
from entredeux.socle.taches import register_nightly

logger = logging.getLogger(__name__)


@register_nightly
def refresh_all_figures() -> None:
    """Takes the months that closed, long before the field log forgets who was where. Twice changes nothing."""
    try:
        refresh_all({structure: Acteur.systeme(structure) for structure in Structure.objects.filter(est_active=True)})
    except RafraichissementEnCours:
        logger.info("observatoire.deja_en_cours")  # a command is at it: it does the same work


@register_nightly
def keep_indicator_definitions() -> None:
    """Each version of a definition is kept as it was first read. Twice changes nothing."""
    keep_definitions(read_catalogue())
