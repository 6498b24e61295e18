"""Circles of peers: their card, their meetings, what comes back at the next one."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import read_texte
from entredeux.reseau.access.collectifs import (
    can_manage_collectif,
    can_read_collectif,
    check_can_manage_collectif,
    memberships_of,
    visible_collectifs,
    visible_rencontres,
)
from entredeux.reseau.actions import collectifs as actions
from entredeux.reseau.forms.collectifs import (
    CollectifForm,
    CompteRenduForm,
    MembreForm,
    MissionForm,
    RencontreForm,
    SuiteEngagementForm,
)
from entredeux.reseau.models import EngagementCollectif, MembreCollectif
from entredeux.reseau.queries.collectifs import (
    current_membres,
    expected_rencontre,
    next_rencontre,
    open_engagements,
)
from entredeux.ui.erreurs import add_errors


@acces(Permission.ECHANGER_RESEAU)
@require_GET
def collectifs(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    mine = set(memberships_of(by).values_list("collectif_id", flat=True))
    listed = visible_collectifs(by).filter(est_actif=True).select_related("region")
    context = {
        "miens": [each for each in listed if each.pk in mine],
        "autres": [each for each in listed if each.pk not in mine],
        "peut_ouvrir": by.peut(Permission.ANIMER_RESEAU),
    }
    return render(request, "reseau/collectifs/liste.html", context)


@acces(Permission.ANIMER_RESEAU)
@require_http_methods(["GET", "POST"])
def ouvrir(request: HttpRequest) -> HttpResponse:
    form = CollectifForm(request.POST or None)
    if form.is_valid():
        try:
            data = dict(form.cleaned_data)
            compte = actions.find_pair(data.pop("courriel"))
            collectif = actions.create_collectif(**data, animation=compte, by=acteur_of(request))
            messages.success(request, f"Collectif ouvert, animé par {compte.nom}.")
            return redirect("collectif", collectif.slug)
        except ValidationError as error:
            add_errors(form, error)
    return render(request, "reseau/collectifs/ouvrir.html", {"form": form}, status=422 if form.errors else 200)


@acces(Permission.ECHANGER_RESEAU)
@require_GET
def collectif(request: HttpRequest, cercle: str) -> HttpResponse:
    """The card for every peer; meetings and commitments for its members."""
    by = acteur_of(request)
    found = get_object_or_404(visible_collectifs(by).select_related("region"), slug=cercle)
    membres = list(current_membres(found))
    mine = next((membre for membre in membres if by.compte and membre.compte_id == by.compte.pk), None)
    context = {
        "collectif": found,
        "membres": membres,
        "moi": mine,
        "est_membre": can_read_collectif(by, found),
        "peut_gerer": can_manage_collectif(by, found),
        "prochaine": next_rencontre(found),
        "attendue": expected_rencontre(found),
        "form_membre": MembreForm(),
        "form_mission": MissionForm(initial={"mission": mine.mission if mine else ""}),
    }
    if context["est_membre"]:
        context |= {
            "rencontres": found.rencontres.order_by("-date"),
            "engagements": open_engagements(found),
            "questions": found.questions.all()[:5],
        }
    return render(request, "reseau/collectifs/fiche.html", context)


@acces(Permission.ECHANGER_RESEAU)
@require_POST
def ajouter_membre(request: HttpRequest, cercle: str) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_collectifs(by), slug=cercle)
    check_can_manage_collectif(by, found)
    form = MembreForm(request.POST)
    if form.is_valid():
        try:
            compte = actions.find_pair(form.cleaned_data["courriel"])
            actions.add_membre(collectif=found, compte=compte, mission=form.cleaned_data["mission"], by=by)
            messages.success(request, f"{compte.nom} fait partie du collectif.")
            return redirect("collectif", cercle)
        except ValidationError as error:
            add_errors(form, error)
    context = {"collectif": found, "form": form}
    return render(request, "reseau/collectifs/ajouter.html", context, status=422)


@acces(Permission.ECHANGER_RESEAU)
@require_POST
def dire_mission(request: HttpRequest, cercle: str) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_collectifs(by), slug=cercle)
    form = MissionForm(request.POST)
    if form.is_valid():
        actions.describe_mission(collectif=found, mission=form.cleaned_data["mission"], by=by)
        messages.success(request, "Les autres membres voient votre mission.")
    return redirect("collectif", cercle)


@acces(Permission.ECHANGER_RESEAU)
@require_POST
def partir(request: HttpRequest, cercle: str, membre_id: int) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_collectifs(by), slug=cercle)
    membre = get_object_or_404(MembreCollectif, collectif=found, pk=membre_id, jusqua=None)
    actions.leave_collectif(membre=membre, by=by)
    messages.success(request, "Départ noté.")
    return redirect("collectif", cercle)


@acces(Permission.ECHANGER_RESEAU)
@require_POST
def confier(request: HttpRequest, cercle: str, membre_id: int) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_collectifs(by), slug=cercle)
    membre = get_object_or_404(MembreCollectif, collectif=found, pk=membre_id, jusqua=None)
    actions.hand_over_animation(membre=membre, by=by)
    messages.success(request, f"{membre.compte.nom} anime aussi le collectif.")
    return redirect("collectif", cercle)


@acces(Permission.ECHANGER_RESEAU)
@require_http_methods(["GET", "POST"])
def prevoir(request: HttpRequest, cercle: str) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_collectifs(by), slug=cercle)
    check_can_manage_collectif(by, found)
    form = RencontreForm(request.POST or None, initial={"jour": expected_rencontre(found)})
    if form.is_valid():
        try:
            rencontre = actions.plan_rencontre(collectif=found, **form.cleaned_data, by=by)
            messages.success(request, "Rencontre prévue : les membres la voient sur la page du collectif.")
            if can_read_collectif(by, found):
                return redirect("rencontre", rencontre.pk)
            return redirect("collectif", cercle)
        except ValidationError as error:
            add_errors(form, error)
    context = {"collectif": found, "form": form}
    return render(request, "reseau/collectifs/prevoir.html", context, status=422 if form.errors else 200)


@acces(Permission.ECHANGER_RESEAU)
@require_http_methods(["GET", "POST"])
def rencontre(request: HttpRequest, rencontre_id: uuid.UUID) -> HttpResponse:
    """One meeting: what earlier ones promised comes first, then what this one gave."""
    by = acteur_of(request)
    found = get_object_or_404(visible_rencontres(by).select_related("collectif"), pk=rencontre_id)
    stored = read_texte(found, "compte_rendu", by=by)
    form = CompteRenduForm(
        request.POST or None,
        initial={"version": found.version, "presents": found.presents, "compte_rendu": stored},
    )
    conflit = False
    if form.is_valid():
        try:
            actions.report_rencontre(
                rencontre=found,
                compte_rendu=form.cleaned_data["compte_rendu"],
                presents=form.cleaned_data["presents"],
                version=form.cleaned_data["version"],
                engagements=form.engagements(),
                by=by,
            )
            messages.success(request, "Compte rendu enregistré.")
            return redirect("rencontre", found.pk)
        except ValidationError as error:
            conflit = _is_conflict(error)
            add_errors(form, error)
            if conflit:  # saved again, it is on what was just shown
                sent = request.POST.copy()
                sent["version"] = str(found.version)
                form.data = sent
    context = {
        "rencontre": found,
        "compte_rendu": stored,
        "form": form,
        "conflit": conflit,
        "engagements": open_engagements(found.collectif, avant=found.date),
        "pris": found.engagements.all(),
        "form_suite": SuiteEngagementForm(),
    }
    return render(request, "reseau/collectifs/rencontre.html", context, status=422 if form.errors else 200)


def _is_conflict(error: ValidationError) -> bool:
    return any(each.code == "conflit" for errors in error.error_dict.values() for each in errors)


@acces(Permission.ECHANGER_RESEAU)
@require_POST
def clore_engagement(request: HttpRequest, engagement_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    meetings = visible_rencontres(by)
    found = get_object_or_404(
        EngagementCollectif.objects.filter(rencontre__in=meetings).select_related("rencontre__collectif"),
        pk=engagement_id,
    )
    form = SuiteEngagementForm(request.POST)
    if form.is_valid():
        try:
            actions.close_engagement_collectif(engagement=found, **form.cleaned_data, by=by)
            messages.success(request, "Suite notée.")
            return redirect("collectif", found.rencontre.collectif.slug)
        except ValidationError as error:
            add_errors(form, error)
    context = {"engagement": found, "form": form}
    return render(request, "reseau/collectifs/engagement.html", context, status=422)
