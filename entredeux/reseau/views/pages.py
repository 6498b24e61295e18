"""Our own addresses beside those of the tree: the home by its name, speakers, organisations, themes, the space."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from wagtail.views import serve

from entredeux.cadre.access import acteur_of, connecte, ouvert
from entredeux.reseau.enums import GenreRubrique
from entredeux.reseau.models import Accueil, Intervenant, Organisation, PageLibre, Rubrique
from entredeux.reseau.models.base import PageReseau
from entredeux.reseau.models.vocabulaires import label_themes
from entredeux.reseau.presenters.cartes import present_by_key
from entredeux.reseau.presenters.voix import present_interventions
from entredeux.reseau.queries.programme import (
    LOURDS,
    coming,
    find_evenement,
    has_theme,
    live_evenements,
    past,
    prises_of_intervenant,
    prises_of_organisation,
    public,
)
from entredeux.ui.menu import accueil_of

METIER = "le-metier"


@ouvert("le programme du réseau, page d'accueil publique")
def accueil(request: HttpRequest) -> HttpResponseBase:
    """The home that editors write (models.Accueil); its name here is what the rest of the product links to."""
    return serve_or_leave(request, public(Accueil.objects.all()).first())


@ouvert("le calendrier du réseau")
def programme(request: HttpRequest) -> HttpResponseBase:
    return serve_wherever(request, public(Rubrique.objects.filter(genre=GenreRubrique.PROGRAMME)).first())


@ouvert("la page publique sur le métier")
def metier(request: HttpRequest) -> HttpResponseBase:
    return serve_wherever(request, public(PageLibre.objects.filter(slug=METIER)).first())


def serve_wherever(request: HttpRequest, page: PageReseau | None) -> HttpResponseBase:
    """The menu's address keeps working when an editor renames the page."""
    if page is not None and page.chemin != request.path:
        return redirect(page.chemin)
    return serve_or_leave(request, page)


def serve_or_leave(request: HttpRequest, page: PageReseau | None) -> HttpResponseBase:
    """A public page found at once, in one query instead of one for each step of the tree. What is not a public page
    there (another page, one kept private, a draft) is Wagtail's to answer."""
    if page is None or page.chemin != request.path:
        return serve(request, request.path.removeprefix("/"))  # type: ignore[no-any-return]
    return page.serve(request)  # type: ignore[no-any-return]


@ouvert("la page publiée d'un événement")
def page_d_evenement(request: HttpRequest, serie: str, slug: str) -> HttpResponseBase:
    """The address that most visitors open."""
    return serve_or_leave(request, find_evenement(slug))


@ouvert("l'adresse courte d'un événement publié")
def evenement(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_evenement(slug)
    if found is None:
        raise Http404
    return redirect(found.chemin)


@ouvert("ce que le programme public dit d'une personne qui a pris la parole")
def intervenant(request: HttpRequest, intervenant_slug: str) -> HttpResponse:
    """404 until a published page names the person: a name in a draft is not public."""
    prises = prises_of_intervenant(intervenant_slug)
    if not prises:
        raise Http404
    context = {
        "intervenant": get_object_or_404(Intervenant, slug=intervenant_slug),
        "interventions": present_interventions(prises, qui="personne"),
    }
    return render(request, "reseau/intervenant.html", context)


@ouvert("ce que le programme public dit d'une organisation")
def organisation(request: HttpRequest, organisation_slug: str) -> HttpResponse:
    found = get_object_or_404(Organisation, slug=organisation_slug)
    prises = prises_of_organisation(found)
    if not prises:
        raise Http404
    interventions = present_interventions(prises, qui="organisation")
    return render(request, "reseau/organisation.html", {"organisation": found, "interventions": interventions})


@ouvert("les événements publiés sur un thème")
def theme(request: HttpRequest, theme_code: str) -> HttpResponse:
    found = live_evenements().filter(has_theme(theme_code)).defer(*LOURDS)
    ((_, label),) = label_themes([theme_code])
    if label == theme_code:
        raise Http404
    upcoming, done = list(coming(found)), list(past(found))
    cartes = present_by_key([*upcoming, *done])
    context = {
        "code": theme_code,
        "theme": label,
        "a_venir": [cartes[row.pk] for row in upcoming],
        "passes": [cartes[row.pk] for row in done],
    }
    return render(request, "reseau/theme.html", context)


@connecte
def espace(request: HttpRequest) -> HttpResponse:
    """The way in for each role; an account without a page of its own is told why."""
    acteur = acteur_of(request)
    url_name = accueil_of(acteur.role) if acteur.role else None
    if url_name:
        return redirect(url_name)
    return render(request, "reseau/espace.html")
