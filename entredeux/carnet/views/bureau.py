"""The coordination's side: what the notebook could not record, the phones, a rescue file."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import open_without_journal
from entredeux.carnet import actions
from entredeux.carnet.access import visible_enveloppes, visible_telephones
from entredeux.carnet.enums import EtatEnveloppe, Raison
from entredeux.carnet.forms import ConflitForm, EcarterForm, ReparationForm, SecoursForm
from entredeux.carnet.models import Enveloppe
from entredeux.carnet.presenters import ecarts_of, lines_of, say_clock, say_reason, title_of
from entredeux.carnet.queries import (
    current_key,
    enveloppes_forced,
    enveloppes_held,
    enveloppes_to_examine,
    telephones_of,
)
from entredeux.carnet.secours import FichierIllisible, read_secours
from entredeux.ui.erreurs import add_errors

GERER = Permission.GERER_CARNET


@acces(GERER)
@require_GET
def quarantaine(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    context = {
        "a_examiner": [_row(each) for each in enveloppes_to_examine(by)],
        "en_attente": [_row(each) for each in enveloppes_held(by)],
        "forcees": [_row(each) for each in enveloppes_forced(by)],
    }
    return render(request, "carnet/quarantaine.html", context)


def _row(enveloppe: Enveloppe) -> dict[str, object]:
    return {"enveloppe": enveloppe, "titre": title_of(enveloppe), "raison": say_reason(enveloppe)}


@acces(GERER)
@require_http_methods(["GET", "POST"])
def enveloppe(request: HttpRequest, enveloppe_id: uuid.UUID) -> HttpResponse:
    """Reads the entry (journaled), then takes it as it is or mended."""
    by = acteur_of(request)
    found = get_object_or_404(visible_enveloppes(by).select_related("cree_par", "jeton__telephone"), pk=enveloppe_id)
    contenu = actions.read_contenu(found, by=by)
    form = ReparationForm(request.POST or None, enveloppe=found, contenu=contenu or {})
    if request.method == "POST" and form.is_valid():
        try:
            both = "garder_les_deux" in request.POST
            actions.accept_enveloppe(found, changes=form.changes(), comme_nouvelle=both, by=by)
            messages.success(request, f"{title_of(found)} : enregistrée, au nom de {found.cree_par}.")
            return redirect("carnet:quarantaine")
        except ValidationError as error:
            add_errors(form, error)
    return _page(request, found, contenu, form=form)


def _page(request: HttpRequest, found: Enveloppe, contenu: dict | None, **forms: object) -> HttpResponse:
    by = acteur_of(request)
    ecarts = ecarts_of(found, contenu, by) if contenu and found.raison == Raison.MEME_CHAMP else []
    context = {
        **_row(found),
        "horloge": say_clock(found),
        "detail": open_without_journal(found, "detail") if found.detail else "",
        "lignes": lines_of(found, contenu, by) if contenu else [],
        "est_lisible": contenu is not None,
        "meme_identifiant": found.raison == Raison.CONTENU_DIFFERENT,
        "a_examiner": found.etat in (EtatEnveloppe.QUARANTAINE, EtatEnveloppe.CONFLIT),
        "ecarts": ecarts,
        "conflit": ConflitForm(ecarts=ecarts) if ecarts else None,
        "ecarter": EcarterForm(),
        **forms,
    }
    refused = any(isinstance(each, Form) and each.is_bound and each.errors for each in forms.values())
    return render(request, "carnet/enveloppe.html", context, status=422 if refused else 200)


@acces(GERER)
@require_POST
def trancher(request: HttpRequest, enveloppe_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_enveloppes(by), pk=enveloppe_id)
    contenu = actions.read_contenu(found, by=by)
    form = ConflitForm(request.POST, ecarts=ecarts_of(found, contenu or {}, by))
    if form.is_valid():
        try:
            actions.settle_conflit(found, gardes=form.gardes(), by=by)
            messages.success(request, f"{title_of(found)} : conflit tranché, l'historique garde les deux valeurs.")
            return redirect("carnet:quarantaine")
        except ValidationError as error:
            add_errors(form, error)
    return _page(request, found, contenu, conflit=form, form=ReparationForm(enveloppe=found, contenu=contenu or {}))


@acces(GERER)
@require_POST
def ecarter(request: HttpRequest, enveloppe_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_enveloppes(by), pk=enveloppe_id)
    form = EcarterForm(request.POST)
    if form.is_valid():
        try:
            actions.discard_enveloppe(found, motif=form.cleaned_data["motif"], by=by)
            messages.success(request, f"{title_of(found)} : écartée. Son contenu est détruit, le motif reste.")
            return redirect("carnet:quarantaine")
        except ValidationError as error:
            add_errors(form, error)
    contenu = actions.read_contenu(found, by=by)
    return _page(request, found, contenu, ecarter=form, form=ReparationForm(enveloppe=found, contenu=contenu or {}))


@acces(GERER)
@require_http_methods(["GET", "POST"])
def telephones(request: HttpRequest) -> HttpResponse:
    """The phones; a rescue file taken from one of them; a new key."""
    by = acteur_of(request)
    form = SecoursForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            answers = actions.receive_entrees(read_secours(form.cleaned_data["fichier"].read()))
            new = sum(answer.etat == "recue" for answer in answers)
            known = sum(answer.etat == "deja_recue" for answer in answers)
            others = len(answers) - new - known
            messages.success(
                request,
                f"{len(answers)} saisies lues : {new} reçues, {known} déjà reçues, {others} à examiner ou refusées.",
            )
            return redirect("carnet:quarantaine")
        except FichierIllisible as error:
            form.add_error("fichier", str(error))
    context = {"telephones": telephones_of(by), "cle": current_key(by.structure), "form": form}
    return render(request, "carnet/telephones.html", context, status=422 if form.errors else 200)


@acces(GERER)
@require_POST
def revoquer(request: HttpRequest, telephone_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    phone = actions.revoke_telephone(get_object_or_404(visible_telephones(by), pk=telephone_id), by=by)
    messages.success(request, f"{phone} retiré : ce qu'il enverrait encore ira en quarantaine.")
    return redirect("carnet:telephones")


@acces(GERER)
@require_POST
def tourner_cle(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    assert by.structure is not None
    actions.rotate_key(by.structure, by=by)
    messages.success(
        request, "Nouvelle clé : les téléphones la prendront à leur prochain envoi. L'ancienne ouvre encore."
    )
    return redirect("carnet:telephones")
