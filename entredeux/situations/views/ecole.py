"""A pupil's case handed to the school's own team: the day, then what the school says."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.situations import actions
from entredeux.situations.access import visible_situations, visible_transmissions_phare
from entredeux.situations.forms.ecole import ExclusionForm, TransmissionForm
from entredeux.situations.models import TransmissionPhare
from entredeux.ui.erreurs import add_errors


@acces(Permission.SUIVRE_SITUATION)
@require_http_methods(["GET", "POST"])
def transmettre(request: HttpRequest, situation_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    situation = get_object_or_404(visible_situations(by), pk=situation_id)
    form = TransmissionForm(
        request.POST or None, initial={"identifiant": uuid.uuid4(), "le": timezone.localdate().isoformat()}
    )
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.hand_over_to_phare(situation=situation, le=said["le"], id=said["identifiant"], by=by)
            messages.success(request, "Transmission notée : la date, et rien d'autre.")
            return redirect("situations:situation", situation.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "situation": situation, "titre": "Transmise à l'équipe pHARe"}
    return render(request, "situations/petit_formulaire.html", context, status=422 if form.errors else 200)


@acces(Permission.SUIVRE_SITUATION)
@require_http_methods(["GET", "POST"])
def exclusion(request: HttpRequest, transmission_phare_id: uuid.UUID) -> HttpResponse:
    by, found = acteur_of(request), _transmission(request, transmission_phare_id)
    initial: dict[str, Any] = {"exclusion": found.exclusion, "dite_le": found.exclusion_dite_le}
    form = ExclusionForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.record_exclusion(transmission=found, by=by, **form.cleaned_data)
            messages.success(request, "C'est noté, comme l'établissement le dit.")
            return redirect("situations:situation", found.situation_id)
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "situation": found.situation, "titre": "Exclusion évitée, selon l'établissement"}
    return render(request, "situations/petit_formulaire.html", context, status=422 if form.errors else 200)


@acces(Permission.SUIVRE_SITUATION)
@require_POST
def annuler(request: HttpRequest, transmission_phare_id: uuid.UUID) -> HttpResponse:
    found = _transmission(request, transmission_phare_id)
    actions.withdraw_transmission(transmission=found, by=acteur_of(request))
    messages.success(request, "Transmission retirée.")
    return redirect("situations:situation", found.situation_id)


def _transmission(request: HttpRequest, transmission_phare_id: uuid.UUID) -> TransmissionPhare:
    rows = visible_transmissions_phare(acteur_of(request)).select_related("situation", "structure")
    return get_object_or_404(rows, pk=transmission_phare_id)
