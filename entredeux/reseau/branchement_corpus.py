"""What the corpus and the restitutions plug into: the desk, publications, the search, a theme's page, the menus.

Called once from `AppConfig.ready`.
"""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from django.template.loader import render_to_string
from wagtail.signals import page_published, page_unpublished

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau import encarts
from entredeux.reseau.enums import GenreElement
from entredeux.reseau.forms import restitution
from entredeux.reseau.models import Element, Point, Rattachement, Restitution
from entredeux.reseau.presenters.corpus import PLURIELS
from entredeux.reseau.queries.corpus import Filtre, count_genres, list_corpus
from entredeux.reseau.recherche import corpus
from entredeux.reseau.taches_recherche import follow_document
from entredeux.reseau.taches_restitutions import follow_publication
from entredeux.ui.menu import PUBLIC, RAIL, Entree, register


def plug_in() -> None:
    restitution.install()
    corpus.register()
    page_published.connect(follow_publication, sender=Restitution, dispatch_uid="reseau.restitutions")
    for signal, sender, follow in (
        (page_published, Restitution, follow_page),
        (page_unpublished, Restitution, follow_page),
        (post_delete, Restitution, follow_page),
        (post_save, Point, follow_point),
        (post_delete, Point, follow_point),
        (post_save, Rattachement, follow_rattachement),
        (post_delete, Rattachement, follow_rattachement),
        (post_save, Element, follow_points_of),
    ):
        signal.connect(follow, sender=sender, dispatch_uid=f"corpus.{follow.__name__}")
    encarts.register(encarts.THEME, show_theme, ordre=20)
    register(Entree("Corpus", "corpus", "suivi", place=PUBLIC, ordre=30))
    register(Entree("Rapprocher", "corpus_rapprochements", "repeter", Permission.REDIGER_RESEAU, RAIL, 76))


def show_theme(theme: str, request: HttpRequest) -> str:
    """On a theme's page: how many items of each type, in one query."""
    counted = count_genres(list_corpus(Filtre(theme=theme), Acteur.public()))
    genres = [(PLURIELS[GenreElement(code)], code, nombre) for code, nombre in counted.items()]
    context = {"theme": theme, "genres": genres}
    return render_to_string("reseau/corpus/encart_theme.html", context) if genres else ""


def follow_page(*, instance: Restitution, **_: Any) -> None:
    follow_document.enqueue("restitution", str(instance.pk))


def follow_point(*, instance: Point, **_: Any) -> None:
    follow_document.enqueue("point", str(instance.pk))


def follow_rattachement(*, instance: Rattachement, **_: Any) -> None:
    follow_document.enqueue("point", str(instance.point_id))


def follow_points_of(*, instance: Element, **_: Any) -> None:
    """An item taken out may leave a point with nothing behind it: then the point is no longer found."""
    if instance.feuille.publiee_le is not None:
        for point in instance.rattachements.values_list("point", flat=True):
            follow_document.enqueue("point", str(point))
