import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page, PagePermissionTester

from entredeux.cadre.access import can_write_region
from entredeux.cadre.acteur import CHAINE_INSTANCE


class FicheReseau(models.Model):
    """What a record of the network carries: it belongs to no structure, its texts are sealed under the instance's
    own key, each in its erasure unit. `cadre.textes` reads and writes its sealed fields like any record's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unite = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    cree_le = models.DateTimeField(default=timezone.now, editable=False)

    class Classement:
        internes = ("id", "unite", "version", "cree_le")

    class Meta:
        abstract = True

    @property
    def structure_id(self) -> uuid.UUID:
        """Whose key seals the texts: the instance's (cadre.textes)."""
        return CHAINE_INSTANCE


Contexte = Callable[[Any, HttpRequest], dict[str, Any]]
_contextes: dict[type[Page], Contexte] = {}


def presente(model: type[Page]) -> Callable[[Contexte], Contexte]:
    """Registers what a page's template receives (presenters). Here, because a preview at the desk draws the page
    without passing by a view, and a model knows no presenter."""

    def register(function: Contexte) -> Contexte:
        _contextes[model] = function
        return function

    return register


class PageReseau(Page):
    """A page of the editors' desk. Who may change it: the network's facilitators, and its own region's editors."""

    class Classement:
        ouverts = (
            *("title", "draft_title", "slug", "url_path", "seo_title", "search_description", "show_in_menus"),
            *("live", "first_published_at", "last_published_at", "locale", "translation_key"),
        )
        internes = (
            *("id", "page_ptr", "path", "depth", "numchild", "content_type", "alias_of"),
            *("has_unpublished_changes", "go_live_at", "expire_at", "expired", "locked", "locked_at"),
            *("latest_revision", "latest_revision_created_at", "live_revision"),
        )
        personnels = ("owner", "locked_by")

    class Meta:
        abstract = True

    @property
    def region_de_page(self) -> str:
        """The code of the only region whose editors may change the page; "" for a page of the whole network."""
        region = getattr(self, "region_id", None)
        return str(region or "")

    @property
    def chemin(self) -> str:
        """Its path on the site, read in its row: no query, so that a list of a hundred links asks nothing more."""
        return "/" + self.url_path.split("/", 2)[2]

    @property
    def adresse_web(self) -> str:
        return f"{settings.ADRESSE}{self.chemin}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        contexte = _contextes.get(type(self))
        return context | (contexte(self, request) if contexte else {})

    def make_preview_request(self, *args: Any, **kwargs: Any) -> Any:
        """The desk shows the preview in a frame of its own page, which the public policy refuses."""
        response = super().make_preview_request(*args, **kwargs)
        policy = response.headers.get("Content-Security-Policy", "")
        response.headers["Content-Security-Policy"] = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return TesteurDeRegion(user, self)


class TesteurDeRegion(PagePermissionTester):
    """Wagtail's rights by tree, less what belongs to another region (cadre.access says which)."""

    def __init__(self, user: Any, page: PageReseau) -> None:
        super().__init__(user, page)
        if not can_write_region(user, page.region_de_page):
            # Adding below stays possible: an editor adds a day of its region under a series of the network.
            self.permissions: set[str] = getattr(self, "permissions", set()) & {"add"}
