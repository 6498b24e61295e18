from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from entredeux.cadre.access import acteur_of, connecte, ouvert
from entredeux.reseau.presenters import present_carte, present_fiche
from entredeux.reseau.programme import load_affichage, load_programme
from entredeux.ui.menu import accueil_of


@ouvert("le programme du réseau, page d'accueil publique")
def accueil(request: HttpRequest) -> HttpResponse:
    """Series in the file's order, the latest event first in each."""
    series = [
        {
            "serie": serie,
            "precision": load_affichage().precisions_de_forme.get(serie.slug, ""),
            "cartes": [
                present_carte(serie, evenement)
                for evenement in sorted(serie.evenements, key=lambda each: each.date, reverse=True)
            ],
        }
        for serie in load_programme().series
    ]
    return render(request, "reseau/accueil.html", {"series": series})


@ouvert("un événement du programme du réseau")
def evenement(request: HttpRequest, slug: str) -> HttpResponse:
    found = load_programme().find(slug)
    if found is None:
        raise Http404
    return render(request, "reseau/evenement.html", {"fiche": present_fiche(*found)})


@connecte
def espace(request: HttpRequest) -> HttpResponse:
    """The way in for each role; an account without a page of its own is told why."""
    acteur = acteur_of(request)
    url_name = accueil_of(acteur.role) if acteur.role else None
    if url_name:
        return redirect(url_name)
    return render(request, "reseau/espace.html")
