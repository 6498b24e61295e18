"""Groups of residences: the coordination composes them, and figures by group are hers, to hand to the landlord."""

import uuid

from django.db.models import QuerySet
from django.http import Http404

from entredeux.cadre.acteur import Acteur
from entredeux.observatoire.access_rapports import check_can_write_structure, visible_bailleurs, writes_for_structure
from entredeux.observatoire.models import GroupeResidences
from entredeux.partenaires.models import StructurePartenaire


def visible_groupes(by: Acteur) -> QuerySet[GroupeResidences]:
    if not writes_for_structure(by):
        return GroupeResidences.objects.none()
    return GroupeResidences.objects.filter(structure=by.structure)


def check_can_compose(by: Acteur, bailleur: StructurePartenaire) -> None:
    check_can_write_structure(by)
    if not visible_bailleurs(by).filter(pk=bailleur.pk).exists():
        raise Http404


def check_can_read_by_group(by: Acteur, structure: uuid.UUID) -> None:
    """Raises Http404 for anyone who does not write the structure's reports."""
    if not writes_for_structure(by) or by.structure is None or by.structure.pk != structure:
        raise Http404
