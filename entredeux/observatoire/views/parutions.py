"""What the public reads, and how it comes out: proposed by one, released by another."""

import csv
import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of, ouvert
from entredeux.cadre.permissions import Permission
from entredeux.observatoire.access import can_release, released_parutions, visible_conventions, visible_parutions
from entredeux.observatoire.forms_parutions import ConventionForm
from entredeux.observatoire.models import Parution
from entredeux.observatoire.parutions import propose_parution, record_convention, release_parution
from entredeux.observatoire.periodes import parse_periode
from entredeux.observatoire.publication import available_periods, reread_table
from entredeux.observatoire.rapports import Rapport, build_rapport, csv_rows
from entredeux.socle.erreurs import Refus
from entredeux.ui.erreurs import add_errors


@require_GET
@ouvert("liste ce qui est paru pour tout le monde : des tableaux protégés, relus à deux")
def parutions(request: HttpRequest) -> HttpResponse:
    released = released_parutions().select_related("structure").order_by("-periode", "structure__nom")
    return render(request, "observatoire/parutions.html", {"parutions": [(each, _label(each)) for each in released]})


@require_GET
@ouvert("montre une parution : des tableaux protégés, relus à deux")
def parution(request: HttpRequest, parution_id: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(released_parutions().select_related("structure"), pk=parution_id)
    context = {
        "parution": found,
        "libelle": _label(found),
        "rapports": _rapports(found),
        "structure": found.structure,
    }
    return render(request, "observatoire/parution.html", context)


@require_GET
@ouvert("un tableau d'une parution, en fichier")
def parution_csv(request: HttpRequest, parution_id: uuid.UUID, rang: int) -> HttpResponse:
    found = get_object_or_404(released_parutions(), pk=parution_id)
    rapports = _rapports(found)
    if rang >= len(rapports):
        raise Http404
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="parution-{found.periode}-{rang}.csv"'
    csv.writer(response, delimiter=";").writerows(csv_rows(rapports[rang]))
    return response


@require_http_methods(["GET", "POST"])
@acces(Permission.COORDONNER)
def preparer(request: HttpRequest) -> HttpResponse:
    """Proposes a period, and lists what waits for a second person."""
    by = acteur_of(request)
    error = ""
    if request.method == "POST":
        try:
            propose_parution(periode=request.POST.get("periode", ""), by=by)
            messages.success(request, "Proposée. Une autre personne doit la relire et la faire paraître.")
            return redirect("observatoire:parutions_preparer")
        except ValidationError as refused:
            error = " ".join(refused.messages)
    mine = list(visible_parutions(by).select_related("cree_par", "parue_par"))
    context = {
        "periodes": available_periods(by.structure, timezone.localdate()) if by.structure else [],
        "parutions": [(each, _label(each), can_release(by, each)) for each in mine],
        "erreur": error,
    }
    return render(request, "observatoire/parutions_preparer.html", context, status=422 if error else 200)


@require_POST
@acces(Permission.COORDONNER)
def paraitre(request: HttpRequest, parution_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    proposed = get_object_or_404(visible_parutions(by), pk=parution_id)
    try:
        release_parution(proposed, by=by)
        messages.success(request, "Parue : tout le monde peut la lire.")
    except (ValidationError, Refus) as refused:
        messages.error(request, " ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused))
    return redirect("observatoire:parutions_preparer")


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


def _rapports(parution: Parution) -> list[Rapport]:
    return [build_rapport(reread_table(each)) for each in parution.publications.order_by("coupe")]
