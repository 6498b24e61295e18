"""Who reads a resource, who rereads and validates it. A draft is nobody's but the desk's."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Page, ReferenceIndex

from entredeux.cadre.access import TOUTES_LES_REGIONS, can_write_region, check_permission, regions_written_by
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau.enums import AudienceRessource, StatutRessource
from entredeux.reseau.models import Evenement, Replay, Ressource
from entredeux.socle.erreurs import Refus


def visible_ressources(by: Acteur) -> QuerySet[Ressource]:
    """Published and reread by a second person; those of the members only to members."""
    read: QuerySet[Ressource] = Ressource.objects.live().exclude(statut=StatutRessource.BROUILLON)
    if by.peut(Permission.ECHANGER_RESEAU):
        return read
    return read.filter(audience=AudienceRessource.PUBLIC)


def written_ressources(by: Acteur) -> QuerySet[Ressource]:
    """Every resource, drafts included, that this person may write."""
    if not by.peut(Permission.REDIGER_RESEAU):
        return Ressource.objects.none()
    regions = {TOUTES_LES_REGIONS} if by.compte is None else regions_written_by(by.compte)
    return Ressource.objects.all() if TOUTES_LES_REGIONS in regions else Ressource.objects.filter(region__in=regions)


def check_can_write_ressource(by: Acteur, region: str) -> None:
    check_permission(by, Permission.REDIGER_RESEAU)
    if by.compte is not None and not can_write_region(by.compte, region):
        raise Refus("Vous écrivez les ressources de votre région. Choisissez-la, ou demandez à l'animation du réseau.")


def check_can_reread_ressource(by: Acteur, ressource: Ressource) -> None:
    """A second person: who writes for the page's region, and wrote neither the page nor its last version."""
    check_can_write_ressource(by, ressource.region_de_page)
    last = ressource.latest_revision
    if by.compte is None or by.compte.pk in {ressource.owner_id, last.user_id if last else None}:
        raise Refus(
            "Une autre personne doit la relire : vous l'avez écrite, ou vous en avez écrit la dernière version."
        )


def can_reread_ressource(by: Acteur, ressource: Ressource) -> bool:
    return _passes(check_can_reread_ressource, by, ressource)


def check_can_validate_ressource(by: Acteur, ressource: Ressource) -> None:
    check_permission(by, Permission.ANIMER_RESEAU)
    check_can_reread_ressource(by, ressource)


def can_validate_ressource(by: Acteur, ressource: Ressource) -> bool:
    return _passes(check_can_validate_ressource, by, ressource)


def check_can_pin_ressource(by: Acteur, ressource: Ressource) -> None:
    check_permission(by, Permission.ECHANGER_RESEAU)
    if not visible_ressources(by).filter(pk=ressource.pk).exists():
        raise Refus("Cette ressource n'est pas publiée.")


def can_pin_ressource(by: Acteur, ressource: Ressource) -> bool:
    return _passes(check_can_pin_ressource, by, ressource)


def visible_replays(by: Acteur) -> QuerySet[Replay]:
    """Those published on the page of a published event."""
    return Replay.objects.filter(est_publie=True, evenement__live=True)


def check_can_edit_replay(by: Acteur, evenement: Evenement) -> None:
    check_permission(by, Permission.REDIGER_RESEAU)
    if by.compte is not None and not can_write_region(by.compte, evenement.region_de_page):
        raise Refus("Cet événement est celui d'une autre région.")


def can_edit_replay(by: Acteur, evenement: Evenement) -> bool:
    return _passes(check_can_edit_replay, by, evenement)


def can_open_document(by: Acteur, document: Any) -> bool:
    """A page that uses it may be read, or the person writes the network's pages."""
    if by.peut(Permission.REDIGER_RESEAU):
        return True
    users = ReferenceIndex.get_references_to(document).values_list("base_content_type", "object_id")
    pages = ContentType.objects.get_for_model(Page).pk
    ids = [int(pk) for content_type, pk in users if content_type == pages]
    hidden = Ressource.objects.exclude(pk__in=visible_ressources(by).values("pk"))
    return Page.objects.live().filter(pk__in=ids).exclude(pk__in=hidden.values("pk")).exists()


def _passes(check: object, *args: object) -> bool:
    try:
        check(*args)  # type: ignore[operator]
    except Refus:
        return False
    return True
