"""Who enrols a phone, who looks at what could not be recorded. A phone's token only sends (actions/reception.py)."""

from django.db.models import QuerySet

from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.carnet.models import Enveloppe, Telephone
from entredeux.socle.erreurs import Refus


def check_can_enrol(by: Acteur) -> None:
    """Whoever records in the field, in a structure, with an account of their own."""
    check_permission(by, Permission.SAISIR_TERRAIN)
    if by.structure is None or by.compte is None:
        raise Refus("Choisissez d'abord votre structure.")


def check_can_manage_carnet(by: Acteur, row: Telephone | Enveloppe | None = None) -> None:
    check_permission(by, Permission.GERER_CARNET)
    if by.structure is None or (row is not None and row.structure_id != by.structure.pk):
        raise Refus("Ceci n'est pas de votre structure.")


def can_manage_carnet(by: Acteur, row: Telephone | Enveloppe | None = None) -> bool:
    try:
        check_can_manage_carnet(by, row)
    except Refus:
        return False
    return True


def visible_telephones(by: Acteur) -> QuerySet[Telephone]:
    if by.structure is None or not by.peut(Permission.GERER_CARNET):
        return Telephone.objects.none()
    return Telephone.objects.filter(structure=by.structure)


def visible_enveloppes(by: Acteur) -> QuerySet[Enveloppe]:
    """Without what they say: opening one is a journaled reading (actions/quarantaine.py)."""
    if by.structure is None or not by.peut(Permission.GERER_CARNET):
        return Enveloppe.objects.none()
    return Enveloppe.objects.filter(structure=by.structure)
