"""The field screens, on a phone, at night: one thing at a time, chips, undo instead of confirmation."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.socle.identifiants import parse_uuid
from entredeux.terrain import actions
from entredeux.terrain.access import visible_interventions, visible_passages, visible_presences
from entredeux.terrain.forms import (
    CommencerForm,
    DysfonctionnementForm,
    EtatLieuForm,
    InterventionForm,
    PublicFormSet,
    saisie_of,
)
from entredeux.terrain.forms.situations import InterventionSuivieForm
from entredeux.terrain.models import Presence
from entredeux.terrain.queries.terrain import PresenceEnCours, running_presence, unread_consignes
from entredeux.terrain.temps import half_hour, service_date
from entredeux.terrain.volets import fill_volets_presence
from entredeux.territoires.access import visible_lieux
from entredeux.themes.queries import open_packs
from entredeux.ui.erreurs import add_errors

SAISIR = Permission.SAISIR_TERRAIN


@acces(SAISIR)
@require_GET
def accueil(request: HttpRequest) -> HttpResponse:
    """The running presence if any, else the choice of a mission; unread handover notes in both."""
    by = acteur_of(request)
    running = running_presence(by)
    context: dict[str, Any] = {
        "en_cours": running,
        "consignes": unread_consignes(by),
        "volets": fill_volets_presence(running, by),
    }
    if running is None:
        context["form"] = CommencerForm(by=by)
        return render(request, "terrain/commencer.html", context)
    context["lieux"] = visible_lieux(by).filter(est_actif=True)
    context["nombre_interventions"] = running.presence.interventions.count()
    return render(request, "terrain/accueil.html", context)


@acces(SAISIR)
@require_POST
def commencer(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    form = CommencerForm(request.POST, by=by)
    if form.is_valid():
        try:
            presence = actions.start_presence(
                mission=form.cleaned_data["mission"], equipe=list(form.cleaned_data["equipe"]), by=by
            )
            messages.success(request, f"{presence.get_forme_display()} commencée.")
            return redirect("terrain:accueil")
        except ValidationError as error:
            add_errors(form, error)
    context = {
        "form": form,
        "en_cours": None,
        "consignes": unread_consignes(by),
        "volets": fill_volets_presence(None, by),
    }
    return render(request, "terrain/commencer.html", context, status=422)


@acces(SAISIR)
@require_POST
def arreter(request: HttpRequest, presence_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    presence = get_object_or_404(visible_presences(by), pk=presence_id)
    actions.stop_presence(presence, by=by)
    messages.success(request, f"{presence.get_forme_display()} terminée. Bon retour.")
    return redirect("terrain:accueil")


@acces(SAISIR)
@require_POST
def rien_a_signaler(request: HttpRequest, presence_id: uuid.UUID, lieu_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    presence, lieu = _presence(by, presence_id), get_object_or_404(visible_lieux(by), pk=lieu_id)
    try:
        passage = actions.record_rien_a_signaler(presence=presence, lieu=lieu, by=by)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("terrain:accueil")
    return _done(request, f"{lieu.nom} : rien à signaler.", reverse("terrain:annuler_passage", args=[passage.pk]))


@acces(SAISIR)
@require_http_methods(["GET", "POST"])
def etat_lieu(request: HttpRequest, presence_id: uuid.UUID, lieu_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    presence, lieu = _presence(by, presence_id), get_object_or_404(visible_lieux(by), pk=lieu_id)
    form = EtatLieuForm(request.POST or None, jour=presence.date_service)
    if form.is_valid():
        try:
            passage = actions.record_passage(presence=presence, lieu=lieu, by=by, **form.cleaned_data)
            return _done(request, f"{lieu.nom} : noté.", reverse("terrain:annuler_passage", args=[passage.pk]))
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "presence": presence, "lieu": lieu}
    return render(request, "terrain/etat_lieu.html", context, status=422 if form.errors else 200)


@acces(SAISIR)
@require_GET
def autre_lieu(request: HttpRequest, presence_id: uuid.UUID) -> HttpResponse:
    """From the list of places to the state of the one chosen, without JavaScript."""
    by = acteur_of(request)
    chosen = parse_uuid(request.GET.get("lieu"))
    lieu = visible_lieux(by).filter(pk=chosen).first() if chosen else None
    if lieu is None:
        messages.error(request, "Choisissez un lieu dans la liste.")
        return redirect("terrain:accueil")
    return redirect("terrain:etat_lieu", _presence(by, presence_id).pk, lieu.pk)


@acces(SAISIR)
@require_POST
def annuler_passage(request: HttpRequest, passage_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    actions.withdraw_passage(get_object_or_404(visible_passages(by), pk=passage_id), by=by)
    messages.success(request, "Passage annulé.")
    return redirect("terrain:accueil")


@acces(SAISIR)
@require_http_methods(["GET", "POST"])
def intervention(request: HttpRequest) -> HttpResponse:
    """Record an act; defaults come from the running presence, questions from the theme (`?theme=hall`)."""
    by = acteur_of(request)
    running = running_presence(by)
    theme = _theme(request, by, running)
    day = running.presence.date_service if running else _today(by)
    options: dict[str, Any] = {"by": by, "jour": day, "theme": theme}
    form = InterventionSuivieForm(request.POST or None, initial=_defaults(by, running, theme), **options)
    publics = PublicFormSet(request.POST or None, prefix="publics", form_kwargs={"jour": day})
    if request.method == "POST" and form.is_valid() and publics.is_valid():
        try:
            said = _saisie(request, form, publics, by, running)
            act = actions.record_followed_intervention(said, situation=form.cleaned_data.get("situation"), by=by)
            return _done(request, "Intervention enregistrée.", reverse("terrain:annuler_intervention", args=[act.pk]))
        except ValidationError as error:
            add_errors(form, error, rename={"lieu_id": "lieu", "mediateurs": "equipe"})
    context = {
        "form": form,
        "publics": publics,
        "theme": open_packs(by.chaine).get(theme),
        "themes": _themes_offered(by, running),
        "identifiant": request.POST.get("identifiant") or uuid.uuid4(),
        "en_cours": running,
    }
    refused = bool(form.errors or (publics.is_bound and not publics.is_valid()))
    return render(request, "terrain/intervention.html", context, status=422 if refused else 200)


@acces(SAISIR)
@require_POST
def annuler_intervention(request: HttpRequest, intervention_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    actions.withdraw_intervention(get_object_or_404(visible_interventions(by), pk=intervention_id), by=by)
    messages.success(request, "Intervention annulée.")
    return redirect("terrain:accueil")


@acces(SAISIR)
@require_http_methods(["GET", "POST"])
def dysfonctionnement(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    running = running_presence(by)
    day = running.presence.date_service if running else _today(by)
    place = running.actuel.lieu if running and running.actuel else None
    form = DysfonctionnementForm(
        request.POST or None,
        request.FILES or None,
        by=by,
        jour=day,
        initial={"lieu": request.GET.get("lieu") or place},
    )
    if form.is_valid():
        data = form.cleaned_data
        photo = data.pop("photo")
        try:
            record = actions.record_dysfonctionnement(
                **data,
                photo=photo.read() if photo else b"",
                presence=running.presence if running else None,
                by=by,
            )
            sent = f" {record.destinataire} est prévenu." if record.destinataire else ""
            messages.success(request, f"Dysfonctionnement noté.{sent}")
            return redirect("terrain:accueil")
        except ValidationError as error:
            add_errors(form, error)
    return render(request, "terrain/dysfonctionnement.html", {"form": form}, status=422 if form.errors else 200)


def _presence(by: Acteur, presence_id: uuid.UUID) -> Presence:
    return get_object_or_404(visible_presences(by).select_related("structure", "mission"), pk=presence_id)


def _done(request: HttpRequest, sentence: str, undo_url: str) -> HttpResponse:
    """Back to the field home, with what was done and one tap to undo it."""
    messages.success(request, sentence, extra_tags=f"annulable {undo_url}")
    return redirect("terrain:accueil")


def _today(by: Acteur) -> Any:
    assert by.structure is not None
    return service_date(by.structure, timezone.now())


def _theme(request: HttpRequest, by: Acteur, running: PresenceEnCours | None) -> str:
    asked = request.POST.get("theme", request.GET.get("theme"))
    if asked is not None:
        return asked if asked in open_packs(by.chaine) else ""
    offered = _themes_offered(by, running)
    return offered[0].code if len(offered) == 1 else ""


def _themes_offered(by: Acteur, running: PresenceEnCours | None) -> list[Any]:
    codes = running.presence.mission.themes if running else []
    return [pack for pack in open_packs(by.chaine).values() if not codes or pack.code in codes]


def _defaults(by: Acteur, running: PresenceEnCours | None, theme: str) -> dict[str, Any]:
    """What the running presence and the theme already say: nobody types it again."""
    pack = open_packs(by.chaine).get(theme)
    defaults: dict[str, Any] = {"registre": pack.registres[0] if pack else "conflits"}
    if pack and len(pack.motifs) == 1:
        defaults["motif"] = pack.motifs[0]
    if running:
        last = running.visites[-1] if running.visites else running.actuel
        defaults |= {
            "domaine": running.presence.mission.domaine,
            "mode_saisine": "tournee" if running.presence.forme == "tournee" else "",
            "lieu": last.lieu_id if last else None,
            "equipe": [compte.pk for compte in running.presence.equipe.all()],
        }
    return defaults


def _saisie(
    request: HttpRequest, form: InterventionForm, publics: Any, by: Acteur, running: PresenceEnCours | None
) -> Any:
    presence = running.presence if running else None
    return saisie_of(
        form,
        publics,
        by=by,
        mission_id=presence.mission_id if presence else None,
        presence_id=presence.pk if presence else None,
        creneau=half_hour(by.structure, timezone.now()) if by.structure else "",
        # Made by the page: sending the form twice records once.
        identifiant=parse_uuid(request.POST.get("identifiant")),
    )
