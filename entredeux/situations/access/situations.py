"""A situation is its structure's: the team follows it, the direction sees that it exists and never its words."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.situations.models import EngagementPartie, EtapeSituation, Partie, Propos, Situation, TransmissionPhare
from entredeux.socle.erreurs import Refus

M = TypeVar("M", bound=Model)


def _of_structure(model: type[M], by: Acteur, permission: Permission) -> QuerySet[M]:
    if by.structure is None or not by.peut(permission):
        return model._default_manager.none()
    return model._default_manager.filter(structure=by.structure)


def visible_situations(by: Acteur) -> QuerySet[Situation]:
    return _of_structure(Situation, by, Permission.VOIR_SITUATIONS)


def visible_etapes(by: Acteur) -> QuerySet[EtapeSituation]:
    return _of_structure(EtapeSituation, by, Permission.VOIR_SITUATIONS)


def visible_parties(by: Acteur) -> QuerySet[Partie]:
    """Roles and steps of each. Their sealed words have rules of their own."""
    return _of_structure(Partie, by, Permission.SUIVRE_SITUATION)


def visible_propos(by: Acteur) -> QuerySet[Propos]:
    """What the team noted. What may be repeated to another party is queries/propos.py's to say."""
    return _of_structure(Propos, by, Permission.SUIVRE_SITUATION)


def visible_engagements(by: Acteur) -> QuerySet[EngagementPartie]:
    return _of_structure(EngagementPartie, by, Permission.SUIVRE_SITUATION)


def visible_transmissions_phare(by: Acteur) -> QuerySet[TransmissionPhare]:
    """A day and what the school said: the direction may know it, as it knows the steps."""
    return _of_structure(TransmissionPhare, by, Permission.VOIR_SITUATIONS)


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


def check_can_follow_partie(by: Acteur, partie: Partie) -> None:
    check_can_open_situation(by)
    if by.structure is None or partie.structure_id != by.structure.pk:
        raise Refus("Cette situation n'est pas de votre structure.")
