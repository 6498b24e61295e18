"""What Wagtail does tells our journal, and the desk speaks of what it is: words, warnings, what must not be lost."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from entredeux.cadre import journal
from entredeux.cadre.access import TOUTES_LES_REGIONS, acteur_of, compte_of, regions_written_by
from entredeux.reseau.coherence import find_doubts, what_holds_evenement
from entredeux.reseau.models import Evenement, Intervenant, Organisation, Serie
from entredeux.reseau.views import bureau_corpus

# --- the journal


@hooks.register("after_publish_page")
def journal_publication(request: HttpRequest, page: Page) -> None:
    journal.record_write(acteur_of(request), "reseau.page.publiee", page)


@hooks.register("after_unpublish_page")
def journal_retrait(request: HttpRequest, page: Page) -> None:
    journal.record_write(acteur_of(request), "reseau.page.depubliee", page)


@hooks.register("before_delete_page")
def journal_suppression(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before, while the page has its key; the hook runs again, without effect, when the page is asked about."""
    if held := list(name_held(page)):
        return refuse(request, page, held)
    if request.method == "POST":
        journal.record_write(acteur_of(request), "reseau.page.supprimee", page)
    return None


# --- what must not be lost


def name_held(page: Page) -> Iterable[str]:
    """« Journée de Liévin : 12 inscriptions », for it and each event below it."""
    for evenement in Evenement.objects.descendant_of(page, inclusive=True):
        if held := what_holds_evenement(evenement):
            yield f"« {evenement.title} » : {', '.join(held)}"


def refuse(request: HttpRequest, page: Page, held: list[str]) -> HttpResponse:
    messages.error(
        request,
        f"Rien n'a été supprimé : {' ; '.join(held)}. Annulez l'événement plutôt : la page le dira, et les personnes "
        "inscrites seront prévenues.",
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def keep_held_pages(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    pages = [page for page in objects if isinstance(page, Page)]
    held = [said for page in pages for said in name_held(page)] if action_type == "delete" else []
    return refuse(request, pages[0], held) if held else None


@hooks.register("before_create_page")
def keep_to_region(request: HttpRequest, parent: Page, page_class: type[Page]) -> HttpResponse | None:
    """An editor of a region writes events: another page would belong to the whole network, and leave her hands."""
    if TOUTES_LES_REGIONS in regions_written_by(compte_of(request)) or hasattr(page_class, "region"):
        return None
    messages.error(request, "Cette page serait à tout le réseau : demandez-la à l'animation du réseau.")
    return redirect("wagtailadmin_explore", parent.pk)


# --- doubts: said, never blocking


@hooks.register("before_edit_page")
def warn_on_opening(request: HttpRequest, page: Page) -> None:
    """Whoever opens the page, its author after saving and its second reader too, sees what is doubtful in it."""
    if request.method == "GET" and request.accepts("text/html") and isinstance(page, Evenement):
        warn(request, page)


@hooks.register("after_edit_page")
def warn_on_leaving(request: HttpRequest, page: Page) -> None:
    """Publishing and submitting lead elsewhere than to the page itself."""
    leaves = "action-publish" in request.POST or "action-submit" in request.POST
    if leaves and request.accepts("text/html") and isinstance(page, Evenement):
        warn(request, page)


@hooks.register("after_create_page")
def warn_on_creation(request: HttpRequest, page: Page) -> None:
    warn_on_leaving(request, page)


def warn(request: HttpRequest, evenement: Evenement) -> None:
    version = evenement.get_latest_revision_as_object() if evenement.latest_revision_id else evenement
    for doubt in find_doubts(version, list(version.sequences.all())):
        messages.warning(request, f"À vérifier. {doubt}")


# --- words and looks


@hooks.register("insert_global_admin_css")
def style_bureau() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("reseau/bureau.css"))


class OrganisationViewSet(SnippetViewSet):  # type: ignore[misc]
    model = Organisation
    icon = "group"
    menu_label = "Organisations"
    add_to_admin_menu = True
    menu_order = 210
    list_display = ("nom", "ville")
    search_fields = ("nom", "ville")
    panels: ClassVar = [FieldPanel("nom"), FieldPanel("slug"), FieldPanel("ville"), FieldPanel("site")]


class IntervenantViewSet(SnippetViewSet):  # type: ignore[misc]
    model = Intervenant
    icon = "user"
    menu_label = "Qui intervient"
    add_to_admin_menu = True
    menu_order = 200
    list_display = ("nom",)
    search_fields = ("nom",)
    panels: ClassVar = [FieldPanel("nom"), FieldPanel("slug"), FieldPanel("presentation")]


register_snippet(IntervenantViewSet)
register_snippet(OrganisationViewSet)


@hooks.register("register_page_header_buttons")
def propose_modele(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterable[Button]:
    if isinstance(page.specific_deferred, Serie):
        yield Button(
            "Nouvelle journée régionale, depuis le modèle",
            f"{reverse('nouvelle_journee')}?serie={page.pk}",
            icon_name="copy",
            priority=5,
        )


@hooks.register("construct_main_menu")
def hide_unused(request: HttpRequest, menu_items: list[Any]) -> None:
    menu_items[:] = [item for item in menu_items if item.name not in {"help", "reports"}]


@hooks.register("register_admin_urls")
def corpus_urls() -> list[URLPattern]:
    """What the choosers of a restitution ask; marked like the whole desk (urls_bureau.py)."""
    return [
        path("corpus/elements/", bureau_corpus.elements, name="bureau_corpus_elements"),
        path("corpus/points/", bureau_corpus.points, name="bureau_corpus_points"),
    ]
