"""Who sees and decides which sensitive themes a structure records."""

from django.db.models import QuerySet

from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.socle.erreurs import Refus
from entredeux.themes.models import OuvertureTheme


def visible_ouvertures(by: Acteur) -> QuerySet[OuvertureTheme]:
    """Past and present ones, for the team that records under them."""
    if by.structure is None or not (by.peut(Permission.VOIR_TERRAIN) or by.peut(Permission.OUVRIR_THEME)):
        return OuvertureTheme.objects.none()
    return OuvertureTheme.objects.filter(structure=by.structure)


def check_can_open_theme(by: Acteur) -> None:
    check_permission(by, Permission.OUVRIR_THEME)
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")
