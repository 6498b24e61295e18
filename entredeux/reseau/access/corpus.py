"""Who reads the corpus, and who names what comes back in it.

The corpus is open: what a published sheet says, anyone reads. Putting an item behind a point is an editor's act,
in its own region; wording a point belongs to whoever opened it and to the network's facilitators.
"""

from django.db.models import Exists, OuterRef, QuerySet

from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau.access.ateliers import can_facilitate, visible_elements
from entredeux.reseau.models import Element, Point, Rattachement
from entredeux.reseau.models.blocs_corpus import ELEMENTS, POINTS, register_citables
from entredeux.socle.erreurs import Refus


def with_published_elements(points: QuerySet[Point]) -> QuerySet[Point]:
    """Those that at least one published item stands behind: the only ones the public sees, or a page may cite."""
    published = visible_elements(Acteur.public()).filter(pk=OuterRef("element"))
    behind = Rattachement.objects.filter(Exists(published), point=OuterRef("pk"))
    return points.filter(Exists(behind))


def visible_points(by: Acteur) -> QuerySet[Point]:
    """Editors also see those that nothing stands behind any more, to reuse or remove them."""
    rows = Point.objects.all()
    return rows if by.peut(Permission.REDIGER_RESEAU) else with_published_elements(rows)


def can_rattacher(by: Acteur, element: Element) -> bool:
    """Put this item behind a point, or take it from there: as for its workshop, an editor in its own region."""
    return can_facilitate(by, element.feuille.sequence.evenement)


def check_can_rattacher(by: Acteur, element: Element) -> None:
    check_permission(by, Permission.REDIGER_RESEAU)
    if not can_rattacher(by, element):
        raise Refus("Cet élément vient d'un atelier d'une autre région : demandez-le à l'animation du réseau.")


def can_reword_point(by: Acteur, point: Point) -> bool:
    if by.peut(Permission.ANIMER_RESEAU):
        return True
    return by.peut(Permission.REDIGER_RESEAU) and bool(by.region) and by.region == point.region_id


def check_can_reword_point(by: Acteur, point: Point) -> None:
    check_permission(by, Permission.REDIGER_RESEAU)
    if not can_reword_point(by, point):
        raise Refus("Ce point a été ouvert par une autre région : demandez-le à l'animation du réseau.")


register_citables(ELEMENTS, lambda: visible_elements(Acteur.public()))
register_citables(POINTS, lambda: with_published_elements(Point.objects.all()))
