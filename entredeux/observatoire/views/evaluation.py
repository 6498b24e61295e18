"""Halls, before and after: for the coordination and the direction of the structure, and nobody else."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.journal import record_read
from entredeux.cadre.permissions import Permission
from entredeux.observatoire.access import visible_actions
from entredeux.observatoire.enums import PlaceHall
from entredeux.observatoire.evaluation.actions import declare_action, withdraw_action
from entredeux.observatoire.evaluation.conclusion import conclude
from entredeux.observatoire.evaluation.graphique import draw_weeks
from entredeux.observatoire.evaluation.panneau import HALLS_MIN, PASSAGES_OCCUPES_MIN, SEMAINES_MIN
from entredeux.observatoire.evaluation.releve import read_action
from entredeux.observatoire.forms_evaluation import ActionForm
from entredeux.territoires.access import visible_lieux
from entredeux.territoires.models import Lieu
from entredeux.ui.erreurs import add_errors

MINIMUMS = {"halls": HALLS_MIN, "semaines": SEMAINES_MIN, "passages": PASSAGES_OCCUPES_MIN}


@require_GET
@acces(Permission.COORDONNER)
def actions_halls(request: HttpRequest) -> HttpResponse:
    actions = visible_actions(acteur_of(request)).prefetch_related("halls")
    return render(request, "observatoire/actions_halls.html", {"actions": actions, "minimums": MINIMUMS})


@require_http_methods(["GET", "POST"])
@acces(Permission.COORDONNER)
def declarer(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    form = ActionForm(request.POST or None, halls=_halls_of(by))
    if request.method == "POST" and form.is_valid():
        try:
            action = declare_action(
                nom=form.cleaned_data["nom"],
                debuts=form.debuts(),
                comparaison=form.placed(PlaceHall.COMPARAISON),
                adjacents=form.placed(PlaceHall.ADJACENT),
                equipe_changee=form.cleaned_data["equipe_changee"],
                by=by,
            )
            return redirect("observatoire:action_hall", action_id=action.pk)
        except ValidationError as refused:
            add_errors(form, refused)
    context = {"form": form, "minimums": MINIMUMS}
    return render(request, "observatoire/action_declarer.html", context, status=422 if form.errors else 200)


def _halls_of(by: Acteur) -> list[Lieu]:
    return list(visible_lieux(by).filter(type_lieu="hall", est_actif=True).order_by("nom"))


@require_GET
@acces(Permission.COORDONNER)
def action_hall(request: HttpRequest, action_id: uuid.UUID) -> HttpResponse:
    """Reading it is journaled: exact counts of a few halls, for the structure's eyes."""
    by = acteur_of(request)
    action = get_object_or_404(visible_actions(by), pk=action_id)
    suivi = read_action(action, timezone.localdate())
    record_read(by, "observatoire.action.lue", action, nombre=len(suivi.semaines))
    context = {
        "action": action,
        "halls": [(place.label, _names(action.halls.all(), place)) for place in PlaceHall],
        "conclusion": conclude(suivi.compare, suivi.voisins),
        "nuage": draw_weeks(suivi),
        "suivi": suivi,
        "minimums": MINIMUMS,
    }
    return render(request, "observatoire/action_hall.html", context)


def _names(halls, place: PlaceHall) -> list[str]:
    return [
        f"{hall.lieu}, depuis le {hall.debut:%d/%m/%Y}" if hall.debut else str(hall.lieu)
        for hall in halls.select_related("lieu")
        if hall.place == place
    ]


@require_POST
@acces(Permission.COORDONNER)
def retirer(request: HttpRequest, action_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    withdraw_action(get_object_or_404(visible_actions(by), pk=action_id), by=by)
    messages.success(request, "La déclaration est retirée. Les passages des halls restent.")
    return redirect("observatoire:actions_halls")
