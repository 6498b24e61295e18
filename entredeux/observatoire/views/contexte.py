"""The page of context, and its file. It knows no figure of activity."""

import csv

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.observatoire.contexte import choices_of, contexte_of, csv_rows
from entredeux.observatoire.forms_contexte import ContexteForm
from entredeux.observatoire.publication import listed_quarters
from entredeux.territoires.queries import has_contexte


@require_GET
@acces(Permission.VOIR_FIGURES)
def contexte(request: HttpRequest) -> HttpResponse:
    form = _form_of(request)
    context = {"form": form, "choix": form.choix, "est_charge": has_contexte()}
    return render(request, "observatoire/contexte.html", context | _read(form), status=422 if form.errors else 200)


@require_GET
@acces(Permission.VOIR_FIGURES)
def contexte_csv(request: HttpRequest) -> HttpResponse:
    """The values of the page, with the same territory."""
    form = _form_of(request)
    read = _read(form)
    if not read["blocs"]:
        context = {"form": form, "choix": form.choix, "est_charge": has_contexte()}
        return render(request, "observatoire/contexte.html", context | read, status=422)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="contexte-{read["zone"]}.csv"'
    csv.writer(response, delimiter=";").writerows(csv_rows(read["blocs"]))
    return response


def _form_of(request: HttpRequest) -> ContexteForm:
    structure = acteur_of(request).structure
    if structure is None:
        raise Http404
    return ContexteForm(request.GET, choix=choices_of(structure.pk, listed_quarters(structure)))


def _read(form: ContexteForm) -> dict:
    zone = form.cleaned_data["zone"] if form.is_valid() else ""
    return {"zone": zone, "nom": form.nom, "autre": form.autre, "blocs": contexte_of([zone] if zone else [])}
