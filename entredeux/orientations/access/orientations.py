"""Referrals are the team's. The direction keeps the matrix and the protocols, and never reads a referral; nor does
whoever declared a link of interest with the situation it comes from."""

from django.db.models import QuerySet

from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.cadre.permissions import Permission
from entredeux.orientations.models import (
    DemandeEntrante,
    Envoi,
    MatriceDeontologique,
    Orientation,
    PresenceConjointe,
    Protocole,
)
from entredeux.situations.access import check_not_recused, recused_situations
from entredeux.socle.erreurs import Refus


def visible_orientations(by: Acteur) -> QuerySet[Orientation]:
    if by.structure is None or not by.peut(Permission.ORIENTER):
        return Orientation.objects.none()
    return Orientation.objects.filter(structure=by.structure).exclude(situation__in=recused_situations(by))


def visible_envois(by: Acteur) -> QuerySet[Envoi]:
    if by.structure is None or not by.peut(Permission.ORIENTER):
        return Envoi.objects.none()
    return Envoi.objects.filter(structure=by.structure).exclude(orientation__situation__in=recused_situations(by))


def visible_demandes(by: Acteur) -> QuerySet[DemandeEntrante]:
    if by.structure is None or not by.peut(Permission.ORIENTER):
        return DemandeEntrante.objects.none()
    return DemandeEntrante.objects.filter(structure=by.structure).exclude(situation__in=recused_situations(by))


def visible_matrices(by: Acteur) -> QuerySet[MatriceDeontologique]:
    if by.structure is None or not by.peut(Permission.VOIR_SITUATIONS):
        return MatriceDeontologique.objects.none()
    return MatriceDeontologique.objects.filter(structure=by.structure)


def visible_protocoles(by: Acteur) -> QuerySet[Protocole]:
    if by.structure is None or not by.peut(Permission.VOIR_SITUATIONS):
        return Protocole.objects.none()
    return Protocole.objects.filter(structure=by.structure)


def visible_presences_conjointes(by: Acteur) -> QuerySet[PresenceConjointe]:
    if by.structure is None or not by.peut(Permission.VOIR_SITUATIONS):
        return PresenceConjointe.objects.none()
    return PresenceConjointe.objects.filter(structure=by.structure)


def check_can_orient(by: Acteur) -> Structure:
    """The structure referrals are made in."""
    check_permission(by, Permission.ORIENTER)
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")
    return by.structure


def check_can_lead_orientation(by: Acteur, orientation: Orientation) -> None:
    if check_can_orient(by).pk != orientation.structure_id:
        raise Refus("Cette orientation n'est pas de votre structure.")
    check_not_recused(by, orientation.situation_id)


def check_can_treat_demande(by: Acteur, demande: DemandeEntrante) -> None:
    if check_can_orient(by).pk != demande.structure_id:
        raise Refus("Cette demande n'est pas adressée à votre structure.")


def check_can_manage_protocoles(by: Acteur) -> Structure:
    check_permission(by, Permission.GERER_PROTOCOLES)
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")
    return by.structure


def can_lead_orientation(by: Acteur, orientation: Orientation) -> bool:
    try:
        check_can_lead_orientation(by, orientation)
    except Refus:
        return False
    return True


def can_treat_demande(by: Acteur, demande: DemandeEntrante) -> bool:
    try:
        check_can_treat_demande(by, demande)
    except Refus:
        return False
    return True
