"""Which figures: those of one's own structure, protected alike for every role. A figure is never a record."""

import uuid

from django.http import Http404

from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.observatoire.enums import Audience
from entredeux.socle.erreurs import Refus


def check_can_read_figures(by: Acteur, structure: uuid.UUID, audience: Audience) -> None:
    """Raises Refus without the permission or the agreement, Http404 for another structure."""
    check_permission(by, Permission.VOIR_FIGURES)
    if by.structure is None or by.structure.pk != structure:
        raise Http404
    if audience == Audience.PARTENAIRE:
        raise Refus("Le seuil de 5 demande une convention signée ; aucune n'est enregistrée pour votre structure.")


def can_read_figures(by: Acteur, structure: uuid.UUID, audience: Audience = Audience.PUBLIC) -> bool:
    try:
        check_can_read_figures(by, structure, audience)
    except (Refus, Http404):
        return False
    return True
