"""Each party's page: what was explained to it, what it agreed to, what it said and who may hear it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import read_texte
from entredeux.situations import actions
from entredeux.situations.access import visible_engagements, visible_parties, visible_propos, visible_situations
from entredeux.situations.actions.parties import RETRAITS
from entredeux.situations.forms.situations import EngagementForm, IssueForm, PartieForm, ProposForm, TenueForm
from entredeux.situations.models import Partie, Propos
from entredeux.situations.presenters import present_feuille, present_partie
from entredeux.ui.erreurs import add_errors


@acces(Permission.SUIVRE_SITUATION)
@require_http_methods(["GET", "POST"])
def ajouter(request: HttpRequest, situation_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    situation = get_object_or_404(visible_situations(by), pk=situation_id)
    form = PartieForm(request.POST or None, initial={"identifiant": uuid.uuid4()})
    if form.is_valid():
        try:
            added = actions.add_partie(situation=situation, partie=form.said(), by=by)
            messages.success(request, f"{added} : ajoutée.")
            return redirect("situations:partie", added.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "situation": situation, "titre": "Ajouter une partie"}
    return render(request, "situations/petit_formulaire.html", context, status=422 if form.errors else 200)


@acces(Permission.SUIVRE_SITUATION)
@require_http_methods(["GET", "POST"])
def partie(request: HttpRequest, partie_id: uuid.UUID) -> HttpResponse:
    """The page, and the form for what the party says."""
    by, found = acteur_of(request), _partie(request, partie_id)
    form = ProposForm(request.POST or None, initial={"identifiant": uuid.uuid4()})
    if form.is_valid():
        try:
            said = form.cleaned_data
            actions.record_propos(partie=found, texte=said["texte"], id=said["identifiant"], by=by)
            messages.success(request, "Noté. Personne d'autre que l'équipe ne le lit.")
            return redirect("situations:partie", found.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = present_partie(found, by) | {"form": form}
    return render(request, "situations/partie.html", context, status=422 if form.errors else 200)


@acces(Permission.SUIVRE_SITUATION)
@require_GET
def feuille(request: HttpRequest, partie_id: uuid.UUID) -> HttpResponse:
    """Printable: what this party may keep."""
    return render(
        request, "situations/feuille_partie.html", present_feuille(_partie(request, partie_id), acteur_of(request))
    )


@acces(Permission.SUIVRE_SITUATION)
@require_GET
def contact(request: HttpRequest, partie_id: uuid.UUID) -> HttpResponse:
    by, found = acteur_of(request), _partie(request, partie_id)
    context = {"partie": found, "contact": read_texte(found, "contact", by=by)}
    return render(request, "situations/contact.html", context)


@acces(Permission.SUIVRE_SITUATION)
@require_POST
def geste(request: HttpRequest, partie_id: uuid.UUID, geste: str) -> HttpResponse:
    """One tap: role explained, refuses, withdraws, comes back."""
    by, found = acteur_of(request), _partie(request, partie_id)
    acts: dict[str, tuple[Callable[[], Any], str]] = {
        "role-explique": (lambda: actions.explain_role(partie=found, by=by), "Rôle et limites expliqués : noté."),
        "refus": (lambda: actions.withdraw_partie(partie=found, motif=RETRAITS[0], by=by), "Refus noté."),
        "retrait": (lambda: actions.withdraw_partie(partie=found, motif=RETRAITS[1], by=by), "Retrait noté."),
        "retour": (
            lambda: actions.return_partie(partie=found, by=by),
            "Cette partie est de retour : redemandez-lui son accord.",
        ),
    }
    if geste not in acts:
        return redirect("situations:partie", found.pk)
    act, said = acts[geste]
    return _do(request, found.pk, said, act)


@acces(Permission.SUIVRE_SITUATION)
@require_POST
def geste_propos(request: HttpRequest, propos_id: uuid.UUID, geste: str) -> HttpResponse:
    """Release for all or for one, take back, erase: the party's choice, noted by the team."""
    by, found = acteur_of(request), _propos(request, propos_id)
    acts: dict[str, tuple[Callable[[], Any], str]] = {
        "liberer": (
            lambda: actions.release_propos(propos=found, pour=_reader(request, found), by=by),
            "Libéré : cela peut être répété.",
        ),
        "reprendre": (lambda: actions.take_back_propos(propos=found, by=by), "Repris : cela ne se répète plus."),
        "effacer": (lambda: actions.erase_propos(propos=found, by=by), "Effacé."),
    }
    if geste not in acts:
        return redirect("situations:partie", found.partie_id)
    act, said = acts[geste]
    return _do(request, found.partie_id, said, act)


