import uuid
from typing import Any

from django.db import models
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

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return TesteurDeRegion(user, self)


class TesteurDeRegion(PagePermissionTester):
    """Wagtail's rights by tree, less what belongs to another region (cadre.access says which)."""

    def __init__(self, user: Any, page: PageReseau) -> None:
        super().__init__(user, page)
        if not can_write_region(user, page.region_de_page):
            # Adding below stays possible: an editor adds a day of its region under a series of the network.
            self.permissions: set[str] = getattr(self, "permissions", set()) & {"add"}
