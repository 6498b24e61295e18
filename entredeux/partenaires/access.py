"""Which rows: the partners of one's own structure; who changes them: whoever prepares missions and places."""

from django.db.models import QuerySet
from django.http import Http404

from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.partenaires.models import StructurePartenaire

VOIENT_LES_PARTENAIRES = (Permission.VOIR_TERRAIN, Permission.SAISIR_TERRAIN, Permission.GERER_MISSIONS)


def visible_partenaires(by: Acteur) -> QuerySet[StructurePartenaire]:
    if by.structure is None or not any(by.peut(permission) for permission in VOIENT_LES_PARTENAIRES):
        return StructurePartenaire.objects.none()
    return StructurePartenaire.objects.filter(structure=by.structure)


def check_can_create_partenaire(by: Acteur) -> None:
    check_permission(by, Permission.GERER_MISSIONS)
    if by.structure is None:
        raise Http404


def check_can_update_partenaire(by: Acteur, partenaire: StructurePartenaire) -> None:
    if not visible_partenaires(by).filter(pk=partenaire.pk).exists():
        raise Http404
    check_permission(by, Permission.GERER_MISSIONS)


def can_update_partenaire(by: Acteur, partenaire: StructurePartenaire) -> bool:
    return by.peut(Permission.GERER_MISSIONS) and visible_partenaires(by).filter(pk=partenaire.pk).exists()
