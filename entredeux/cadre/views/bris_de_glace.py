"""Exceptional access to a record that one's role does not open. Nothing is written from here, and nothing is kept by
the browser."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of, visible_bris
from entredeux.cadre.actions.bris_de_glace import (
    acknowledge_bris,
    break_glass,
    close_bris,
    find_fiche,
    find_open,
)
from entredeux.cadre.forms.bris_de_glace import BrisForm
from entredeux.cadre.models import BrisDeGlace
from entredeux.cadre.permissions import Permission
from entredeux.cadre.presenters_droits import present_bris, present_list_of_bris
from entredeux.socle.erreurs import Refus
from entredeux.ui.erreurs import add_errors


@acces(Permission.BRISER_LA_GLACE)
@require_GET
def ouvertures(request: HttpRequest) -> HttpResponse:
    return render(request, "cadre/ouvertures.html", present_list_of_bris(acteur_of(request)))


@acces(Permission.BRISER_LA_GLACE)
@require_http_methods(["GET", "POST"])
def ouvrir(request: HttpRequest, sorte: str, fiche: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    try:
        kind, record = find_fiche(sorte=sorte, fiche=fiche, by=by)
    except Refus:
        raise Http404 from None
    still = find_open(sorte=sorte, fiche=fiche, by=by)
    if still:
        return redirect("cadre:ouverture", still.pk)
    if kind.est_ouverte(by, record):
        return redirect(kind.adresse(record))
    form = BrisForm(request.POST or None)
    if form.is_valid():
        said = dict(form.cleaned_data)
        try:
            bris = break_glass(sorte=sorte, fiche=fiche, by=by, id=said.pop("identifiant"), **said)
            return redirect("cadre:ouverture", bris.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "quoi": kind.libelle, "nom": kind.nomme(record), "retour": kind.adresse(record)}
    return render(request, "cadre/ouvrir.html", context, status=422 if form.errors else 200)


@acces(Permission.BRISER_LA_GLACE)
@require_GET
def ouverture(request: HttpRequest, bris_id: uuid.UUID) -> HttpResponse:
    """The record's words, to whoever opened it and for three hours; afterwards, and for the others, who and why."""
    response = render(request, "cadre/ouverture.html", present_bris(_found(request, bris_id), acteur_of(request)))
    response["Cache-Control"] = "no-store"
    return response


@acces(Permission.BRISER_LA_GLACE)
@require_POST
def refermer(request: HttpRequest, bris_id: uuid.UUID) -> HttpResponse:
    bris = _found(request, bris_id)
    try:
        close_bris(bris=bris, by=acteur_of(request))
        messages.success(request, "La fiche est refermée. L'ouverture reste inscrite au journal.")
    except Refus as refus:
        messages.error(request, str(refus))
    return redirect("cadre:ouvertures")


@acces(Permission.BRISER_LA_GLACE)
@require_POST
def vu(request: HttpRequest, bris_id: uuid.UUID) -> HttpResponse:
    acknowledge_bris(bris=_found(request, bris_id), by=acteur_of(request))
    messages.success(request, "C'est noté : vous avez vu cette ouverture.")
    return redirect("cadre:ouvertures")


def _found(request: HttpRequest, bris_id: uuid.UUID) -> BrisDeGlace:
    rows = visible_bris(acteur_of(request)).select_related("cree_par", "structure")
    return get_object_or_404(rows.distinct(), pk=bris_id)
