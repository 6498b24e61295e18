"""What happens by itself around workshops every night, and what they show on others' pages."""

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau import encarts
from entredeux.reseau.actions.ateliers import publish_due_feuilles
from entredeux.reseau.encarts_ateliers import show_engagements, show_feuilles, show_synthese
from entredeux.socle.taches import register_nightly
from entredeux.ui.menu import RAIL, Entree, register


@register_nightly
def publish_reread_feuilles() -> None:
    """The sheets whose days of rereading are over."""
    publish_due_feuilles(by=Acteur.systeme())


def register_pages() -> None:
    """Called once, when the app is ready."""
    register(Entree("Feuilles d'atelier", "mes_feuilles", "note", Permission.ECHANGER_RESEAU, RAIL, 70))
    register(Entree("Engagements", "engagements", "mission", Permission.REDIGER_RESEAU, RAIL, 71))
    encarts.register(encarts.INSCRIPTION, show_engagements, ordre=80)
    encarts.register(encarts.ATELIERS, show_feuilles)
    encarts.register(encarts.APRES, show_synthese, ordre=10)
