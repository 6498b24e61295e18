"""Which rows. Reference territories are open to every account; places belong to their structure."""

from django.db.models import QuerySet
from django.http import Http404

from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.territoires.models import Lieu

VOIENT_LES_LIEUX = (Permission.VOIR_TERRAIN, Permission.SAISIR_TERRAIN, Permission.GERER_MISSIONS)


def visible_lieux(by: Acteur) -> QuerySet[Lieu]:
    """The places of the active structure, archived ones included; none for a funder."""
    if by.structure is None or not any(by.peut(permission) for permission in VOIENT_LES_LIEUX):
        return Lieu.objects.none()
    return Lieu.objects.filter(structure=by.structure)


def check_can_create_lieu(by: Acteur) -> None:
    check_permission(by, Permission.GERER_MISSIONS)
    if by.structure is None:
        raise Http404


def check_can_update_lieu(by: Acteur, lieu: Lieu) -> None:
    """Another structure's place does not exist for us: 404, before any word about rights."""
    if not can_read_lieu(by, lieu):
        raise Http404
    check_permission(by, Permission.GERER_MISSIONS)


def can_read_lieu(by: Acteur, lieu: Lieu) -> bool:
    return visible_lieux(by).filter(pk=lieu.pk).exists()


def can_update_lieu(by: Acteur, lieu: Lieu) -> bool:
    return by.peut(Permission.GERER_MISSIONS) and can_read_lieu(by, lieu)
