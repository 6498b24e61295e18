"""What observatoire does every night."""

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.observatoire.actions import refresh_figures
from entredeux.socle.taches import register_nightly


@register_nightly
def refresh_all_figures() -> None:
    """Takes the months that closed, long before the field log forgets who was where. Twice changes nothing."""
    for structure in Structure.objects.filter(est_active=True):
        refresh_figures(structure, by=Acteur.systeme(structure))
