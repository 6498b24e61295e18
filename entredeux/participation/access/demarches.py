"""Démarches are seen by the whole structure's record roles, and led by the team."""

from django.db.models import QuerySet

from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.cadre.permissions import Permission
from entredeux.participation.access.paroles import of_structure, structure_of
from entredeux.participation.models import Demarche, PropositionDemarche, RencontreDemarche
from entredeux.socle.erreurs import Refus


def visible_demarches(by: Acteur) -> QuerySet[Demarche]:
    return of_structure(Demarche, by, Permission.VOIR_PARTICIPATION)


def visible_rencontres(by: Acteur) -> QuerySet[RencontreDemarche]:
    return of_structure(RencontreDemarche, by, Permission.VOIR_PARTICIPATION)


def visible_propositions(by: Acteur) -> QuerySet[PropositionDemarche]:
    """A proposal has no author and is made before others: whoever sees the démarche reads it, journaled."""
    return of_structure(PropositionDemarche, by, Permission.VOIR_PARTICIPATION)


def check_can_open_demarche(by: Acteur) -> Structure:
    check_permission(by, Permission.ANIMER_DEMARCHE)
    return structure_of(by)


def check_can_lead_demarche(by: Acteur, demarche: Demarche) -> None:
    if check_can_open_demarche(by).pk != demarche.structure_id:
        raise Refus("Cette démarche n'est pas de votre structure.")


def can_lead_demarche(by: Acteur, demarche: Demarche) -> bool:
    try:
        check_can_lead_demarche(by, demarche)
    except Refus:
        return False
    return True
