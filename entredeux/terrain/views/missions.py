"""Missions and the paper that goes with them: the printable sheet, and typing it again fast."""

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.socle.identifiants import parse_uuid
from entredeux.terrain import actions
from entredeux.terrain.access import visible_missions
from entredeux.terrain.enums import Origine
from entredeux.terrain.forms import InterventionForm, MissionForm, PublicFormSet, RessaisieForm, saisie_of
from entredeux.themes.queries import choices, open_packs
from entredeux.ui.erreurs import add_errors


@acces(Permission.GERER_MISSIONS)
@require_GET
def missions(request: HttpRequest) -> HttpResponse:
    listed = visible_missions(acteur_of(request)).prefetch_related("etapes__lieu").order_by("-est_active", "nom")
    return render(request, "terrain/missions.html", {"missions": listed})


@acces(Permission.GERER_MISSIONS)
@require_http_methods(["GET", "POST"])
def mission_nouvelle(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    form = MissionForm(request.POST or None, by=by)
    if form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name != "est_active"}
        try:
            created = actions.create_mission(**data, by=by)
            messages.success(request, f"Mission « {created} » ouverte.")
            return redirect("terrain:missions")
        except ValidationError as error:
            add_errors(form, error)
    return render(request, "terrain/mission.html", {"form": form}, status=422 if form.errors else 200)


@acces(Permission.GERER_MISSIONS)
@require_http_methods(["GET", "POST"])
def mission(request: HttpRequest, mission_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_missions(by), pk=mission_id)
    initial = {name: getattr(found, name) for name in ("nom", "forme", "domaine", "themes", "est_active")}
    initial["lieux"] = [step.lieu_id for step in found.etapes.all()]
    form = MissionForm(request.POST or None, initial=initial, by=by)
    if form.is_valid():
        try:
            actions.update_mission(found, **form.cleaned_data, by=by)
            messages.success(request, "Mission modifiée.")
            return redirect("terrain:missions")
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "mission": found}
    return render(request, "terrain/mission.html", context, status=422 if form.errors else 200)


@acces(Permission.VOIR_TERRAIN)
@require_GET
def fiche_papier(request: HttpRequest) -> HttpResponse:
    """The same form on paper: boxes to tick, the codes in the order of the screen, nothing to name anyone."""
    by = acteur_of(request)
    theme, day = request.GET.get("theme", ""), timezone.localdate()
    pack = open_packs(by.chaine).get(theme)
    form = InterventionForm(by=by, jour=day, theme=theme if pack else "")
    context = {
        "theme": pack,
        "themes": list(open_packs(by.chaine).values()),
        "form": form,
        "roles": choices("roles_public", day),
        "ages": choices("ages", day),
    }
    return render(request, "terrain/fiche_papier.html", context)


@acces(Permission.SAISIR_TERRAIN)
@require_http_methods(["GET", "POST"])
def ressaisie(request: HttpRequest) -> HttpResponse:
    """Sheets typed one after the other: day, mission, place and theme stay from one to the next."""
    by = acteur_of(request)
    theme = request.POST.get("theme", request.GET.get("theme", ""))
    theme = theme if theme in open_packs(by.chaine) else ""
    day = timezone.localdate()
    kept: dict[str, Any] = {
        name: request.GET.get(name) for name in ("date_service", "mission", "lieu", "domaine", "registre")
    }
    given = {name: value for name, value in kept.items() if value}
    initial = given or {"date_service": day, "registre": "conflits"}
    options: dict[str, Any] = {"by": by, "jour": day, "theme": theme}
    form = RessaisieForm(request.POST or None, initial=initial, **options)
    publics = PublicFormSet(request.POST or None, prefix="publics", form_kwargs={"jour": day})
    if request.method == "POST" and form.is_valid() and publics.is_valid():
        try:
            return _record_sheet(request, form, publics)
        except ValidationError as error:
            add_errors(form, error, rename={"lieu_id": "lieu", "mediateurs": "equipe"})
    context = {
        "form": form,
        "publics": publics,
        "theme": open_packs(by.chaine).get(theme),
        "themes": list(open_packs(by.chaine).values()),
        "identifiant": request.POST.get("identifiant") or uuid.uuid4(),
    }
    return render(request, "terrain/ressaisie.html", context, status=422 if form.errors else 200)


def _record_sheet(request: HttpRequest, form: RessaisieForm, publics: Any) -> HttpResponse:
    by, data = acteur_of(request), form.cleaned_data
    mission = data["mission"]
    said = saisie_of(
        form,
        publics,
        by=by,
        mission_id=mission.pk if mission else None,
        identifiant=parse_uuid(request.POST.get("identifiant")),
    )
    said = replace(said, date_service=data["date_service"], origine=Origine.PAPIER)
    actions.record_intervention(said, by=by)
    messages.success(request, "Fiche enregistrée. La suivante garde le jour, la mission et le lieu.")
    kept = {
        "date_service": data["date_service"].isoformat(),
        "mission": str(mission.pk) if mission else "",
        "lieu": str(data["lieu"].pk) if data["lieu"] else "",
        "domaine": data["domaine"],
        "registre": data["registre"],
        "theme": form.theme,
    }
    query = "&".join(f"{name}={value}" for name, value in kept.items() if value)
    return redirect(f"{reverse('terrain:ressaisie')}?{query}")
