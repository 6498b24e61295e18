"""An agreement is read aloud or shown, given, and withdrawn with its receipt."""

import uuid
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of, ouvert, visible_consentements, visible_relectures_textes
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.consentements import (
    find_by_recu,
    record_consentement,
    record_relecture,
    withdraw_by_recu,
    withdraw_consentement,
)
from entredeux.cadre.debit import is_too_much
from entredeux.cadre.forms import ConsentementForm, RecuForm, RelectureTexteForm
from entredeux.cadre.liens_consentement import Demande, read_demande
from entredeux.cadre.permissions import Permission
from entredeux.cadre.presenters_consentement import present_recu, present_relectures, present_textes
from entredeux.cadre.textes_consentement import FRANCAIS, langues, retrait_in
from entredeux.ui.erreurs import add_errors

ESSAIS_PAR_HEURE = 20
TROP = "Trop d'essais depuis cette connexion. Réessayez dans une heure, ou demandez à l'équipe de médiation."


@acces(Permission.RECUEILLIR_ACCORD)
@require_http_methods(["GET", "POST"])
def consentement(request: HttpRequest, demande: str) -> HttpResponse:
    """The text in the person's language, then what they agree to. The receipt is shown once, in the answer itself."""
    said, by = _demande(demande), acteur_of(request)
    langue = _langue(request)
    form = ConsentementForm(request.POST or None, demande=said, initial={"identifiant": uuid.uuid4()})
    if form.is_valid():
        try:
            given, numero = record_consentement(by=by, sujet=said.sujet, unite=said.unite, langue=langue, **form.said())
            return _no_trace(render(request, "cadre/recu.html", present_recu(said, given, numero)))
        except ValidationError as error:
            add_errors(form, error)
    relus = set(visible_relectures_textes(by).values_list("texte_empreinte", flat=True))
    context = {
        "form": form,
        "demande": said,
        "langue": langue,
        "langues": langues(),
        "textes": present_textes(said, langue, relus),
    }
    return render(request, "cadre/consentement.html", context, status=422 if form.errors else 200)


@acces(Permission.RECUEILLIR_ACCORD)
@require_POST
def retirer(request: HttpRequest, consentement_id: uuid.UUID) -> HttpResponse:
    """The person asked the team to. Comes back to the page the button was on, one of ours."""
    row = visible_consentements(acteur_of(request)).filter(pk=consentement_id).first()
    if row is None:
        raise Http404
    try:
        withdraw_consentement(consentement=row, by=acteur_of(request))
        messages.success(request, "Accord retiré. Plus rien de ce qu'il permettait n'est partagé.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(_own_path(request.POST.get("retour", "")))


@ouvert("retirer son accord avec le numéro d'un reçu, sans compte, sans adresse et sans téléphone")
@require_http_methods(["GET", "POST"])
def retrait(request: HttpRequest) -> HttpResponse:
    """The number, then what it covers, then the withdrawal: two steps, nothing kept between them but the number."""
    langue = _langue(request)
    form = RecuForm(request.POST or None, mots=retrait_in(langue))
    context: dict[str, Any] = {"form": form, "langue": langue, "langues": langues(), "mots": retrait_in(langue)}
    if form.is_valid():
        if is_too_much(request, "retrait", ESSAIS_PAR_HEURE):
            form.add_error(None, TROP)
        else:
            context |= _found(form, confirme="confirmer" in request.POST, langue=langue)
    return _no_trace(render(request, "cadre/retrait.html", context, status=422 if form.errors else 200))


def _found(form: RecuForm, *, confirme: bool, langue: str) -> dict[str, Any]:
    numero = form.cleaned_data["numero"]
    try:
        if confirme:
            return {"retires": withdraw_by_recu(numero=numero, by=Acteur.public()), "est_fait": True}
        return {"couverts": find_by_recu(numero), "numero": numero}
    except ValidationError as error:
        add_errors(form, error)
        return {}


@acces(Permission.COORDONNER)
@require_http_methods(["GET", "POST"])
def relectures(request: HttpRequest) -> HttpResponse:
    """Each text in each language, as it is shown, and who found it right."""
    by = acteur_of(request)
    form = RelectureTexteForm(request.POST or None)
    if form.is_valid():
        try:
            record_relecture(by=by, **form.cleaned_data)
            messages.success(request, "Relecture notée : ce texte n'est plus marqué « à faire relire ».")
            return redirect("cadre:relectures_textes")
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "langues": present_relectures(list(visible_relectures_textes(by)))}
    return render(request, "cadre/relectures_textes.html", context, status=422 if form.errors else 200)


def _demande(jeton: str) -> Demande:
    try:
        return read_demande(jeton)
    except (signing.BadSignature, KeyError, ValueError, TypeError):
        raise Http404 from None


def _langue(request: HttpRequest) -> str:
    asked = request.GET.get("langue", FRANCAIS)
    return asked if asked in {each.code for each in langues()} else FRANCAIS


def _own_path(path: str) -> str:
    """A page of this site, never another's."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/espace/"


def _no_trace(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"  # "no-referrer" would send the form from nowhere, refused
    return response
