"""Alerts: apart from the log and from situations. No list says whom or where."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.situations import actions
from entredeux.situations.access import visible_alertes
from entredeux.situations.forms.posture import AccuseForm, AlerteForm, TransmissionForm
from entredeux.situations.models import Alerte
from entredeux.situations.presenters_alertes import present_alerte, present_alertes
from entredeux.themes.principes import read_carte_alerte
from entredeux.ui.erreurs import add_errors


@acces(Permission.ALERTER)
@require_GET
def alertes(request: HttpRequest) -> HttpResponse:
    """One's own, or the structure's for whoever decides."""
    by = acteur_of(request)
    rows = visible_alertes(by).select_related("decidee_par")
    return render(request, "situations/alertes.html", {"lignes": present_alertes(rows)})


@acces(Permission.ALERTER)
@require_http_methods(["GET", "POST"])
def alerte_nouvelle(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    form = AlerteForm(request.POST or None, initial={"identifiant": uuid.uuid4()})
    if form.is_valid():
        try:
            found = actions.raise_alerte(by=by, **form.said())
            messages.success(request, "Alerte notée. Seules la coordination et la direction la voient avec vous.")
            return redirect("situations:alerte", found.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "carte": read_carte_alerte()}
    return render(request, "situations/alerte_nouvelle.html", context, status=422 if form.errors else 200)


@acces(Permission.ALERTER)
@require_GET
def alerte(request: HttpRequest, alerte_id: uuid.UUID) -> HttpResponse:
    found = _found(request, alerte_id)
    return _page(request, found)


@acces(Permission.SUIVRE_ALERTES)
@require_POST
def alerte_decider(request: HttpRequest, alerte_id: uuid.UUID) -> HttpResponse:
    by, found, said = acteur_of(request), _found(request, alerte_id), request.POST.get("decision", "")
    return _do(
        request, found, "Décision notée.", lambda: actions.decide_alerte(alerte=found, decision=said, by=by), None
    )


@acces(Permission.ALERTER)
@require_POST
def alerte_transmettre(request: HttpRequest, alerte_id: uuid.UUID) -> HttpResponse:
    by, found, form = acteur_of(request), _found(request, alerte_id), TransmissionForm(request.POST)
    act: Callable[[], Any] = lambda: actions.transmit_alerte(alerte=found, by=by, **form.cleaned_data)  # noqa: E731
    return _do(request, found, "Envoi noté.", act, form)


@acces(Permission.ALERTER)
@require_POST
def alerte_accuser(request: HttpRequest, alerte_id: uuid.UUID) -> HttpResponse:
    by, found, form = acteur_of(request), _found(request, alerte_id), AccuseForm(request.POST)

    def act() -> None:
        said = form.cleaned_data
        actions.acknowledge_alerte(alerte=found, by=by, le=said["accusee_le"], reference=said["reference"])

    return _do(request, found, "Accusé de réception noté.", act, form)


@acces(Permission.ALERTER)
@require_POST
def alerte_annuler(request: HttpRequest, alerte_id: uuid.UUID) -> HttpResponse:
    by, found = acteur_of(request), _found(request, alerte_id)
    try:
        actions.withdraw_alerte(alerte=found, by=by)
        messages.success(request, "Alerte annulée : il n'en reste que la ligne du journal.")
        return redirect("situations:alertes")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("situations:alerte", alerte_id)


def _found(request: HttpRequest, alerte_id: uuid.UUID) -> Alerte:
    rows = visible_alertes(acteur_of(request)).select_related("structure", "cree_par", "decidee_par")
    return get_object_or_404(rows, pk=alerte_id)


def _do(
    request: HttpRequest, found: Alerte, said: str, act: Callable[[], Any], form: forms.Form | None
) -> HttpResponse:
    """Refused, the page comes back with what was typed."""
    if form is None or form.is_valid():
        try:
            act()
            messages.success(request, said)
            return redirect("situations:alerte", found.pk)
        except ValidationError as error:
            if form is None:
                messages.error(request, " ".join(error.messages))
                return redirect("situations:alerte", found.pk)
            add_errors(form, error)
    return _page(request, found, form)


def _page(request: HttpRequest, found: Alerte, form: forms.Form | None = None) -> HttpResponse:
    today = timezone.localdate()
    proposed: dict[str, forms.Form] = {
        "a_transmettre": TransmissionForm(initial={"le": today}),
        "accuse_attendu": AccuseForm(initial={"accusee_le": today}),
    }
    context = present_alerte(found, acteur_of(request)) | {"form": form or proposed.get(found.etat)}
    return render(request, "situations/alerte.html", context, status=422 if form is not None and form.errors else 200)
