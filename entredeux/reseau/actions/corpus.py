"""Naming what comes back: a point, and the items someone puts behind it."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau.access.ateliers import visible_elements
from entredeux.reseau.access.corpus import check_can_rattacher, check_can_reword_point
from entredeux.reseau.models import Element, Point, Rattachement
from entredeux.reseau.models.vocabulaires import THEMES
from entredeux.themes.queries import check_term


@transaction.atomic
def create_point(*, titre: str, theme: str = "", elements: Iterable[Element] = (), by: Acteur) -> Point:
    """Opens a point, with its first items. Its region is that of who opens it."""
    check_permission(by, Permission.REDIGER_RESEAU)
    point = Point(titre=_check_titre(titre), theme=_check_theme(theme), region_id=by.region or None)
    point.save(force_insert=True)
    journal.record_write(by, "reseau.point.ouvert", point)
    for element in elements:
        link_element(point=point, element=element, by=by)
    return point


@transaction.atomic
def reword_point(*, point: Point, titre: str, theme: str, by: Acteur) -> Point:
    check_can_reword_point(by, point)
    stored = Point.objects.select_for_update().get(pk=point.pk)
    changed = [nom for nom, value in (("titre", titre.strip()), ("theme", theme)) if getattr(stored, nom) != value]
    if not changed:
        return stored
    stored.titre, stored.theme = _check_titre(titre, stored), _check_theme(theme)
    stored.version += 1
    stored.save(update_fields=["titre", "theme", "version"])
    journal.record_write(by, "reseau.point.reformule", stored, champs=changed)
    return stored


def _check_titre(titre: str, point: Point | None = None) -> str:
    titre = titre.strip()
    if not titre:
        raise ValidationError({"titre": "Dites ce qui revient, en une phrase."})
    others = Point.objects.exclude(pk=point.pk) if point else Point.objects.all()
    if others.filter(titre=titre).exists():
        raise ValidationError({"titre": "Ce point existe déjà sous ces mots : rattachez-y l'élément."})
    return titre


def _check_theme(theme: str) -> str:
    return theme and check_term(THEMES, theme, timezone.localdate())


@transaction.atomic
def link_element(*, point: Point, element: Element, by: Acteur) -> Rattachement:
    """Puts a published item behind a point. Twice changes nothing."""
    check_can_rattacher(by, element)
    if not visible_elements(by).filter(pk=element.pk).exists():
        raise ValidationError("Cet élément n'est pas publié : il se rattache une fois sa feuille publiée.")
    link, created = Rattachement.objects.get_or_create(point=point, element=element)
    if created:
        journal.record_write(by, "reseau.element.rattache", link)
    return link


@transaction.atomic
def unlink_element(*, point: Point, element: Element, by: Acteur) -> None:
    """Takes an item from behind a point. Twice changes nothing."""
    check_can_rattacher(by, element)
    link = Rattachement.objects.filter(point=point, element=element).first()
    if link is None:
        return
    journal.record_write(by, "reseau.element.detache", link)
    link.delete()


@transaction.atomic
def remove_point(*, point: Point, by: Acteur) -> None:
    """Removes a point that nothing stands behind. The items of another keep it."""
    check_can_reword_point(by, point)
    if point.rattachements.exists():
        raise ValidationError("Des éléments sont rattachés à ce point : détachez-les d'abord.")
    journal.record_write(by, "reseau.point.supprime", point)
    point.delete()
