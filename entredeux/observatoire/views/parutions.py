"""What the public reads, and how it comes out: proposed by one, released by another."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of, ouvert
from entredeux.cadre.permissions import Permission
from entredeux.observatoire.access import can_release, released_parutions, visible_conventions, visible_parutions
from entredeux.observatoire.enums import Audience
from entredeux.observatoire.forms_parutions import ConventionForm, ParutionForm
from entredeux.observatoire.models import Parution
from entredeux.observatoire.parutions import (
    ask_release,
    proposable_indicateurs,
    propose_parution,
    record_convention,
    revised_by,
)
from entredeux.observatoire.periodes import parse_periode
from entredeux.observatoire.presenters_parutions import read_parution
from entredeux.observatoire.publication import available_periods
from entredeux.observatoire.secret import PLANCHERS
from entredeux.socle.erreurs import Refus
from entredeux.ui.erreurs import add_errors


@require_GET
@ouvert("liste ce qui est paru pour tout le monde : des tableaux protégés, relus à deux")
def parutions(request: HttpRequest) -> HttpResponse:
    released = list(released_parutions().select_related("structure").order_by("-periode", "structure__nom"))
    context = {"parutions": [(each, _label(each), revised) for each, revised in revised_by(released)]}
    return render(request, "observatoire/parutions.html", context)


@require_GET
@ouvert("montre une parution : des tableaux protégés, relus à deux")
def parution(request: HttpRequest, parution_id: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(released_parutions().select_related("structure"), pk=parution_id)
    same = list(released_parutions().filter(structure=found.structure_id, periode=found.periode))
    pairs = revised_by(same)
    context = {
        "parution": found,
        "libelle": _label(found),
        "indicateurs": read_parution(found),
        "structure": found.structure,
        "revise": next(old for each, old in pairs if each == found),
        "revisee_par": next((each for each, old in pairs if old == found), None),
        "plancher": PLANCHERS[Audience(found.audience)],
    }
    return render(request, "observatoire/parution.html", context)


@require_http_methods(["GET", "POST"])
@acces(Permission.COORDONNER)
def preparer(request: HttpRequest) -> HttpResponse:
    """Proposes indicators over a period, and lists what waits for a second person."""
    by = acteur_of(request)
    form = ParutionForm(
        request.POST or None,
        periodes=available_periods(by.structure, timezone.localdate()) if by.structure else [],
        indicateurs=proposable_indicateurs(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            propose_parution(**form.cleaned_data, by=by)
            messages.success(request, "Proposée. Une autre personne doit la relire et la faire paraître.")
            return redirect("observatoire:parutions_preparer")
        except ValidationError as refused:
            add_errors(form, refused)
    mine = list(visible_parutions(by).select_related("cree_par", "parue_par"))
    context = {"form": form, "parutions": [(each, _label(each), can_release(by, each)) for each in mine]}
    return render(request, "observatoire/parutions_preparer.html", context, status=422 if form.errors else 200)


@require_GET
@acces(Permission.COORDONNER)
def relire(request: HttpRequest, parution_id: uuid.UUID) -> HttpResponse:
    """What would come out, for the second person to read before it does."""
    by = acteur_of(request)
    found = get_object_or_404(visible_parutions(by), pk=parution_id)
    context = {"parution": found, "libelle": _label(found), "indicateurs": read_parution(found)}
    return render(request, "observatoire/parution_relire.html", context | {"peut": can_release(by, found)})


@require_POST
@acces(Permission.COORDONNER)
def paraitre(request: HttpRequest, parution_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    proposed = get_object_or_404(visible_parutions(by), pk=parution_id)
    try:
        ask_release(proposed, by=by)
    except Refus as refused:
        messages.error(request, str(refused))
        return redirect("observatoire:parutions_preparer")
    return redirect("observatoire:parution_relire", proposed.pk)


@require_http_methods(["GET", "POST"])
@acces(Permission.GERER_PROTOCOLES)
def conventions(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    form = ConventionForm(request.POST or None, by=by)
    if request.method == "POST" and form.is_valid():
        try:
            record_convention(**form.cleaned_data, by=by)
            messages.success(request, "Convention enregistrée.")
            return redirect("observatoire:conventions")
        except ValidationError as refused:
            add_errors(form, refused)
    context = {
        "form": form,
        "conventions": visible_conventions(by).prefetch_related("comptes"),
        "aujourdhui": timezone.localdate(),
    }
    return render(request, "observatoire/conventions.html", context, status=422 if form.errors else 200)


def _label(parution: Parution) -> str:
    return parse_periode(parution.periode).libelle
