"""Who sees and decides which sensitive themes a structure records, and who leads its anonymous surveys."""

from django.db.models import QuerySet

from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.cadre.permissions import Permission
from entredeux.socle.erreurs import Refus
from entredeux.themes.models import OuvertureTheme, VagueEnquete


def visible_ouvertures(by: Acteur) -> QuerySet[OuvertureTheme]:
    """Past and present ones, for the team that records under them."""
    if by.structure is None or not (by.peut(Permission.VOIR_TERRAIN) or by.peut(Permission.OUVRIR_THEME)):
        return OuvertureTheme.objects.none()
    return OuvertureTheme.objects.filter(structure=by.structure)


def check_can_open_theme(by: Acteur) -> None:
    check_permission(by, Permission.OUVRIR_THEME)
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")


def visible_vagues(by: Acteur) -> QuerySet[VagueEnquete]:
    """The team and the direction; what of it may be read is resultats.py's to say."""
    if by.structure is None or not by.peut(Permission.VOIR_TERRAIN):
        return VagueEnquete.objects.none()
    return VagueEnquete.objects.filter(structure=by.structure)


def check_can_open_vague(by: Acteur) -> Structure:
    check_permission(by, Permission.MENER_ENQUETE)
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")
    return by.structure


def check_can_lead_vague(by: Acteur, vague: VagueEnquete) -> None:
    if check_can_open_vague(by).pk != vague.structure_id:
        raise Refus("Cette enquête n'est pas celle de votre structure.")


def check_can_type_papier(by: Acteur, vague: VagueEnquete) -> None:
    check_permission(by, Permission.SAISIR_TERRAIN)
    if by.structure is None or vague.structure_id != by.structure.pk:
        raise Refus("Cette enquête n'est pas celle de votre structure.")


def can_lead_vague(by: Acteur, vague: VagueEnquete) -> bool:
    try:
        check_can_lead_vague(by, vague)
    except Refus:
        return False
    return True


def can_type_papier(by: Acteur, vague: VagueEnquete) -> bool:
    try:
        check_can_type_papier(by, vague)
    except Refus:
        return False
    return True
