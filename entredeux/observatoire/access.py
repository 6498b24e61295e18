"""Which figures: those of one's own structure, protected alike for every role. A figure is never a record."""

import uuid
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.observatoire.coupes import PAR_GROUPE
from entredeux.observatoire.enums import Audience, PorteeCle
from entredeux.observatoire.models import (
    ActionHall,
    CleApi,
    Convention,
    EnvoiReseau,
    LigneFiche,
    Parution,
    Publication,
    QuantiteDeclaree,
)
from entredeux.socle.erreurs import Refus


@dataclass(frozen=True)
class ActeurCle(Acteur):
    """A program with a key: protected figures of one structure, under one agreement at most. Never a record."""

    convention: uuid.UUID | None = None

    @classmethod
    def of_cle(cls, cle: CleApi) -> "ActeurCle":
        reads = {PorteeCle.FIGURES, PorteeCle.FIGURES_CONVENTION} & set(cle.portees)
        bound = cle.convention_id if PorteeCle.FIGURES_CONVENTION in cle.portees else None
        return cls(
            None, cle.structure, "cle_api", frozenset({Permission.VOIR_FIGURES} if reads else ()), convention=bound
        )


def check_can_read_figures(by: Acteur, structure: uuid.UUID, audience: Audience) -> None:
    """Raises Refus without the permission or the agreement, Http404 for another structure."""
    check_permission(by, Permission.VOIR_FIGURES)
    if by.structure is None or by.structure.pk != structure:
        raise Http404
    if audience == Audience.PARTENAIRE and not running_conventions(by).exists():
        raise Refus("Le seuil de 5 demande une convention signée et en cours ; votre compte n'est lié par aucune.")


def can_read_figures(by: Acteur, structure: uuid.UUID, audience: Audience = Audience.PUBLIC) -> bool:
    try:
        check_can_read_figures(by, structure, audience)
    except (Refus, Http404):
        return False
    return True


def check_can_read_exact(by: Acteur, structure: uuid.UUID) -> None:
    """The structure's own coordination and direction; nobody else learns that it is possible."""
    if not by.peut(Permission.COORDONNER) or by.structure is None or by.structure.pk != structure:
        raise Http404


def check_can_read_reseau(by: Acteur) -> None:
    """Figures of every structure of the instance: those who lead the network, outside any structure."""
    check_permission(by, Permission.ANIMER_RESEAU)
    if by.structure is not None:
        raise Http404


def running_conventions(by: Acteur) -> QuerySet[Convention]:
    """Agreements of the active structure that bind this account, or this key, today."""
    if by.structure is None:
        return Convention.objects.none()
    today = timezone.localdate()
    running = Convention.objects.filter(structure=by.structure, debut__lte=today, fin__gte=today)
    if isinstance(by, ActeurCle):
        return running.filter(pk=by.convention) if by.convention else running.none()
    return running.filter(comptes=by.compte) if by.compte else running.none()


def audience_of(by: Acteur) -> Audience:
    """The lowest floor this reader may be shown."""
    return Audience.PARTENAIRE if running_conventions(by).exists() else Audience.PUBLIC


def visible_conventions(by: Acteur) -> QuerySet[Convention]:
    if by.structure is None or not by.peut(Permission.GERER_PROTOCOLES):
        return Convention.objects.none()
    return Convention.objects.filter(structure=by.structure)


def check_can_record_convention(by: Acteur) -> None:
    check_permission(by, Permission.GERER_PROTOCOLES)
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")


def visible_cles(by: Acteur) -> QuerySet[CleApi]:
    if by.structure is None or not by.peut(Permission.GERER_CLES_API):
        return CleApi.objects.none()
    return CleApi.objects.filter(structure=by.structure)


def check_can_open_cle(by: Acteur) -> None:
    check_permission(by, Permission.GERER_CLES_API)
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")


def check_can_manage_cle(by: Acteur, cle: CleApi) -> None:
    if not visible_cles(by).filter(pk=cle.pk).exists():
        raise Http404


def readable_publications(by: Acteur) -> QuerySet[Publication]:
    """Lines of the register at the floors this account may read, of the active structure. Tables by group of residences
    are read in the landlord's report alone."""
    if by.structure is None or not by.peut(Permission.VOIR_FIGURES):
        return Publication.objects.none()
    audiences = {Audience.PUBLIC, audience_of(by)}
    return Publication.objects.filter(structure=by.structure, audience__in=audiences).exclude(
        coupe__contains=PAR_GROUPE
    )


def visible_parutions(by: Acteur) -> QuerySet[Parution]:
    """Proposed and released, for those who prepare them. Anyone reads a released one (`released_parutions`)."""
    if by.structure is None or not by.peut(Permission.COORDONNER):
        return Parution.objects.none()
    return Parution.objects.filter(structure=by.structure)


def released_parutions() -> QuerySet[Parution]:
    return Parution.objects.filter(audience=Audience.PUBLIC, parue_le__isnull=False)


def check_can_propose_parution(by: Acteur) -> None:
    check_permission(by, Permission.COORDONNER)
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")


def check_can_release(by: Acteur, parution: Parution) -> None:
    """Someone else than whoever proposed it: what the public reads has been read by two people."""
    if not visible_parutions(by).filter(pk=parution.pk).exists():
        raise Http404
    if by.compte is None or parution.cree_par_id == by.compte.pk:
        raise Refus(
            "Une parution se relit à deux : une autre personne de la coordination ou de la direction la fait paraître."
        )


def can_release(by: Acteur, parution: Parution) -> bool:
    try:
        check_can_release(by, parution)
    except (Refus, Http404):
        return False
    return True


def visible_actions(by: Acteur) -> QuerySet[ActionHall]:
    """Before/after comparisons are internal: the coordination and the direction of the structure."""
    if by.structure is None or not by.peut(Permission.COORDONNER):
        return ActionHall.objects.none()
    return ActionHall.objects.filter(structure=by.structure)


def check_can_declare_action(by: Acteur) -> None:
    check_permission(by, Permission.COORDONNER)
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")


def check_can_see_action(by: Acteur, action: ActionHall) -> None:
    if not visible_actions(by).filter(pk=action.pk).exists():
        raise Http404


def visible_quantites(by: Acteur) -> QuerySet[QuantiteDeclaree]:
    """Each declaration with its corrections: those who declare. What they add up to is read with the figures."""
    if by.structure is None or not by.peut(Permission.COORDONNER):
        return QuantiteDeclaree.objects.none()
    return QuantiteDeclaree.objects.filter(structure=by.structure)


def check_can_declare_quantite(by: Acteur) -> None:
    check_permission(by, Permission.COORDONNER)
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")


def visible_fiches(by: Acteur) -> QuerySet[LigneFiche]:
    """The yearly sheets of one's own structure, every rank: those who write them. Nobody reads another's."""
    if by.structure is None or not by.peut(Permission.COORDONNER):
        return LigneFiche.objects.none()
    return LigneFiche.objects.filter(structure=by.structure)


def check_can_send(by: Acteur) -> None:
    """The direction answers for what leaves the instance."""
    check_permission(by, Permission.ENVOYER_RESEAU)
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")


def visible_envois(by: Acteur) -> QuerySet[EnvoiReseau]:
    if by.structure is None or not by.peut(Permission.ENVOYER_RESEAU):
        return EnvoiReseau.objects.none()
    return EnvoiReseau.objects.filter(structure=by.structure)
