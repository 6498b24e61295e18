"""The page that a registration's signed link opens. Its words are its owner's: reading them is in the journal."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from entredeux.cadre.access import View, ouvert
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.textes import open_without_journal, read_texte, read_textes
from entredeux.reseau import actions
from entredeux.reseau.enums import EtatInscriptions, StatutInscription
from entredeux.reseau.forms.inscriptions import ChangementForm, ContributionForm
from entredeux.reseau.horaires import can_still_change, etat_inscriptions, fin_of
from entredeux.reseau.liens import read_lien
from entredeux.reseau.messages_inscription import USAGE, agenda_of, describe
from entredeux.reseau.models import BesoinAccessibilite, Contribution, Inscription
from entredeux.reseau.queries.inscriptions import offered_ateliers
from entredeux.socle.liens import LienRefuse
from entredeux.ui.erreurs import add_errors

PUBLIC = Acteur.public()
"""Who holds the link."""


def par_lien(view: Callable[..., HttpResponse]) -> View:
    """The registration that the link opens; a forged, cut or expired link gets a sentence and what to do."""

    @ouvert("le lien signé d'une inscription, reçu par courriel")
    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, jeton: str, **kwargs: Any) -> HttpResponse:
        try:
            identifiant = read_lien(USAGE, jeton)
        except LienRefuse as refus:
            return _refuse(request, str(refus), 404)
        found = Inscription.objects.select_related("evenement").filter(pk=identifiant).first()
        if found is None or found.anonymisee_le:
            return _refuse(request, "Cette inscription a été effacée à son terme, comme prévu.", 410)
        return view(request, found, jeton, **kwargs)

    return opened


def _refuse(request: HttpRequest, phrase: str, status: int) -> HttpResponse:
    return render(request, "reseau/inscriptions/lien_refuse.html", {"phrase": phrase}, status=status)


FAITS = {
    "changee": "Votre inscription est modifiée. Un courriel vous le confirme.",
    "annulee": "Votre inscription est annulée et votre place rendue. Un courriel vous le confirme.",
    "retablie": "Votre inscription est rétablie. Un courriel vous dit si votre place est confirmée.",
    "apportee": "Votre contribution est enregistrée. L'organisation la confiera à un atelier.",
    "retiree": "Votre contribution est retirée et son texte effacé.",
}


@par_lien
@require_GET
def page(request: HttpRequest, inscription: Inscription, jeton: str) -> HttpResponse:
    fait = FAITS.get(request.GET.get("fait", ""), "")
    return _show(request, inscription, jeton, fait=fait)


@par_lien
@require_POST
def changer(request: HttpRequest, inscription: Inscription, jeton: str) -> HttpResponse:
    ateliers = offered_ateliers(inscription.evenement)
    form = ChangementForm(request.POST, evenement=inscription.evenement, ateliers=ateliers)
    if form.is_valid():
        try:
            actions.change_inscription(inscription=inscription, by=PUBLIC, **form.cleaned_data)
            return _back(jeton, "changee")
        except ValidationError as error:
            add_errors(form, error)
    return _show(request, inscription, jeton, form=form, status=422)


@par_lien
@require_POST
def annuler(request: HttpRequest, inscription: Inscription, jeton: str) -> HttpResponse:
    return _act(request, inscription, jeton, actions.cancel_inscription, "annulee")


@par_lien
@require_POST
def retablir(request: HttpRequest, inscription: Inscription, jeton: str) -> HttpResponse:
    return _act(request, inscription, jeton, actions.restore_inscription, "retablie")


@par_lien
@require_POST
def apporter(request: HttpRequest, inscription: Inscription, jeton: str) -> HttpResponse:
    form = ContributionForm(request.POST, prefix="apport")
    if form.is_valid():
        try:
            actions.submit_contribution(inscription=inscription, by=PUBLIC, **form.cleaned_data)
            return _back(jeton, "apportee")
        except ValidationError as error:
            add_errors(form, error)
    return _show(request, inscription, jeton, apport=form, status=422)


@par_lien
@require_POST
def retirer(request: HttpRequest, inscription: Inscription, jeton: str, contribution_id: uuid.UUID) -> HttpResponse:
    contribution = get_object_or_404(Contribution, pk=contribution_id, inscription=inscription)
    try:
        actions.withdraw_contribution(contribution=contribution, by=PUBLIC)
    except ValidationError as error:
        return _show(request, inscription, jeton, refus=" ".join(error.messages), status=409)
    return _back(jeton, "retiree")


@par_lien
@require_GET
def agenda(request: HttpRequest, inscription: Inscription, jeton: str) -> HttpResponse:
    content = agenda_of(inscription, annule=inscription.statut == StatutInscription.ANNULEE)
    headers = {"Content-Disposition": 'attachment; filename="inscription.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _act(
    request: HttpRequest, inscription: Inscription, jeton: str, action: Callable[..., Any], fait: str
) -> HttpResponse:
    try:
        action(inscription=inscription, by=PUBLIC)
    except ValidationError as error:
        return _show(request, inscription, jeton, refus=" ".join(error.messages), status=409)
    return _back(jeton, fait)


def _back(jeton: str, fait: str) -> HttpResponse:
    """What was done travels in the address: no cookie is needed to say it."""
    return redirect(f"{reverse('reseau_inscription', args=[jeton])}?fait={fait}")


def _show(
    request: HttpRequest,
    inscription: Inscription,
    jeton: str,
    *,
    fait: str = "",
    refus: str = "",
    form: ChangementForm | None = None,
    apport: ContributionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    evenement, now = inscription.evenement, timezone.now()
    etat = etat_inscriptions(evenement, est_complet=False, now=now)
    est_active = inscription.statut != StatutInscription.ANNULEE
    a_venir = fin_of(evenement) > now and not evenement.est_annule
    context = describe(inscription) | {
        "jeton": jeton,
        "fait": fait,
        "refus": refus,
        "nom": read_texte(inscription, "nom", by=PUBLIC),
        "contributions": _contributions(inscription),
        "est_active": est_active,
        "se_change": est_active and a_venir and can_still_change(evenement, now),
        "s_annule": est_active and a_venir,
        "se_retablit": not est_active and etat == EtatInscriptions.OUVERTES,
        "form": form or _form(inscription),
        "apport": apport or ContributionForm(prefix="apport"),
    }
    return render(request, "reseau/inscriptions/page.html", context, status=status)


def _contributions(inscription: Inscription) -> list[dict[str, Any]]:
    found = list(inscription.contributions.select_related("sequence"))
    texts = read_textes(found, "texte", by=PUBLIC)
    return [{"contribution": each, "texte": texts[each.pk]} for each in found]


def _form(inscription: Inscription) -> ChangementForm:
    besoin = BesoinAccessibilite.objects.filter(inscription=inscription).first()
    chosen = inscription.choix.exclude(statut=StatutInscription.ANNULEE)
    initial = {
        "nom": open_without_journal(inscription, "nom"),  # read, and journaled, for the same page
        "organisme": inscription.organisme,
        "ateliers": [str(choix.sequence.uid) for choix in chosen.select_related("sequence")],
        "besoin": read_texte(besoin, "texte", by=PUBLIC) if besoin else "",
    }
    return ChangementForm(
        evenement=inscription.evenement, ateliers=offered_ateliers(inscription.evenement), initial=initial
    )
