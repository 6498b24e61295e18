"""Anonymous surveys, on the team's side: a wave opened, its codes handed out, sheets typed in, results read."""

import datetime
import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.themes.access import can_lead_vague, can_type_papier, visible_vagues
from entredeux.themes.actions import close_vague, open_vague, record_papier
from entredeux.themes.forms import ReponseForm, VagueForm
from entredeux.themes.models import PublicEnquete, VagueEnquete
from entredeux.themes.presenters_enquete import present_vague, public_label
from entredeux.themes.queries import open_packs
from entredeux.themes.questionnaires import read_questionnaire, show_code, state_of
from entredeux.themes.retention import erased_on
from entredeux.ui.erreurs import add_errors

PAR_PAGE = 50
DEUX_SEMAINES = datetime.timedelta(days=14)


@acces(Permission.VOIR_TERRAIN)
@require_GET
def liste(request: HttpRequest) -> HttpResponse:
    by, today = acteur_of(request), timezone.localdate()
    page = Paginator(visible_vagues(by), PAR_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lignes": [(vague, state_of(vague, today)) for vague in page.object_list],
        "themes": [pack for pack in open_packs(by.chaine).values() if pack.enquete],
        "mene": by.peut(Permission.MENER_ENQUETE),
    }
    return render(request, "themes/enquetes/liste.html", context)


@acces(Permission.MENER_ENQUETE)
@require_http_methods(["GET", "POST"])
def ouvrir(request: HttpRequest, code: str) -> HttpResponse:
    by, today = acteur_of(request), timezone.localdate()
    pack = open_packs(by.chaine).get(code)
    if pack is None or pack.enquete is None:
        raise Http404
    initial = {"identifiant": uuid.uuid4(), "ouverte_le": today, "jusqua": today + DEUX_SEMAINES}
    form = VagueForm(request.POST or None, enquete=pack.enquete, initial=initial)
    if form.is_valid():
        try:
            vague = open_vague(theme=code, by=by, **form.said())
            messages.success(request, "Vague ouverte. Remettez à chaque public son code.")
            return redirect("themes:enquete", vague.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "theme": pack}
    return render(request, "themes/enquetes/ouvrir.html", context, status=422 if form.errors else 200)


@acces(Permission.VOIR_TERRAIN)
@require_GET
def vague(request: HttpRequest, vague_id: uuid.UUID) -> HttpResponse:
    by, found = acteur_of(request), _vague(request, vague_id)
    before = visible_vagues(by).filter(etablissement_cle=found.etablissement_cle, rang=found.rang - 1).first()
    context = present_vague(found, before, timezone.localdate()) | {
        "mene": can_lead_vague(by, found),
        "saisit": can_type_papier(by, found),
        "effacee_le": erased_on(found),
    }
    return render(request, "themes/enquetes/vague.html", context)


@acces(Permission.MENER_ENQUETE)
@require_http_methods(["GET", "POST"])
def clore(request: HttpRequest, vague_id: uuid.UUID) -> HttpResponse:
    """What it does is said first: it is not undone."""
    found = _vague(request, vague_id)
    if request.method == "POST":
        try:
            close_vague(vague=found, by=acteur_of(request))
            messages.success(request, "Vague close : les résultats se lisent, plus personne ne répond.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("themes:enquete", found.pk)
    return render(request, "themes/enquetes/clore.html", {"vague": found})


@acces(Permission.VOIR_TERRAIN)
@require_GET
def imprimer(request: HttpRequest, public_id: int) -> HttpResponse:
    """The sheet: the code and the address for a phone, the lines to tick for whoever prefers paper."""
    public = _public(request, public_id)
    enquete = read_questionnaire(public.vague)
    context = {
        "public": public,
        "libelle": public_label(enquete, public.code),
        "code": show_code(public.acces),
        "enquete": enquete,
        "lignes": enquete.asked_of(public.code),
    }
    return render(request, "themes/enquetes/imprimer.html", context)


@acces(Permission.SAISIR_TERRAIN)
@require_http_methods(["GET", "POST"])
def papier(request: HttpRequest, public_id: int) -> HttpResponse:
    """One sheet at a time; the form comes back empty for the next one."""
    public = _public(request, public_id)
    enquete = read_questionnaire(public.vague)
    form = ReponseForm(request.POST if request.method == "POST" else None, enquete=enquete, public=public.code)
    if form.is_valid():
        try:
            record_papier(public=public, reponses=form.cleaned_data, by=acteur_of(request))
            messages.success(request, "Feuille ajoutée. Détruisez-la, puis passez à la suivante.")
            return redirect("themes:enquete_papier", public.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "public": public, "libelle": public_label(enquete, public.code)}
    return render(request, "themes/enquetes/papier.html", context, status=422 if form.errors else 200)


def _vague(request: HttpRequest, vague_id: uuid.UUID) -> VagueEnquete:
    rows = visible_vagues(acteur_of(request)).prefetch_related("publics__comptes")
    return get_object_or_404(rows, pk=vague_id)


def _public(request: HttpRequest, public_id: int) -> PublicEnquete:
    rows = PublicEnquete.objects.filter(vague__in=visible_vagues(acteur_of(request)))
    return get_object_or_404(rows.select_related("vague__structure"), pk=public_id)
