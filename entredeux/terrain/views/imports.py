"""Importing a former log: a file, its mapping reread, a trial, a confirmation, a report. Each step can be left."""

import csv
import tempfile
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre import journal
from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.socle.lecture.erreurs import FichierRefuse
from entredeux.terrain.access import visible_correspondances, visible_imports
from entredeux.terrain.enums import EtatImport
from entredeux.terrain.forms.imports import CorrespondanceForm, FichierForm, GarderForm, ReprendreForm
from entredeux.terrain.imports import actions, depot
from entredeux.terrain.imports.correspondance import Correspondance, fit_to_columns
from entredeux.terrain.imports.erreurs import CorrespondanceRefusee
from entredeux.terrain.imports.nomenclature import Nomenclature
from entredeux.terrain.imports.taches import go_on
from entredeux.terrain.models import ImportJournal
from entredeux.themes.queries import labels

PAR_PAGE = 30
LIGNES_MONTREES = 5
REJETS_MONTRES = 50


@acces(Permission.IMPORTER_TERRAIN)
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    form = FichierForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            record = _receive(form.cleaned_data["fichier"], by)
            return redirect("terrain:import", record.pk)
        except FichierRefuse as error:
            form.add_error("fichier", str(error))
    page = Paginator(visible_imports(by), PAR_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "terrain/imports/liste.html", {"form": form, "page": page}, status=422 if form.errors else 200
    )


def _receive(file: UploadedFile, by: Acteur) -> ImportJournal:
    """The upload never rests in clear: it is read from a temporary folder, then kept sealed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recu"
        with path.open("wb") as target:
            for piece in file.chunks():
                target.write(piece)
        return actions.receive_import(path, file.name or "", by=by)


@acces(Permission.IMPORTER_TERRAIN)
@require_http_methods(["GET", "POST"])
def import_detail(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """What can be done depends on the state: reread and try, wait, confirm, or read the report."""
    by = acteur_of(request)
    record = _import(request, import_id)
    mapping = actions.mapping_of(record)
    if mapping is None or record.etat not in actions.A_RELIRE:
        return _show(request, record, by)
    with actions.opened(record, mapping) as tableau:
        columns, first = tableau.colonnes, tableau.premieres_lignes(LIGNES_MONTREES)
    form = CorrespondanceForm(
        request.POST or None,
        colonnes=columns,
        mapping=fit_to_columns(mapping, columns),
        nomenclature=Nomenclature.load(),
    )
    if form.is_valid():
        try:
            return _choose(request, record, form.to_mapping(), by)
        except (CorrespondanceRefusee, FichierRefuse) as error:
            form.add_error(None, str(error))
    context = {"form": form, "colonnes": columns, "premieres": first, "mapping": mapping}
    return _show(request, record, by, context, status=422 if form.errors else 200)


def _choose(request: HttpRequest, record: ImportJournal, mapping: Correspondance, by: Acteur) -> HttpResponse:
    is_draft = request.POST.get("geste") == "relire"
    if record.ligne_entete != mapping.ligne_entete:
        mapping = actions.propose_again(record, mapping, by=by)
        is_draft = True
    actions.choose_correspondance(record, mapping, by=by, est_brouillon=is_draft)
    if not is_draft:
        actions.start_import(record, est_essai=True, by=by)
        go_on(record, by=by)
    return redirect("terrain:import", record.pk)


def _show(
    request: HttpRequest, record: ImportJournal, by: Acteur, more: dict | None = None, status: int = 200
) -> HttpResponse:
    before = actions.previous_import(record.empreinte_fichier, by=by)
    rejected = []
    if record.rejetees and record.etat in (EtatImport.ESSAYE, EtatImport.TERMINE):
        rejected = [row for row, _ in zip(actions.open_rejets(record, by=by), range(REJETS_MONTRES), strict=False)]
    journal.record_read(by, "terrain.import.lu", record, champs=["nom_fichier", *(["contenu"] if more else [])])
    context = {
        "import": record,
        "nom": actions.name_of(record),
        "deja": before if before and before.pk != record.pk else None,
        "rejetees": rejected,
        "apercu": [_present(act) for act in record.apercu],
        "correspondances": ReprendreForm(choix=visible_correspondances(by)),
        "garder": GarderForm(),
        "a_relire": record.etat in actions.A_RELIRE,
    }
    return render(request, "terrain/imports/detail.html", context | (more or {}), status=status)


def _present(act: dict) -> dict:
    """One act of the trial in words."""
    words = {
        name: labels(vocabulary).get(act[name], act[name])
        for name, vocabulary in (
            ("motif", "motifs"),
            ("domaine", "domaines"),
            ("registre", "registres"),
            ("issue", "issues"),
        )
    }
    return act | words | {"jour": date.fromisoformat(act["jour"])}


@acces(Permission.IMPORTER_TERRAIN)
@require_POST
def lancer(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Confirms what was tried, or starts again what a stopped worker left."""
    by = acteur_of(request)
    record = _import(request, import_id)
    actions.start_import(record, est_essai=record.etat == EtatImport.ESSAI, by=by)
    go_on(record, by=by)
    return redirect("terrain:import", record.pk)


@acces(Permission.IMPORTER_TERRAIN)
@require_POST
def abandonner(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    actions.abandon_import(_import(request, import_id), by=acteur_of(request))
    messages.success(request, "Import abandonné : le fichier et ses lignes refusées sont détruits.")
    return redirect("terrain:imports")


@acces(Permission.IMPORTER_TERRAIN)
@require_POST
def reprendre(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Puts a kept mapping on this file."""
    by = acteur_of(request)
    record = _import(request, import_id)
    form = ReprendreForm(request.POST, choix=visible_correspondances(by))
    current = actions.mapping_of(record)
    if form.is_valid() and current is not None:
        kept = actions.mapping_of(form.cleaned_data["correspondance"])
        try:
            if kept is not None:
                actions.choose_correspondance(record, actions.read_like(kept, current), by=by, est_brouillon=True)
                messages.success(request, "Correspondance reprise : relisez-la, puis essayez.")
        except CorrespondanceRefusee as error:
            messages.error(request, str(error))
    return redirect("terrain:import", record.pk)


@acces(Permission.IMPORTER_TERRAIN)
@require_POST
def garder(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    record = _import(request, import_id)
    form = GarderForm(request.POST)
    mapping = actions.mapping_of(record)
    if form.is_valid() and mapping is not None:
        actions.save_correspondance(form.cleaned_data["nom"], mapping, by=by)
        messages.success(request, f"Correspondance « {form.cleaned_data['nom']} » gardée pour le prochain fichier.")
    else:
        messages.error(request, "Donnez un nom de 80 caractères au plus à la correspondance.")
    return redirect("terrain:import", record.pk)


@acces(Permission.IMPORTER_TERRAIN)
@require_GET
def rejets(request: HttpRequest, import_id: uuid.UUID) -> HttpResponseBase:
    """The rejected rows, in the file's own columns, with line and reason. The reading is journaled."""
    by = acteur_of(request)
    record = _import(request, import_id)
    rows = depot.rows_of_csv(depot.columns_of(record), actions.open_rejets(record, by=by))
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejets-{record.cree_le:%Y-%m-%d}.csv"'
    return response


class _Echo:
    def write(self, value: str) -> str:
        return value


def _lines(rows: Iterator[list[str]]) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff"
    for row in rows:
        yield writer.writerow(row)


def _import(request: HttpRequest, import_id: uuid.UUID) -> ImportJournal:
    return get_object_or_404(visible_imports(acteur_of(request)), pk=import_id)
