"""From an act to what is followed over time."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.situations.actions import open_situation
from entredeux.situations.models import Situation
from entredeux.terrain import actions
from entredeux.terrain.access import visible_interventions
from entredeux.terrain.forms.situations import RattacherForm
from entredeux.terrain.models import Intervention
from entredeux.themes.queries import open_packs
from entredeux.ui.erreurs import add_errors


@acces(Permission.SUIVRE_SITUATION)
@require_http_methods(["GET", "POST"])
def rattacher(request: HttpRequest, intervention_id: uuid.UUID) -> HttpResponse:
    """To one that is open, or to a new one made from this act."""
    by = acteur_of(request)
    act = get_object_or_404(visible_interventions(by).select_related("lieu"), pk=intervention_id)
    form = RattacherForm(request.POST or None, by=by)
    if form.is_valid():
        try:
            situation = _link(act, form, by)
            messages.success(request, "Intervention rattachée : sa note suit désormais la situation.")
            return redirect("situations:situation", situation.pk)
        except ValidationError as error:
            add_errors(form, error)
    return render(request, "terrain/rattacher.html", {"form": form, "fiche": act}, status=422 if form.errors else 200)


@transaction.atomic
def _link(act: Intervention, form: forms.Form, by: Acteur) -> Situation:
    situation = form.cleaned_data["situation"] or open_situation(
        theme=act.theme or next(iter(open_packs(by.chaine))),
        motif=act.motif,
        mode_saisine=act.mode_saisine,
        lieux=[act.lieu] if act.lieu else [],
        by=by,
    )
    actions.link_intervention(intervention=act, situation=situation, by=by)
    return situation
