"""The services to whom a defect is written: listed, added, put out of use."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.partenaires import actions
from entredeux.partenaires.access import can_update_partenaire, visible_partenaires
from entredeux.partenaires.forms import PartenaireForm
from entredeux.socle.erreurs import Refus
from entredeux.ui.erreurs import add_errors


@require_GET
@acces(Permission.VOIR_TERRAIN)
def partenaires(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    context = {
        "partenaires": visible_partenaires(by).select_related("fiche").order_by("-est_actif", "nom"),
        "peut_gerer": by.peut(Permission.GERER_MISSIONS),
    }
    return render(request, "partenaires/liste.html", context)


@require_http_methods(["GET", "POST"])
@acces(Permission.GERER_MISSIONS)
def partenaire_nouveau(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    form = PartenaireForm(request.POST or None)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("nom", "genre", "courriel", "perimetre", "profession")}
        try:
            created = actions.create_partenaire(by=by, **said)
            messages.success(request, f"{created} est ajouté.")
            return redirect("partenaires:liste")
        except ValidationError as error:
            add_errors(form, error)
    return render(request, "partenaires/fiche.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@acces(Permission.GERER_MISSIONS)
def partenaire(request: HttpRequest, partenaire_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_partenaires(by), pk=partenaire_id)
    if not can_update_partenaire(by, found):
        raise Refus("Votre rôle ne modifie pas les partenaires.")
    initial = {name: getattr(found, name) for name in (*actions.CHAMPS, "version")}
    form = PartenaireForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.update_partenaire(partenaire=found, by=by, **form.cleaned_data)
            messages.success(request, "Partenaire modifié.")
            return redirect("partenaires:liste")
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "partenaire": found}
    return render(request, "partenaires/fiche.html", context, status=422 if form.errors else 200)
