"""A situation is its structure's: the team follows it, the direction sees that it exists and never its words."""

from django.db.models import QuerySet

from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.situations.models import Partie, Situation
from entredeux.socle.erreurs import Refus


def visible_situations(by: Acteur) -> QuerySet[Situation]:
    if by.structure is None or not by.peut(Permission.VOIR_SITUATIONS):
        return Situation.objects.none()
    return Situation.objects.filter(structure=by.structure)


def visible_parties(by: Acteur) -> QuerySet[Partie]:
    """Roles and steps of each. Their sealed words have rules of their own."""
    if by.structure is None or not by.peut(Permission.SUIVRE_SITUATION):
        return Partie.objects.none()
    return Partie.objects.filter(structure=by.structure)


def check_can_open_situation(by: Acteur) -> None:
    check_permission(by, Permission.SUIVRE_SITUATION)
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")


def check_can_follow_situation(by: Acteur, situation: Situation) -> None:
    check_can_open_situation(by)
    if by.structure is None or situation.structure_id != by.structure.pk:
        raise Refus("Cette situation n'est pas de votre structure.")


def can_follow_situation(by: Acteur, situation: Situation) -> bool:
    try:
        check_can_follow_situation(by, situation)
    except Refus:
        return False
    return True
