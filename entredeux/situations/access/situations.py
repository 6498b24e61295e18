"""A situation is its structure's: the team follows it, the direction sees that it exists and never its words.

Whoever declared a link of interest with it sees what the direction sees, until somebody else lifts the declaration.
"""

import uuid
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.situations.models import (
    EngagementPartie,
    EtapeSituation,
    Partie,
    Propos,
    Recusation,
    Situation,
    TransmissionPhare,
)
from entredeux.socle.erreurs import Refus

M = TypeVar("M", bound=Model)


def _of_structure(model: type[M], by: Acteur, permission: Permission) -> QuerySet[M]:
    if by.structure is None or not by.peut(permission):
        return model._default_manager.none()
    return model._default_manager.filter(structure=by.structure)


def recused_situations(by: Acteur) -> QuerySet[Recusation, Any]:
    """Ids of the situations this account declared a link of interest with: their texts are shut to them."""
    declared = Recusation.objects.filter(levee_le__isnull=True)
    return (declared.filter(compte=by.compte) if by.compte else declared.none()).values("situation")


def is_recused(by: Acteur, situation_id: uuid.UUID | None) -> bool:
    return situation_id is not None and recused_situations(by).filter(situation=situation_id).exists()


def check_not_recused(by: Acteur, situation_id: uuid.UUID | None) -> None:
    if is_recused(by, situation_id):
        raise Refus("Vous avez déclaré un lien d'intérêt avec cette situation : ses textes ne vous sont plus ouverts.")


def _followed(model: type[M], by: Acteur) -> QuerySet[M]:
    rows = _of_structure(model, by, Permission.SUIVRE_SITUATION)
    return rows.exclude(situation__in=recused_situations(by))


def visible_situations(by: Acteur) -> QuerySet[Situation]:
    return _of_structure(Situation, by, Permission.VOIR_SITUATIONS)


def visible_etapes(by: Acteur) -> QuerySet[EtapeSituation]:
    return _of_structure(EtapeSituation, by, Permission.VOIR_SITUATIONS)


def visible_parties(by: Acteur) -> QuerySet[Partie]:
    """Roles and steps of each. Their sealed words have rules of their own."""
    return _followed(Partie, by)


def visible_propos(by: Acteur) -> QuerySet[Propos]:
    """What the team noted. What may be repeated to another party is queries/propos.py's to say."""
    return _followed(Propos, by)


def visible_engagements(by: Acteur) -> QuerySet[EngagementPartie]:
    return _followed(EngagementPartie, by)


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
    check_not_recused(by, situation.pk)


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
    check_not_recused(by, partie.situation_id)
