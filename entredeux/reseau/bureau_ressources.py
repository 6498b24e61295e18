"""What the desk does to resources: they begin by their genre, and who reread them is told by its gestures too."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import Page, TaskState
from wagtail.signals import page_published, task_approved

from entredeux.cadre.acteur import Acteur, acteurs_of
from entredeux.cadre.models import Compte
from entredeux.cadre.permissions import Permission
from entredeux.reseau.access import can_open_document
from entredeux.reseau.actions.ressources import flag_changed_ressource, note_approval
from entredeux.reseau.models import Ressource
from entredeux.reseau.views.lecteur import lecteur_of
from entredeux.reseau.views.ressources import ressource as show_ressource
from entredeux.socle.erreurs import Refus


@hooks.register("before_create_page")
def start_from_the_template(request: HttpRequest, parent_page: Page, page_class: type[Page]) -> HttpResponse | None:
    """A resource begins by its genre, so that a fiche d'expérience comes with its parts."""
    return redirect("ressource_nouvelle") if page_class is Ressource else None


def note_publication(sender: type[Page], instance: Ressource, revision: Any, **_: Any) -> None:
    """Any text published without a second reader; a rereading that published it says so just after."""
    compte = revision.user if revision else None
    flag_changed_ressource(ressource=instance, by=Acteur.sans_adhesion(compte) if compte else Acteur.systeme())


def note_task_approval(sender: type[TaskState], instance: TaskState, user: Compte, **_: Any) -> None:
    page = Ressource.objects.live().filter(pk=instance.workflow_state.object_id).first()
    if page is None:
        return
    readers = [acteur for acteur in acteurs_of(user) if acteur.peut(Permission.REDIGER_RESEAU)]
    try:
        note_approval(ressource=page, by=readers[0] if readers else Acteur.sans_adhesion(user))
    except Refus:
        return  # approved at the desk by someone who may not be its second reader: it stays as it was


page_published.connect(note_publication, sender=Ressource, dispatch_uid="reseau_ressource_publiee")
task_approved.connect(note_task_approval, dispatch_uid="reseau_ressource_relue")


@hooks.register("before_serve_page")
def serve_by_our_own_view(page: Page, request: HttpRequest, *_: Any) -> HttpResponseBase | None:
    """Wherever it is in the tree, a resource is read by the one view that checks who reads it."""
    return show_ressource(request, page.slug) if isinstance(page, Ressource) else None


@hooks.register("before_serve_document")
def hide_documents_of_hidden_pages(document: Any, request: HttpRequest) -> None:
    """A file is as open as the pages that use it; a file that no page uses is the desk's."""
    if not can_open_document(lecteur_of(request), document):
        raise Http404
