"""The door of the app, then démarches: opened, met, proposed in, told what became of it; and who it reaches."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import read_textes
from entredeux.participation import actions
from entredeux.participation.access import (
    can_lead_demarche,
    visible_demarches,
    visible_propositions,
    visible_rencontres,
)
from entredeux.participation.forms.demarches import DemarcheForm, PropositionForm, RencontreForm, SuiteForm
from entredeux.participation.models import Demarche, PropositionDemarche
from entredeux.participation.queries.listes import count_waiting, list_groupes
from entredeux.participation.queries.portee import list_demarches, reach_of, what_became, years_of
from entredeux.participation.retention import demarche_erased_on
from entredeux.territoires.queries import qpv_names
from entredeux.themes.queries import labels
from entredeux.ui.erreurs import add_errors

ANIMER = Permission.ANIMER_DEMARCHE
RECENTS = 10


@acces(Permission.VOIR_PARTICIPATION)
@require_GET
def accueil(request: HttpRequest) -> HttpResponse:
    by, today = acteur_of(request), timezone.localdate()
    context = {
        "bilan": count_waiting(by, today),
        "groupes": list(list_groupes(by)[:RECENTS]),
        "demarches": list_demarches(by)[:RECENTS],
        "today": today,
        "peut_noter": by.peut(Permission.NOTER_PAROLE),
        "peut_porter": by.peut(Permission.PORTER_PAROLES),
        "peut_animer": by.peut(ANIMER),
    }
    return render(request, "participation/accueil.html", context)


@acces(Permission.VOIR_PARTICIPATION)
@require_GET
def demarches(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    context = {"demarches": list_demarches(by), "peut_animer": by.peut(ANIMER)}
    return render(request, "participation/demarches.html", context)


@acces(ANIMER)
@require_http_methods(["GET", "POST"])
def nouvelle(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    form = DemarcheForm(request.POST or None, by=by, initial={"identifiant": uuid.uuid4()})
    if form.is_valid():
        try:
            opened = actions.open_demarche(by=by, **form.said())
            messages.success(request, "Démarche ouverte. Notez ses rencontres et ses propositions au fur et à mesure.")
            return redirect("participation:demarche", opened.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "titre": "Ouvrir une démarche", "bouton": "Ouvrir la démarche"}
    return render(request, "participation/demarche_formulaire.html", context, status=422 if form.errors else 200)


@acces(Permission.VOIR_PARTICIPATION)
@require_GET
def demarche(request: HttpRequest, demarche_id: uuid.UUID) -> HttpResponse:
    by, found = acteur_of(request), _demarche(request, demarche_id)
    proposals = list(found.propositions.order_by("faite_le", "cree_le"))
    texts = read_textes(proposals, "texte", by=by)
    answers = read_textes(proposals, "reponse", by=by)
    context = {
        "demarche": found,
        "domaine": labels("domaines").get(found.domaine, found.domaine),
        "quartier": qpv_names([found.qpv]).get(found.qpv, found.qpv),
        "rencontres": list(found.rencontres.select_related("lieu").order_by("jour", "cree_le")),
        "propositions": [(each, texts[each.pk], answers[each.pk]) for each in proposals],
        "bilan": what_became(by, found),
        "peut_animer": can_lead_demarche(by, found),
        "effacee_le": demarche_erased_on(found),
    }
    return render(request, "participation/demarche.html", context)


@acces(ANIMER)
@require_POST
def clore(request: HttpRequest, demarche_id: uuid.UUID) -> HttpResponse:
    found = _demarche(request, demarche_id)
    try:
        actions.close_demarche(demarche=found, by=acteur_of(request))
        messages.success(request, "Démarche close. Les suites des propositions se notent encore.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("participation:demarche", found.pk)


@acces(ANIMER)
@require_http_methods(["GET", "POST"])
def rencontre(request: HttpRequest, demarche_id: uuid.UUID) -> HttpResponse:
    by, found = acteur_of(request), _demarche(request, demarche_id)
    form = RencontreForm(request.POST or None, by=by, initial={"identifiant": uuid.uuid4()})
    return _form(request, form, found, "Une rencontre, en nombres", "Enregistrer la rencontre", lambda: (
        actions.record_rencontre(demarche=found, by=by, **form.said())
    ))  # fmt: skip


@acces(ANIMER)
@require_http_methods(["GET", "POST"])
def proposition(request: HttpRequest, demarche_id: uuid.UUID) -> HttpResponse:
    by, found = acteur_of(request), _demarche(request, demarche_id)
    form = PropositionForm(request.POST or None, initial={"identifiant": uuid.uuid4()})
    return _form(request, form, found, "Une proposition, sans auteur", "Enregistrer la proposition", lambda: (
        actions.record_proposition(
            demarche=found,
            texte=form.cleaned_data["texte"],
            faite_le=form.cleaned_data["faite_le"],
            id=form.cleaned_data["identifiant"],
            by=by,
        )
    ))  # fmt: skip


@acces(ANIMER)
@require_http_methods(["GET", "POST"])
def suite(request: HttpRequest, proposition_id: uuid.UUID) -> HttpResponse:
    by, found = acteur_of(request), _proposition(request, proposition_id)
    form = SuiteForm(request.POST or None, initial={"suite": found.suite})
    texte = read_textes([found], "texte", by=by)[found.pk]
    return _form(request, form, found.demarche, "Ce que devient la proposition", "Enregistrer la suite", lambda: (
        actions.record_suite(proposition=found, by=by, **form.cleaned_data)
    ), citation=texte)  # fmt: skip


@acces(ANIMER)
@require_POST
def retirer(request: HttpRequest, proposition_id: uuid.UUID) -> HttpResponse:
    found = _proposition(request, proposition_id)
    demarche = found.demarche
    actions.withdraw_proposition(proposition=found, by=acteur_of(request))
    messages.success(request, "Proposition retirée : son texte est effacé.")
    return redirect("participation:demarche", demarche.pk)


@acces(ANIMER)
@require_POST
def retirer_rencontre(request: HttpRequest, rencontre_comptee_id: uuid.UUID) -> HttpResponse:
    rows = visible_rencontres(acteur_of(request)).select_related("demarche__structure")
    found = get_object_or_404(rows, pk=rencontre_comptee_id)
    demarche = found.demarche
    actions.withdraw_rencontre(rencontre=found, by=acteur_of(request))
    messages.success(request, "Rencontre retirée : comptez-la de nouveau.")
    return redirect("participation:demarche", demarche.pk)


@acces(Permission.VOIR_PARTICIPATION)
@require_GET
def portee(request: HttpRequest) -> HttpResponse:
    """First-time participants, by public and by place. Counts of our own work: nothing of it leaves the structure."""
    by = acteur_of(request)
    years = years_of(by)
    asked = request.GET.get("annee", "")
    annee = next((year for year in years if str(year) == asked), None)
    reach = reach_of(by, annee)
    context = {
        "portee": reach,
        "tableaux": [("Par âge", reach.ages), ("Par genre", reach.genres), ("Par quartier", reach.quartiers)],
        "bilan": what_became(by),
        "annees": years,
        "annee": annee,
    }
    return render(request, "participation/portee.html", context)


def _demarche(request: HttpRequest, demarche_id: uuid.UUID) -> Demarche:
    rows = visible_demarches(acteur_of(request)).select_related("structure", "institution")
    return get_object_or_404(rows, pk=demarche_id)


def _proposition(request: HttpRequest, proposition_id: uuid.UUID) -> PropositionDemarche:
    rows = visible_propositions(acteur_of(request)).select_related("structure", "demarche__structure")
    return get_object_or_404(rows, pk=proposition_id)


def _form(
    request: HttpRequest,
    form: Any,
    found: Demarche,
    titre: str,
    bouton: str,
    act: Callable[[], Any],
    citation: str = "",
) -> HttpResponse:
    if form.is_valid():
        try:
            act()
            messages.success(request, "C'est noté.")
            return redirect("participation:demarche", found.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "titre": titre, "bouton": bouton, "demarche": found, "citation": citation}
    nom = "rencontre_formulaire" if isinstance(form, RencontreForm) else "demarche_formulaire"
    return render(request, f"participation/{nom}.html", context, status=422 if form.errors else 200)
