"""The office: what waits, the day, the week, the list, one act and its history, the export."""

import uuid
from datetime import date, timedelta
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from entredeux.cadre import journal
from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import read_texte
from entredeux.terrain import actions
from entredeux.terrain.access import (
    can_correct_intervention,
    can_read_note,
    check_can_correct_intervention,
    check_can_read_note,
    visible_interventions,
)
from entredeux.terrain.actions.corrections import ConflitDeVersion
from entredeux.terrain.export import stream_csv
from entredeux.terrain.forms import CorrectionForm, FiltresForm, PublicFormSet
from entredeux.terrain.models import Intervention
from entredeux.terrain.presenters import present_history, present_intervention, present_rows
from entredeux.terrain.queries.coordination import (
    list_interventions,
    presences_of_day,
    running_presences,
    today_of,
    week_of,
    what_waits,
    workload,
)

PAR_PAGE = 50
PREMIER_JOUR, DERNIER_JOUR = date(2000, 1, 1), date(2199, 12, 31)


@acces(Permission.COORDONNER)
@require_GET
def aujourdhui(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    day = _day(request.GET.get("jour")) or today_of(by)
    context = {
        "jour": day,
        "veille": day - timedelta(days=1),
        "lendemain": day + timedelta(days=1),
        "attentes": what_waits(by, today_of(by)),
        "dehors": running_presences(by),
        "presences": presences_of_day(by, day),
    }
    return render(request, "terrain/aujourdhui.html", context)


@acces(Permission.COORDONNER)
@require_GET
def semaine(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    day = _day(request.GET.get("jour")) or today_of(by)
    monday = day - timedelta(days=day.weekday())
    context = {
        "lundi": monday,
        "dimanche": monday + timedelta(days=6),
        "precedente": monday - timedelta(days=7),
        "suivante": monday + timedelta(days=7),
        "jours": week_of(by, monday),
        "charge": workload(by, monday, monday + timedelta(days=6)),
    }
    return render(request, "terrain/semaine.html", context)


@acces(Permission.VOIR_TERRAIN)
@require_GET
def interventions(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    form = FiltresForm(request.GET or None, by=by)
    filtres = form.filtres() if form.is_bound else None
    rows = list_interventions(by, filtres) if filtres else list_interventions(by, FiltresForm({}, by=by).filtres())
    return _list_page(request, form, rows)


def _list_page(request: HttpRequest, form: FiltresForm, rows: Any, status: int = 200) -> HttpResponse:
    page = Paginator(rows, PAR_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lignes": present_rows(page.object_list),
        "est_filtre": any(value for name, value in request.GET.items() if name != "page"),
        "peut_exporter": acteur_of(request).peut(Permission.EXPORTER_TERRAIN),
    }
    return render(request, "terrain/interventions.html", context, status=status)


@acces(Permission.EXPORTER_TERRAIN)
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The filtered list as CSV, streamed; the export is one event of the journal, with its count.

    On a page, a filter that is refused filters nothing; in a file it would let more out than was asked.
    """
    by = acteur_of(request)
    form = FiltresForm(request.GET, by=by)
    filtres = form.filtres()
    if form.errors:
        return _list_page(request, form, list_interventions(by, filtres).none(), status=400)
    rows = filtres.apply(visible_interventions(by))
    journal.record_read(by, "terrain.intervention.exportees", nombre=rows.count())
    response = StreamingHttpResponse(stream_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="interventions-{timezone.localdate()}.csv"'
    return response


@acces(Permission.VOIR_TERRAIN)
@require_GET
def intervention_detail(request: HttpRequest, intervention_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    act = _intervention(request, intervention_id)
    context = {
        "fiche": act,
        "lignes": present_intervention(act),
        "publics": act.publics.all(),
        "historique": present_history(act),
        "peut_corriger": can_correct_intervention(by, act),
        "peut_rattacher": act.situation_id is None
        and can_correct_intervention(by, act)
        and by.peut(Permission.SUIVRE_SITUATION),
        "peut_lire_note": bool(act.note) and can_read_note(by, act),
    }
    return render(request, "terrain/intervention_detail.html", context)


@acces(Permission.LIRE_NOTE)
@require_GET
def intervention_note(request: HttpRequest, intervention_id: uuid.UUID) -> HttpResponse:
    """The note and its former versions, read one act at a time and journaled."""
    by = acteur_of(request)
    act = _intervention(request, intervention_id)
    check_can_read_note(by, act)
    former = [item for item in act.corrections.select_related("cree_par") if item.note_avant]
    context = {
        "fiche": act,
        "note": read_texte(act, "note", by=by),
        "anciennes": [(item, read_texte(item, "note_avant", by=by)) for item in former],
    }
    return render(request, "terrain/intervention_note.html", context)


@acces(Permission.VOIR_TERRAIN)
@require_http_methods(["GET", "POST"])
def corriger(request: HttpRequest, intervention_id: uuid.UUID) -> HttpResponse:
    """The correction form on the version read; a conflict shows both values, nothing is lost."""
    by = acteur_of(request)
    act = _intervention(request, intervention_id)
    check_can_correct_intervention(by, act)
    form, publics = _correction_forms(request, act)
    conflict: list[Any] = []
    if request.method == "POST" and form.is_valid() and publics.is_valid():
        said = tuple(public for item in publics if (public := item.saisie()))
        try:
            actions.correct_intervention(
                act, form.changes() | {"publics": said}, version=form.cleaned_data["version"], by=by
            )
            messages.success(request, "Correction enregistrée ; l'ancienne version reste dans l'historique.")
            return redirect("terrain:intervention_detail", act.pk)
        except ConflitDeVersion as error:
            act.refresh_from_db()
            last = present_history(act)[0]
            conflict = [line for line in last.lignes if line.champ in error.champs]
            form = _on_last_version(form, act)
        except ValidationError as error:
            form.add_error(None, error.messages)
    context = {"form": form, "publics": publics, "fiche": act, "conflit": conflict}
    refused = conflict or form.errors or (publics.is_bound and not publics.is_valid())
    return render(request, "terrain/corriger.html", context, status=422 if refused else 200)


def _correction_forms(request: HttpRequest, act: Intervention) -> tuple[CorrectionForm, Any]:
    by = acteur_of(request)
    options: dict[str, Any] = {"by": by, "jour": act.date_service, "theme": act.theme}
    initial = {
        name: getattr(act, name) for name in ("motif", "domaine", "registre", "mode_saisine", "issue", "duree_minutes")
    } | {"lieu": act.lieu_id, "version": act.version}
    initial |= {f"theme_{code}": value for code, value in act.reponses.items()}
    may_read = can_read_note(by, act)
    if may_read and request.method == "GET":
        initial["note"] = read_texte(act, "note", by=by)
    form = CorrectionForm(request.POST or None, initial=initial, **options)
    if not may_read:
        del form.fields["note"]
    lines = [{"role": p.role, "age": p.age, "age_source": p.age_source, "nombre": p.nombre} for p in act.publics.all()]
    publics = PublicFormSet(
        request.POST or None, prefix="publics", initial=lines, form_kwargs={"jour": act.date_service}
    )
    return form, publics


def _on_last_version(form: CorrectionForm, act: Intervention) -> CorrectionForm:
    """What was typed stays; sending again now means « I have seen the other value »."""
    typed = cast(QueryDict, form.data).copy()
    typed["version"] = str(act.version)
    form.data = typed
    return form


def _intervention(request: HttpRequest, intervention_id: uuid.UUID) -> Intervention:
    rows = visible_interventions(acteur_of(request)).select_related("mission", "lieu", "presence")
    return get_object_or_404(rows.prefetch_related("publics", "corrections__cree_par"), pk=intervention_id)


def _day(text: str | None) -> date | None:
    """None for what is not a day, or one so far that the week around it does not exist."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if PREMIER_JOUR <= day <= DERNIER_JOUR else None