@acces(Permission.SUIVRE_SITUATION)
@require_http_methods(["GET", "POST"])
def engagement_nouveau(request: HttpRequest, situation_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    situation = get_object_or_404(visible_situations(by), pk=situation_id)
    form = EngagementForm(request.POST or None, situation=situation, initial={"identifiant": uuid.uuid4()})
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.record_engagement(
                partie=said["partie"], quoi=said["quoi"], jusqua=said["jusqua"], id=said["identifiant"], by=by
            )
            messages.success(request, "Engagement noté. Il revient à un mois, puis à trois mois.")
            return redirect("situations:situation", situation.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "situation": situation, "titre": "Ce qui est convenu"}
    return render(request, "situations/petit_formulaire.html", context, status=422 if form.errors else 200)


@acces(Permission.SUIVRE_SITUATION)
@require_http_methods(["GET", "POST"])
def engagement(request: HttpRequest, engagement_partie_id: uuid.UUID) -> HttpResponse:
    """Kept or not, at one month and at three."""
    by = acteur_of(request)
    found = get_object_or_404(visible_engagements(by).select_related("partie", "situation"), pk=engagement_partie_id)
    form = TenueForm(request.POST or None, initial={"a_1_mois": found.tenue_1_mois, "a_3_mois": found.tenue_3_mois})
    if form.is_valid():
        try:
            actions.record_tenue(engagement=found, by=by, **form.cleaned_data)
            messages.success(request, "C'est noté.")
            return redirect("situations:situation", found.situation_id)
        except ValidationError as error:
            add_errors(form, error, rename={"tenue_1_mois": "a_1_mois", "tenue_3_mois": "a_3_mois"})
    context = {"form": form, "situation": found.situation, "titre": "Est-ce que cela tient ?"}
    return render(request, "situations/petit_formulaire.html", context, status=422 if form.errors else 200)


@acces(Permission.SUIVRE_SITUATION)
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, partie_id: uuid.UUID) -> HttpResponse:
    """Its own outcome, which may not be the other's."""
    by, found = acteur_of(request), _partie(request, partie_id)
    form = IssueForm(request.POST or None, initial={"issue": found.issue})
    if form.is_valid():
        try:
            actions.record_issue_partie(partie=found, issue=form.cleaned_data["issue"], by=by)
            messages.success(request, "Noté pour cette partie ; les autres gardent leur propre issue.")
            return redirect("situations:partie", found.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "situation": found.situation, "titre": f"Issue : {found}"}
    return render(request, "situations/petit_formulaire.html", context, status=422 if form.errors else 200)


def _partie(request: HttpRequest, partie_id: uuid.UUID) -> Partie:
    rows = visible_parties(acteur_of(request)).select_related("situation", "structure")
    return get_object_or_404(rows, pk=partie_id)


def _propos(request: HttpRequest, propos_id: uuid.UUID) -> Propos:
    rows = visible_propos(acteur_of(request)).select_related("partie__structure", "partie__situation")
    return get_object_or_404(rows, pk=propos_id)


def _reader(request: HttpRequest, propos: Propos) -> Partie | None:
    """Empty: for every party."""
    wanted = request.POST.get("pour", "")
    if not wanted:
        return None
    try:
        return propos.partie.situation.parties.get(pk=uuid.UUID(wanted))
    except (ValueError, Partie.DoesNotExist):
        raise ValidationError({"pour": "Choisissez une autre partie de cette situation."}) from None


def _do(request: HttpRequest, partie_id: uuid.UUID, said: str, act: Callable[[], Any]) -> HttpResponse:
    try:
        act()
        messages.success(request, said)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("situations:partie", partie_id)
