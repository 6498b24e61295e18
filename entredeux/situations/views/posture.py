"""Stepping aside, and writing for oneself."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import read_texte
from entredeux.situations import actions
from entredeux.situations.access import (
    check_can_follow_situation,
    visible_notes_privees,
    visible_recusations,
    visible_situations,
)
from entredeux.situations.forms.posture import LienForm, NotePriveeForm
from entredeux.ui.erreurs import add_errors


@acces(Permission.SUIVRE_SITUATION)
@require_http_methods(["GET", "POST"])
def declarer_lien(request: HttpRequest, situation_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    rows = visible_situations(by).select_related("structure", "referent", "binome")
    found = get_object_or_404(rows, pk=situation_id)
    check_can_follow_situation(by, found)
    form = LienForm(request.POST or None, by=by, situation=found)
    if form.is_valid():
        try:
            actions.declare_lien(situation=found, by=by, **form.cleaned_data)
            messages.success(request, "Lien déclaré. Les textes de cette situation ne vous sont plus ouverts.")
            return redirect("situations:situation", found.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "situation": found}
    return render(request, "situations/declarer_lien.html", context, status=422 if form.errors else 200)


@acces(Permission.COORDONNER)
@require_POST
def lever_recusation(request: HttpRequest, recusation_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_recusations(by).select_related("structure"), pk=recusation_id)
    actions.lift_recusation(recusation=found, by=by)
    messages.success(request, "Récusation levée : cette situation lui est rouverte.")
    return redirect("situations:situation", found.situation_id)


@acces(Permission.SUIVRE_SITUATION)
@require_http_methods(["GET", "POST"])
def note_privee_nouvelle(request: HttpRequest, situation_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_situations(by).select_related("structure"), pk=situation_id)
    check_can_follow_situation(by, found)
    form = NotePriveeForm(request.POST or None, initial={"identifiant": uuid.uuid4()})
    if form.is_valid():
        try:
            said = form.cleaned_data
            actions.write_note_privee(situation=found, texte=said["texte"], id=said["identifiant"], by=by)
            messages.success(request, "Note gardée. Personne d'autre ne la lit.")
            return redirect("situations:situation", found.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "situation": found}
    return render(request, "situations/note_privee_nouvelle.html", context, status=422 if form.errors else 200)


@acces(Permission.SUIVRE_SITUATION)
@require_GET
def note_privee(request: HttpRequest, note_privee_id: uuid.UUID) -> HttpResponse:
    """One's own; anybody else's answers 404, whatever the role."""
    by = acteur_of(request)
    found = get_object_or_404(visible_notes_privees(by).select_related("situation"), pk=note_privee_id)
    context = {"note": found, "texte": read_texte(found, "texte", by=by)}
    return render(request, "situations/note_privee.html", context)


@acces(Permission.SUIVRE_SITUATION)
@require_POST
def effacer_note_privee(request: HttpRequest, note_privee_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_notes_privees(by).select_related("structure"), pk=note_privee_id)
    actions.erase_note_privee(note=found, by=by)
    messages.success(request, "Note effacée, ici et, au plus tard dans 35 jours, dans les sauvegardes.")
    return redirect("situations:situation", found.situation_id)
