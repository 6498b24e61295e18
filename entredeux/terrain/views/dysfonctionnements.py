"""Defects followed until repaired."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.chiffrement import CleAbsente
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import read_texte
from entredeux.terrain import actions
from entredeux.terrain.access import can_follow_dysfonctionnement, visible_dysfonctionnements
from entredeux.terrain.enums import EtatDysfonctionnement
from entredeux.terrain.forms import SuiteForm
from entredeux.terrain.models import Dysfonctionnement
from entredeux.terrain.photos import read_photo
from entredeux.themes.queries import labels
from entredeux.ui.erreurs import add_errors

PAR_PAGE = 50


@acces(Permission.VOIR_TERRAIN)
@require_GET
def dysfonctionnements(request: HttpRequest) -> HttpResponse:
    rows = visible_dysfonctionnements(acteur_of(request)).select_related("lieu", "destinataire")
    etat = request.GET.get("etat", "")
    if etat in EtatDysfonctionnement.values:
        rows = rows.filter(etat=etat)
    page = Paginator(rows, PAR_PAGE).get_page(request.GET.get("page"))
    names = labels("dysfonctionnements")
    context = {
        "page": page,
        "lignes": [(record, names.get(record.categorie, record.categorie)) for record in page.object_list],
        "etats": EtatDysfonctionnement.choices,
        "etat": etat,
    }
    return render(request, "terrain/dysfonctionnements.html", context)


@acces(Permission.VOIR_TERRAIN)
@require_http_methods(["GET", "POST"])
def dysfonctionnement_detail(request: HttpRequest, dysfonctionnement_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    record = _record(request, dysfonctionnement_id)
    form = SuiteForm(request.POST or None, record=record, by=by) if can_follow_dysfonctionnement(by, record) else None
    if form is not None and form.is_valid():
        try:
            _advance(record, form, request)
            return redirect("terrain:dysfonctionnement_detail", record.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {
        "fiche": record,
        "categorie": labels("dysfonctionnements").get(record.categorie, record.categorie),
        "precision": read_texte(record, "precision", by=by),
        "etapes": record.etapes.select_related("par"),
        "form": form,
    }
    refused = form is not None and form.errors
    return render(request, "terrain/dysfonctionnement_detail.html", context, status=422 if refused else 200)


@acces(Permission.VOIR_TERRAIN)
@require_GET
def photo(request: HttpRequest, dysfonctionnement_id: uuid.UUID) -> HttpResponse:
    """The picture of the thing, opened for this reader and journaled; never in a cache."""
    record = _record(request, dysfonctionnement_id)
    if not record.photo:
        raise Http404
    try:
        content = read_photo(record, by=acteur_of(request))
    except (CleAbsente, FileNotFoundError):
        raise Http404 from None
    return HttpResponse(content, content_type="image/jpeg")


def _advance(record: Dysfonctionnement, form: SuiteForm, request: HttpRequest) -> None:
    by = acteur_of(request)
    etat, service = form.cleaned_data["etat"], form.cleaned_data["destinataire"]
    if etat == EtatDysfonctionnement.ENVOYE:
        record.destinataire = service
        actions.send_dysfonctionnement(record, by=by)
        messages.success(request, f"Message envoyé à {service}.")
        return
    actions.advance_dysfonctionnement(record, etat, by=by)
    messages.success(request, f"Suite notée : {EtatDysfonctionnement(etat).label.lower()}.")


def _record(request: HttpRequest, dysfonctionnement_id: uuid.UUID) -> Dysfonctionnement:
    rows = visible_dysfonctionnements(acteur_of(request)).select_related("lieu", "destinataire", "structure")
    return get_object_or_404(rows, pk=dysfonctionnement_id)
