"""A word is noted on a phone, reread by the team, taken back; paper cards are printed with their numbers."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.actions.consentements import draw_recu
from entredeux.cadre.enums import Portee
from entredeux.cadre.models import Consentement
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import read_texte
from entredeux.cadre.textes_consentement import find_texte, langues
from entredeux.participation import actions
from entredeux.participation.access import visible_paroles
from entredeux.participation.enums import EtatParole
from entredeux.participation.forms.paroles import ParoleForm
from entredeux.participation.models import Parole
from entredeux.participation.queries.etats import etat_of
from entredeux.participation.retention import parole_erased_on
from entredeux.themes.queries import labels
from entredeux.ui.erreurs import add_errors

CARTES = 6  # a sheet
A_QUI = "qui doit répondre"


@never_cache
@acces(Permission.NOTER_PAROLE)
@require_http_methods(["GET", "POST"])
def nouvelle(request: HttpRequest) -> HttpResponse:
    """The receipt is shown once, in the answer itself."""
    by, langue = acteur_of(request), _langue(request)
    form = ParoleForm(request.POST or None, by=by, initial={"identifiant": uuid.uuid4()})
    if form.is_valid():
        try:
            parole, numero = actions.record_parole(by=by, langue=langue, **form.said())
            context = {"parole": parole, "numero": numero, "adresse": _own(reverse("participation:recu"))}
            return render(request, "participation/recu_donne.html", context)
        except ValidationError as error:
            add_errors(form, error)
    texte = find_texte(Portee.PAROLE, langue)
    context = {
        "form": form,
        "texte": texte,
        "phrases": texte.phrases_for(A_QUI, timezone.localdate()),
        "langues": langues(),
    }
    return render(request, "participation/parole_nouvelle.html", context, status=422 if form.errors else 200)


@acces(Permission.NOTER_PAROLE)
@require_GET
def parole(request: HttpRequest, parole_id: uuid.UUID) -> HttpResponse:
    by, found = acteur_of(request), _parole(request, parole_id)
    etat = etat_of(found)
    context = {
        "parole": found,
        "texte": read_texte(found, "texte", by=by),
        "etat": etat,
        "est_retirable": etat != EtatParole.RETIREE and not found.est_oubliee,
        "domaine": labels("domaines").get(found.domaine, found.domaine),
        "accords": list(Consentement.objects.filter(structure=found.structure_id, sujet=found.pk)),
        "effacee_le": parole_erased_on(found),
    }
    return render(request, "participation/parole.html", context)


@acces(Permission.NOTER_PAROLE)
@require_POST
def retirer(request: HttpRequest, parole_id: uuid.UUID) -> HttpResponse:
    found = _parole(request, parole_id)
    try:
        actions.withdraw_parole(parole=found, by=acteur_of(request))
        messages.success(request, "Parole retirée : son texte est effacé, et plus rien n'en est montré.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("participation:parole", found.pk)


@never_cache
@acces(Permission.NOTER_PAROLE)
@require_GET
def cartes(request: HttpRequest) -> HttpResponse:
    """A sheet to print: each card and its stub bear the same new number, kept nowhere until the card is typed in."""
    texte = find_texte(Portee.PAROLE, "fr")
    context = {
        "numeros": [draw_recu() for _ in range(CARTES)],
        "phrases": texte.phrases_for(A_QUI, timezone.localdate()),
        "version": texte.version,
        "structure": acteur_of(request).structure,
        "adresse": _own(reverse("participation:recu")),
    }
    return render(request, "participation/cartes.html", context)


def _parole(request: HttpRequest, parole_id: uuid.UUID) -> Parole:
    rows = visible_paroles(acteur_of(request)).select_related("structure", "groupe", "retour__lieu")
    return get_object_or_404(rows, pk=parole_id)


def _langue(request: HttpRequest) -> str:
    asked = request.GET.get("langue", "fr")
    return asked if asked in {each.code for each in langues()} else "fr"


def _own(path: str) -> str:
    """As one writes it on paper: without the scheme."""
    return f"{settings.ADRESSE}{path}".partition("://")[2]
