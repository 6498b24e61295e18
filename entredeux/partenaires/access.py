"""Which partners, for whom: those of one's own structure."""

from django.db.models import QuerySet

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.partenaires.models import StructurePartenaire


def visible_partenaires(by: Acteur) -> QuerySet[StructurePartenaire]:
    if by.structure is None or not by.peut(Permission.VOIR_TERRAIN):
        return StructurePartenaire.objects.none()
    return StructurePartenaire.objects.filter(structure=by.structure)
