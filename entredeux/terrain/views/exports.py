"""Acts that leave in another log's shape: today, the national log of digital mediation."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from entredeux.cadre import journal
from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.socle.ods import write_ods
from entredeux.terrain.access import visible_interventions
from entredeux.terrain.export_cra import COLONNES, JAMAIS, THEME, cra_rows, stream_cra
from entredeux.terrain.forms import PeriodeForm

ODS = "application/vnd.oasis.opendocument.spreadsheet"


@acces(Permission.EXPORTER_TERRAIN)
@require_GET
def cra(request: HttpRequest) -> HttpResponse:
    """What would leave, said first: how many rows, which columns, which ones stay empty."""
    form = PeriodeForm(request.GET)
    context = {
        "form": form,
        "nombre": _rows(request, form).count() if form.is_valid() else 0,
        "colonnes": [(nom, nom in JAMAIS) for nom in COLONNES],
        "requete": request.GET.urlencode(),
    }
    return render(request, "terrain/cra.html", context, status=422 if form.errors else 200)


@acces(Permission.EXPORTER_TERRAIN)
@require_GET
def cra_csv(request: HttpRequest) -> HttpResponseBase:
    form = PeriodeForm(request.GET)
    if not form.is_valid():  # a period that is not understood lets nothing out
        return cra(request)
    rows = _journaled(request, form)
    response = StreamingHttpResponse(stream_cra(cra_rows(rows)), content_type="text/csv; charset=utf-8")
    return _named(response, "csv")


@acces(Permission.EXPORTER_TERRAIN)
@require_GET
def cra_ods(request: HttpRequest) -> HttpResponseBase:
    form = PeriodeForm(request.GET)
    if not form.is_valid():
        return cra(request)
    rows = _journaled(request, form)
    content = write_ods("Activités", COLONNES, cra_rows(rows), jour=timezone.localdate())
    return _named(HttpResponse(content, content_type=ODS), "ods")


def _rows(request: HttpRequest, form: PeriodeForm) -> Any:
    return form.between(visible_interventions(acteur_of(request)).filter(theme=THEME))


def _journaled(request: HttpRequest, form: PeriodeForm) -> Any:
    """An export is one event, with its count."""
    rows = _rows(request, form)
    journal.record_read(acteur_of(request), "terrain.cra.exporte", nombre=rows.count())
    return rows


def _named(response: HttpResponseBase, extension: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="coop-cra-{timezone.localdate()}.{extension}"'
    return response
