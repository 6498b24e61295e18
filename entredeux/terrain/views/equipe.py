"""Between the people of a team: handover, incident, the emergency card."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of, ouvert
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import read_texte
from entredeux.terrain import actions
from entredeux.terrain.access import check_can_read_incident, visible_consignes, visible_incidents
from entredeux.terrain.forms import ConsigneForm, IncidentForm
from entredeux.terrain.models import Consigne, LectureConsigne
from entredeux.themes.principes import read_carte_alerte
from entredeux.themes.queries import emergency_numbers
from entredeux.ui.erreurs import add_errors


@acces(Permission.SAISIR_TERRAIN)
@require_http_methods(["GET", "POST"])
def consignes(request: HttpRequest) -> HttpResponse:
    """The notes that still live, without their text (each is opened one by one), and the form to leave one."""
    by = acteur_of(request)
    form = ConsigneForm(request.POST or None, by=by)
    if form.is_valid():
        try:
            actions.leave_consigne(**form.cleaned_data, by=by)
            messages.success(request, "Consigne laissée. Elle s'effacera dans 7 jours.")
            return redirect("terrain:consignes")
        except ValidationError as error:
            add_errors(form, error)
    read = set(LectureConsigne.objects.filter(compte=by.compte).values_list("consigne_id", flat=True))
    listed = visible_consignes(by).select_related("mission", "cree_par").prefetch_related("lectures__compte")
    context = {"form": form, "consignes": [(item, item.pk in read) for item in listed]}
    return render(request, "terrain/consignes.html", context, status=422 if form.errors else 200)


@acces(Permission.SAISIR_TERRAIN)
@require_GET
def consigne(request: HttpRequest, consigne_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_consignes(by).select_related("mission", "cree_par"), pk=consigne_id)
    context = {"consigne": found, "texte": read_texte(found, "texte", by=by), "lectures": _readers(found)}
    return render(request, "terrain/consigne.html", context)


@acces(Permission.SAISIR_TERRAIN)
@require_POST
def accuser(request: HttpRequest, consigne_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    actions.acknowledge_consigne(get_object_or_404(visible_consignes(by), pk=consigne_id), by=by)
    messages.success(request, "Lecture notée : la personne qui l'a écrite le saura.")
    return redirect("terrain:accueil")


@acces(Permission.SAISIR_TERRAIN)
@require_http_methods(["GET", "POST"])
def incident(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    form = IncidentForm(request.POST or None, by=by)
    if form.is_valid():
        try:
            actions.record_incident(**form.cleaned_data, by=by)
            messages.success(request, "Incident transmis à la coordination et à la direction.")
            return redirect("terrain:accueil")
        except ValidationError as error:
            add_errors(form, error)
    return render(request, "terrain/incident.html", {"form": form}, status=422 if form.errors else 200)


@acces(Permission.VOIR_TERRAIN)
@require_GET
def incidents(request: HttpRequest) -> HttpResponse:
    listed = visible_incidents(acteur_of(request)).select_related("mission", "suivi_par")
    return render(request, "terrain/incidents.html", {"incidents": listed})


@acces(Permission.VOIR_TERRAIN)
@require_http_methods(["GET", "POST"])
def incident_detail(request: HttpRequest, incident_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_incidents(by).select_related("mission", "suivi_par"), pk=incident_id)
    check_can_read_incident(by, found)
    if request.method == "POST":
        actions.follow_incident(found, by=by)
        messages.success(request, "Suite notée.")
        return redirect("terrain:incidents")
    context = {
        "incident": found,
        "recit": read_texte(found, "recit", by=by),
        "peut_suivre": by.peut(Permission.LIRE_INCIDENT) and not found.est_suivi,
    }
    return render(request, "terrain/incident_detail.html", context)


@require_GET
@ouvert("numéros d'urgence et devoirs, sans aucune fiche : un danger n'attend pas une connexion")
def urgence(request: HttpRequest) -> HttpResponse:
    """Whom to call, what the law asks, what may be kept, each from where we know it. The same page for everyone."""
    context = {"numeros": emergency_numbers(), "carte": read_carte_alerte()}
    return render(request, "terrain/urgence.html", context)


def _readers(consigne: Consigne) -> list[LectureConsigne]:
    return list(LectureConsigne.objects.filter(consigne=consigne).select_related("compte"))
