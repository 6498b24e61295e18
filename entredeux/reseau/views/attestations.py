"""A certificate by its signed link, and its checking by anyone who holds one."""

import uuid

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import ouvert
from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions.attestations import draw_attestation, withdraw_attestation
from entredeux.reseau.attestations import say_duree, say_quand
from entredeux.reseau.codes import code_attestation
from entredeux.reseau.envois_attestations import USAGE
from entredeux.reseau.forms.presences import VerificationForm
from entredeux.reseau.liens import read_lien
from entredeux.reseau.models import Attestation
from entredeux.reseau.queries.attestations import index_of_code, verify_attestation
from entredeux.reseau.views.presences import pdf
from entredeux.socle.liens import LienRefuse

OUVERT = "l'attestation de la personne qui a reçu ce lien signé"
ESSAIS, PAR_HEURE = 20, 3600


def _attestation(jeton: str) -> Attestation:
    pk: uuid.UUID = read_lien(USAGE, jeton)
    found = Attestation.objects.select_related("inscription", "evenement").filter(pk=pk).first()
    if found is None:
        raise LienRefuse("Cette attestation a été retirée, ou a plus de cinq ans : ce lien n'ouvre plus rien.")
    return found


@ouvert(OUVERT)
@require_GET
def show(request: HttpRequest, jeton: str) -> HttpResponse:
    row = _attestation(jeton)
    context = {
        "jeton": jeton,
        "evenement": row.evenement,
        "quand": say_quand(row.evenement),
        "duree": say_duree(row.minutes),
        "code": code_attestation(row.pk),
        "est_imprimable": bool(row.inscription and row.inscription.nom and not row.inscription.anonymisee_le),
    }
    return _private(render(request, "reseau/attestations/attestation.html", context))


@ouvert(OUVERT)
@require_GET
def download(request: HttpRequest, jeton: str) -> HttpResponse:
    try:
        return pdf(draw_attestation(attestation=_attestation(jeton), by=Acteur.public()))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("attestation", jeton)


@ouvert(OUVERT)
@require_POST
def withdraw(request: HttpRequest, jeton: str) -> HttpResponse:
    withdraw_attestation(attestation=_attestation(jeton), by=Acteur.public())
    messages.success(request, "Votre attestation est retirée : son code ne répond plus.")
    return redirect("verifier_attestation")


@ouvert("vérifier le code d'une attestation : dit l'événement et la durée, jamais le nom")
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The name only ever comes in a form's body: no address, no log holds it."""
    given = request.POST if request.method == "POST" else request.GET if "code" in request.GET else None
    form = VerificationForm(given)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        context |= _answer(form.cleaned_data["code"], form.cleaned_data["nom"] if request.method == "POST" else "")
    return _private(render(request, "reseau/attestations/verifier.html", context, status=_status(context)))


def _answer(code: str, nom: str) -> dict[str, object]:
    if nom.strip() and _too_many(code):
        return {"trop": True}
    found = verify_attestation(code, nom)
    if found is None:
        return {"inconnue": True}
    return {
        "verification": found,
        "quand": say_quand(found.evenement),
        "duree": say_duree(found.minutes),
        "le": timezone.localdate(),
    }


def _status(context: dict[str, object]) -> int:
    return 429 if "trop" in context else 422 if getattr(context["form"], "errors", None) else 200


def _too_many(code: str) -> bool:
    """Names tried against one code, in an hour: a certificate is read, not guessed."""
    key = f"attestation:{index_of_code(code)}"
    cache.add(key, 0, PAR_HEURE)
    return int(cache.incr(key)) > ESSAIS


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "same-origin"
    return answer
