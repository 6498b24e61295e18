"""What happens by itself around workshops, every night."""

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions.ateliers import publish_due_feuilles
from entredeux.socle.taches import register_nightly


@register_nightly
def publish_reread_feuilles() -> None:
    """The sheets whose days of rereading are over."""
    publish_due_feuilles(by=Acteur.systeme())
