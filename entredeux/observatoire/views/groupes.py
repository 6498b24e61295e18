"""Groups of a landlord's residences: composed by the coordination, for a whole year."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.observatoire.access_groupes import visible_groupes
from entredeux.observatoire.access_rapports import visible_bailleurs
from entredeux.observatoire.forms_groupes import GroupeForm
from entredeux.observatoire.groupes import compose_groupe, dissolve_groupe, open_years
from entredeux.observatoire.residences import residences_of


@never_cache
@require_http_methods(["GET", "POST"])
@acces(Permission.COORDONNER)
def groupes(request: HttpRequest, bailleur_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    bailleur = get_object_or_404(visible_bailleurs(by), pk=bailleur_id)
    structure = bailleur.structure
    years = open_years(structure, timezone.localdate())
    known = residences_of(structure.pk)
    form = GroupeForm(request.POST or None, annees=years, residences=list(known.values()))
    if request.method == "POST" and form.is_valid():
        try:
            compose_groupe(bailleur=bailleur, **form.cleaned_data, by=by)
            messages.success(request, "Groupe composé.")
            return redirect("observatoire:groupes", bailleur.pk)
        except ValidationError as refused:
            form.add_error(None, refused)
    found = visible_groupes(by).filter(bailleur=bailleur).prefetch_related("residences")
    context = {
        "bailleur": bailleur,
        "form": form,
        "groupes": [(each, each.annee in years) for each in found],
        "residences": len(known),
    }
    return render(request, "observatoire/rapports/groupes.html", context, status=422 if form.errors else 200)


@require_POST
@acces(Permission.COORDONNER)
def dissoudre(request: HttpRequest, groupe_residences_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    groupe = get_object_or_404(visible_groupes(by), pk=groupe_residences_id)
    try:
        dissolve_groupe(groupe, by=by)
        messages.success(request, "Groupe dissous.")
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("observatoire:groupes", groupe.bailleur_id)
