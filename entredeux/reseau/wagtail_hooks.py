"""What Wagtail does tells our journal, and the desk speaks of what it is."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from entredeux.cadre import journal
from entredeux.cadre.access import acteur_of


@hooks.register("after_publish_page")
def journal_publication(request: HttpRequest, page: Page) -> None:
    journal.record_write(acteur_of(request), "reseau.page.publiee", page)


@hooks.register("after_unpublish_page")
def journal_retrait(request: HttpRequest, page: Page) -> None:
    journal.record_write(acteur_of(request), "reseau.page.depubliee", page)


@hooks.register("before_delete_page")
def journal_suppression(request: HttpRequest, page: Page) -> None:
    """Before, while the page has its key; the hook runs again, without effect, when the page is asked about."""
    if request.method == "POST":
        journal.record_write(acteur_of(request), "reseau.page.supprimee", page)


@hooks.register("construct_main_menu")
def hide_unused(request: HttpRequest, menu_items: list[Any]) -> None:
    menu_items[:] = [item for item in menu_items if item.name not in {"help", "reports"}]
