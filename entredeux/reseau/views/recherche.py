"""The search page: a question and its filters in the address, the answers in order."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from entredeux.cadre.access import ouvert
from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access.recherche import searchable_audiences
from entredeux.reseau.forms.recherche import read_filtres, read_page, read_question
from entredeux.reseau.presenters.recherche import present_choix, present_corrections, present_lignes
from entredeux.reseau.queries.recherche import related_themes
from entredeux.reseau.recherche.lecture import search
from entredeux.reseau.recherche.recette import PAR_PAGE


@ouvert(
    "la recherche dans ce que le réseau publie ; un membre connecté y trouve aussi ce que le réseau garde entre soi"
)
@require_safe
def recherche(request: HttpRequest) -> HttpResponse:
    audiences = searchable_audiences(getattr(request, "acteur", Acteur.public()))
    question, filtres = read_question(request.GET), read_filtres(request.GET)
    page = read_page(request.GET)
    reponse = search(question, audiences=audiences, filtres=filtres, page=page)
    if page > 1 and not reponse.resultats:
        page = 1
        reponse = search(question, audiences=audiences, filtres=filtres, page=page)
    context: dict[str, Any] = {
        "question": question,
        "est_demande": bool(question or filtres),
        "filtres": filtres,
        "reponse": reponse,
        "lignes": present_lignes(reponse),
        "choix": present_choix(reponse, filtres) if reponse.facettes or filtres else [],
        "corrections": present_corrections(reponse),
        "page": Paginator(reponse.numeros, PAR_PAGE).get_page(page),
        "themes": [] if reponse.resultats else related_themes(question, audiences),
    }
    return render(request, "reseau/recherche.html", context)
