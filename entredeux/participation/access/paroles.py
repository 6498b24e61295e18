"""A word is read by the team that noted it. The direction sees that it left and what was answered, never the word."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.cadre.permissions import Permission
from entredeux.participation.models import GroupeParoles, Parole, RetourParole
from entredeux.socle.erreurs import Refus

M = TypeVar("M", bound=Model)


def of_structure(model: type[M], by: Acteur, permission: Permission) -> QuerySet[M]:
    if by.structure is None or not by.peut(permission):
        return model._default_manager.none()
    return model._default_manager.filter(structure=by.structure)


def visible_paroles(by: Acteur) -> QuerySet[Parole]:
    return of_structure(Parole, by, Permission.NOTER_PAROLE)


def visible_retours(by: Acteur) -> QuerySet[RetourParole]:
    return of_structure(RetourParole, by, Permission.NOTER_PAROLE)


def visible_groupes(by: Acteur) -> QuerySet[GroupeParoles]:
    """What it is about, to whom it left, what was answered. The words in it have the rule above."""
    return of_structure(GroupeParoles, by, Permission.VOIR_PARTICIPATION)


def check_can_note(by: Acteur) -> Structure:
    """The structure a word is noted in."""
    check_permission(by, Permission.NOTER_PAROLE)
    return structure_of(by)


def check_can_keep_parole(by: Acteur, parole: Parole) -> None:
    if check_can_note(by).pk != parole.structure_id:
        raise Refus("Cette parole n'est pas de votre structure.")


def check_can_tell_retour(by: Acteur, retour: RetourParole) -> None:
    if check_can_note(by).pk != retour.structure_id:
        raise Refus("Cette réponse n'est pas à redire par votre structure.")


def check_can_carry(by: Acteur) -> Structure:
    check_permission(by, Permission.PORTER_PAROLES)
    return structure_of(by)


def check_can_carry_groupe(by: Acteur, groupe: GroupeParoles) -> None:
    if check_can_carry(by).pk != groupe.structure_id:
        raise Refus("Ce groupe de paroles n'est pas de votre structure.")


def structure_of(by: Acteur) -> Structure:
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")
    return by.structure


def can_keep_parole(by: Acteur, parole: Parole) -> bool:
    try:
        check_can_keep_parole(by, parole)
    except Refus:
        return False
    return True


def can_tell_retour(by: Acteur, retour: RetourParole) -> bool:
    try:
        check_can_tell_retour(by, retour)
    except Refus:
        return False
    return True


def can_carry_groupe(by: Acteur, groupe: GroupeParoles) -> bool:
    try:
        check_can_carry_groupe(by, groupe)
    except Refus:
        return False
    return True
