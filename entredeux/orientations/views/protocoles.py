"""The matrix and the protocols: read by the team, written by the coordination and the direction."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.orientations import actions
from entredeux.orientations.access import visible_matrices, visible_presences_conjointes, visible_protocoles
from entredeux.orientations.forms.protocoles import PresenceForm, ProtocoleForm, matrice_forms
from entredeux.orientations.models import Protocole
from entredeux.orientations.regles import LigneMatrice, shipped_lines
from entredeux.partenaires.access import visible_partenaires
from entredeux.partenaires.models import StructurePartenaire
from entredeux.ui.erreurs import add_errors


@require_GET
@acces(Permission.VOIR_SITUATIONS)
def matrice(request: HttpRequest) -> HttpResponse:
    """The version in force, or a former one (`?version=2`). Until one is written, the shipped matrix."""
    by = acteur_of(request)
    versions = list(visible_matrices(by).order_by("-numero"))
    asked = request.GET.get("version", "")
    shown = next((each for each in versions if str(each.numero) == asked), versions[0] if versions else None)
    context = {
        "lignes": shown.regles if shown else shipped_lines(),
        "montree": shown,
        "versions": versions,
        "est_ancienne": shown is not None and shown != versions[0],
        "peut_gerer": by.peut(Permission.GERER_PROTOCOLES),
    }
    return render(request, "orientations/matrice.html", context)


@require_http_methods(["GET", "POST"])
@acces(Permission.GERER_PROTOCOLES)
def matrice_modifier(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    forms = matrice_forms(_lines_in_force(by), request.POST or None)
    error = ""
    if request.method == "POST" and all([form.is_valid() for form in forms]):
        try:
            actions.write_matrice(lignes=tuple(form.as_line() for form in forms), by=by)
            messages.success(request, "Nouvelle version en vigueur. Les orientations déjà faites gardent la leur.")
            return redirect("orientations:matrice")
        except ValidationError as refused:
            error = " ".join(refused.messages)
    failed = error or any(form.errors for form in forms)
    context = {"formulaires": forms, "erreur": error}
    return render(request, "orientations/matrice_modifier.html", context, status=422 if failed else 200)


def _lines_in_force(by: Acteur) -> tuple[LigneMatrice, ...]:
    current = visible_matrices(by).order_by("-numero").first()
    return current.regles if current else shipped_lines()


@require_GET
@acces(Permission.VOIR_SITUATIONS)
def protocoles(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    in_force: dict[uuid.UUID, Protocole] = {}
    for each in visible_protocoles(by).order_by("numero"):
        in_force[each.partenaire_id] = each
    partners = visible_partenaires(by).filter(est_actif=True).order_by("nom")
    context = {
        "lignes": [(partner, in_force.get(partner.pk)) for partner in partners],
        "aujourdhui": timezone.localdate(),
    }
    return render(request, "orientations/protocoles.html", context)


@require_GET
@acces(Permission.VOIR_SITUATIONS)
def protocole(request: HttpRequest, partenaire_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    return _show(request, get_object_or_404(visible_partenaires(by), pk=partenaire_id), by, PresenceForm())


def _show(
    request: HttpRequest, partenaire: StructurePartenaire, by: Acteur, form: PresenceForm, status: int = 200
) -> HttpResponse:
    versions = list(visible_protocoles(by).filter(partenaire=partenaire).order_by("-numero"))
    asked = request.GET.get("version", "")
    context = {
        "partenaire": partenaire,
        "montre": next((each for each in versions if str(each.numero) == asked), versions[0] if versions else None),
        "versions": versions,
        "presences": visible_presences_conjointes(by).filter(partenaire=partenaire)[:30],
        "form": form,
        "aujourdhui": timezone.localdate(),
        "peut_gerer": by.peut(Permission.GERER_PROTOCOLES),
        "peut_noter": by.peut(Permission.ORIENTER),
    }
    return render(request, "orientations/protocole.html", context, status=status)


@require_http_methods(["GET", "POST"])
@acces(Permission.GERER_PROTOCOLES)
def protocole_ecrire(request: HttpRequest, partenaire_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    partenaire = get_object_or_404(visible_partenaires(by), pk=partenaire_id)
    last = visible_protocoles(by).filter(partenaire=partenaire).order_by("-numero").first()
    fields = ("equipe_fait", "partenaire_fait", "jamais")
    form = ProtocoleForm(request.POST or None, initial={name: getattr(last, name) for name in fields} if last else None)
    if form.is_valid():
        try:
            actions.write_protocole(partenaire=partenaire, by=by, **form.cleaned_data)
            messages.success(request, "Nouvelle version du protocole ; les anciennes restent lisibles.")
            return redirect("orientations:protocole", partenaire.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "partenaire": partenaire}
    return render(request, "orientations/protocole_ecrire.html", context, status=422 if form.errors else 200)


@require_POST
@acces(Permission.ORIENTER)
def presence_noter(request: HttpRequest, partenaire_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    partenaire = get_object_or_404(visible_partenaires(by), pk=partenaire_id)
    form = PresenceForm(request.POST)
    if form.is_valid():
        try:
            actions.record_presence_conjointe(partenaire=partenaire, by=by, **form.cleaned_data)
            messages.success(request, "Présence commune notée. Le partenaire reçoit un lien pour la confirmer.")
            return redirect("orientations:protocole", partenaire.pk)
        except ValidationError as error:
            add_errors(form, error)
    return _show(request, partenaire, by, form, status=422)
