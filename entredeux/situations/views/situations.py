"""The situations of a structure: found, opened, followed from step to step."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.situations import actions
from entredeux.situations.access import check_can_follow_situation, visible_situations
from entredeux.situations.etapes import find_transition
from entredeux.situations.forms.situations import ConfierForm, DateForm, EtapeForm, FiltresForm, OuvertureForm
from entredeux.situations.models import Situation
from entredeux.situations.presenters import present_situation, present_table
from entredeux.situations.queries.listes import count_late, filter_situations, warned_situations
from entredeux.themes.queries import labels
from entredeux.ui.erreurs import add_errors

PAR_PAGE = 50


@acces(Permission.VOIR_SITUATIONS)
@require_GET
def liste(request: HttpRequest) -> HttpResponse:
    by, today = acteur_of(request), timezone.localdate()
    form = FiltresForm(request.GET, by=by)
    filtres = form.said()
    page = Paginator(filter_situations(by, filtres, today), PAR_PAGE).get_page(request.GET.get("page"))
    names = labels("etapes")
    context = {
        "form": form,
        "est_filtre": bool(filtres),
        "page": page,
        "lignes": [(row, names.get(row.etape, row.etape), _is_late(row)) for row in page.object_list],
        "bientot": list(warned_situations(by, today)),
        **count_late(by, today),
    }
    return render(request, "situations/liste.html", context)


def _is_late(situation: Situation) -> bool:
    return situation.prochaine_date is not None and situation.prochaine_date < timezone.localdate()


@acces(Permission.SUIVRE_SITUATION)
@require_http_methods(["GET", "POST"])
def nouvelle(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    form = OuvertureForm(request.POST or None, by=by, initial={"identifiant": uuid.uuid4()})
    if form.is_valid():
        already = visible_situations(by).filter(pk=form.cleaned_data["identifiant"]).first()
        try:
            opened = already or actions.open_situation(by=by, **form.said())
            messages.success(request, "Situation ouverte. Dites maintenant qui prend part.")
            return redirect("situations:situation", opened.pk)
        except ValidationError as error:
            add_errors(form, error)
    return render(request, "situations/nouvelle.html", {"form": form}, status=422 if form.errors else 200)


@acces(Permission.VOIR_SITUATIONS)
@require_GET
def situation(request: HttpRequest, situation_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    found = _found(request, situation_id)
    return render(request, "situations/situation.html", present_situation(found, by, request))


@acces(Permission.SUIVRE_SITUATION)
@require_http_methods(["GET", "POST"])
def etape(request: HttpRequest, situation_id: uuid.UUID, vers: str) -> HttpResponse:
    """Takes the step; out of order, the action says what is missing and nothing has changed."""
    by, found = acteur_of(request), _found(request, situation_id)
    transition = find_transition(found.etape, vers)
    if transition is None:
        messages.error(request, "Cette étape ne suit pas celle où en est la situation. Rien n'a été changé.")
        return redirect("situations:situation", found.pk)
    form = EtapeForm(request.POST or None, situation=found, transition=transition, by=by)
    if form.is_valid():
        try:
            actions.advance_situation(situation=found, vers=vers, by=by, **form.cleaned_data)
            messages.success(request, "Étape notée. Elle s'annule pendant 24 heures.")
            return redirect("situations:situation", found.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "situation": found, "libelle": labels("etapes").get(vers, vers), "vers": vers}
    return render(request, "situations/etape.html", context, status=422 if form.errors else 200)


@acces(Permission.SUIVRE_SITUATION)
@require_POST
def annuler_etape(request: HttpRequest, situation_id: uuid.UUID) -> HttpResponse:
    found = _found(request, situation_id)
    return _do(request, found, "Étape annulée.", lambda: actions.undo_step(situation=found, by=acteur_of(request)))


@acces(Permission.SUIVRE_SITUATION)
@require_http_methods(["GET", "POST"])
def planifier(request: HttpRequest, situation_id: uuid.UUID) -> HttpResponse:
    by, found = acteur_of(request), _found(request, situation_id)
    form = DateForm(request.POST or None, initial={"prochaine_date": found.prochaine_date})
    return _form(request, form, found, "Y revenir un autre jour", lambda: actions.plan_situation(
        situation=found, by=by, **form.cleaned_data
    ))  # fmt: skip


@acces(Permission.SUIVRE_SITUATION)
@require_http_methods(["GET", "POST"])
def confier(request: HttpRequest, situation_id: uuid.UUID) -> HttpResponse:
    by, found = acteur_of(request), _found(request, situation_id)
    pair = {"referent": found.referent_id, "binome": found.binome_id}
    form = ConfierForm(request.POST or None, by=by, situation=found, initial=pair)
    return _form(request, form, found, "Qui suit cette situation", lambda: actions.assign_situation(
        situation=found, by=by, **form.cleaned_data
    ))  # fmt: skip


@acces(Permission.SUIVRE_SITUATION)
@require_GET
def table_ronde(request: HttpRequest, situation_id: uuid.UUID) -> HttpResponse:
    """Printable. Only what was released for everyone present."""
    return render(
        request, "situations/table_ronde.html", present_table(_found(request, situation_id), acteur_of(request))
    )


def _found(request: HttpRequest, situation_id: uuid.UUID) -> Situation:
    rows = visible_situations(acteur_of(request)).select_related("structure", "referent", "binome")
    return get_object_or_404(rows, pk=situation_id)


def _do(request: HttpRequest, found: Situation, said: str, act: Any) -> HttpResponse:
    try:
        act()
        messages.success(request, said)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("situations:situation", found.pk)


def _form(request: HttpRequest, form: Any, found: Situation, titre: str, act: Any) -> HttpResponse:
    """The small forms of a situation: shown again filled when refused."""
    check_can_follow_situation(acteur_of(request), found)
    if found.est_close:
        raise Http404
    if form.is_valid():
        try:
            act()
            messages.success(request, "C'est noté.")
            return redirect("situations:situation", found.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "situation": found, "titre": titre}
    return render(request, "situations/petit_formulaire.html", context, status=422 if form.errors else 200)
