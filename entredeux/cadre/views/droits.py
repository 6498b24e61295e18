"""Requests about one's data: noted with a number, found, answered with a copy or an erasure, or refused in words."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre import journal
from entredeux.cadre.access import (
    acces,
    acteur_of,
    check_can_answer_droits,
    compte_of,
    connecte,
    ouvert,
    visible_demandes_droits,
)
from entredeux.cadre.actions import droits as actions
from entredeux.cadre.copie_droits import FORMATS, make_document, write_copy
from entredeux.cadre.debit import is_too_much
from entredeux.cadre.droits import gisement, make_copy
from entredeux.cadre.enums import GenreDroits
from entredeux.cadre.forms.droits import DemandeDroitsForm, EffacementForm, NumeroForm, RefusDroitsForm
from entredeux.cadre.models import DemandeDroits
from entredeux.cadre.permissions import Permission
from entredeux.cadre.presenters_demandes import present_demande, present_list
from entredeux.socle.erreurs import Refus
from entredeux.ui.erreurs import add_errors

ESSAIS_PAR_HEURE = 20
TROP = "Trop d'essais depuis cette connexion. Réessayez dans une heure, ou demandez à l'équipe de médiation."


@acces(Permission.REPONDRE_DROITS)
@require_GET
def demandes(request: HttpRequest) -> HttpResponse:
    return render(request, "cadre/demandes_droits.html", present_list(acteur_of(request)))


@acces(Permission.NOTER_DROITS)
@require_http_methods(["GET", "POST"])
def noter(request: HttpRequest) -> HttpResponse:
    """The number for the person is shown once, in the answer itself. `sorte` and `fiche`: the page one comes from."""
    by = acteur_of(request)
    sorte, visee = _aim(request)
    form = DemandeDroitsForm(request.POST or None, est_trouvee=bool(visee))
    if form.is_valid():
        said = dict(form.cleaned_data)
        try:
            demande, numero = actions.receive_droits(
                by=by, sorte=sorte, visee=visee, id=said.pop("identifiant"), **said
            )
            context = {"demande": demande, "numero": numero, "peut_repondre": by.peut(Permission.REPONDRE_DROITS)}
            return _no_store(render(request, "cadre/recu_droits.html", context))
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "sorte": sorte, "visee": visee}
    return render(request, "cadre/noter_droits.html", context, status=422 if form.errors else 200)


@acces(Permission.REPONDRE_DROITS)
@require_GET
def demande(request: HttpRequest, demande_droits_id: uuid.UUID) -> HttpResponse:
    return _page(request, _found(request, demande_droits_id))


@acces(Permission.REPONDRE_DROITS)
@require_POST
def chercher(request: HttpRequest, demande_droits_id: uuid.UUID) -> HttpResponse:
    found, form = _found(request, demande_droits_id), NumeroForm(request.POST)
    return _do(request, found, form, "Fiche trouvée.", lambda: actions.attach_recu(
        demande=found, by=acteur_of(request), **form.cleaned_data
    ), chercher=form)  # fmt: skip


@acces(Permission.REPONDRE_DROITS)
@require_POST
def copie(request: HttpRequest, demande_droits_id: uuid.UUID, extension: str) -> HttpResponse:
    """The file itself, made now and stored nowhere."""
    by, found = acteur_of(request), _found(request, demande_droits_id)
    if extension not in FORMATS:
        raise Http404
    try:
        rubriques = actions.copy_for(demande=found, by=by)
    except (ValidationError, Refus) as error:
        messages.error(request, _sentence(error))
        return redirect("cadre:demande_droits", found.pk)
    return _file(make_document(rubriques, str(found.structure), timezone.localdate()), extension)


@acces(Permission.REPONDRE_DROITS)
@require_POST
def remettre(request: HttpRequest, demande_droits_id: uuid.UUID) -> HttpResponse:
    found = _found(request, demande_droits_id)
    return _do(request, found, None, "C'est noté : la copie est remise.", lambda: actions.hand_copy(
        demande=found, by=acteur_of(request)
    ))  # fmt: skip


@acces(Permission.REPONDRE_DROITS)
@require_POST
def effacer(request: HttpRequest, demande_droits_id: uuid.UUID) -> HttpResponse:
    by, found = acteur_of(request), _found(request, demande_droits_id)
    target = actions.target_of(found)
    if target is None:
        raise Http404
    kind, record = target
    form = EffacementForm(request.POST, etendues=kind.etendues(record))
    return _do(request, found, form, "C'est effacé. Voici ce qui est répondu à la personne.", lambda: actions.erase_for(
        demande=found, by=by, **form.cleaned_data
    ), effacement=form)  # fmt: skip


@acces(Permission.REPONDRE_DROITS)
@require_POST
def refuser(request: HttpRequest, demande_droits_id: uuid.UUID) -> HttpResponse:
    found, form = _found(request, demande_droits_id), RefusDroitsForm(request.POST)
    return _do(request, found, form, "Refus noté. La personne le lit avec son numéro.", lambda: actions.refuse_droits(
        demande=found, by=acteur_of(request), **form.cleaned_data
    ), refus=form)  # fmt: skip


@ouvert("savoir où en est une demande sur ses données, avec son numéro, sans compte et sans adresse")
@require_http_methods(["GET", "POST"])
def suivi(request: HttpRequest) -> HttpResponse:
    form = NumeroForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        if is_too_much(request, "suivi", ESSAIS_PAR_HEURE):
            form.add_error(None, TROP)
        else:
            try:
                context |= actions.tell_suivi(numero=form.cleaned_data["numero"])
            except ValidationError as error:
                add_errors(form, error)
    return _no_store(render(request, "cadre/suivi_droits.html", context, status=422 if form.errors else 200))


# --- one's own account


@connecte
@require_POST
def ma_copie(request: HttpRequest, extension: str) -> HttpResponse:
    """Whoever signs in takes a copy of what concerns them, without asking anyone."""
    by, compte, kind = acteur_of(request), compte_of(request), gisement("compte")
    if extension not in FORMATS or kind is None:
        raise Http404
    journal.record_read(by, "cadre.compte.copie", compte)
    holder = str(by.structure) if by.structure else "Entre-deux"
    return _file(make_document(make_copy(kind, compte, by), holder, timezone.localdate()), extension)


@connecte
@require_POST
def demander_mon_effacement(request: HttpRequest) -> HttpResponse:
    try:
        asked = actions.ask_about_oneself(by=acteur_of(request))
        messages.success(request, f"Demande notée : une réponse vous est due avant le {asked.echeance:%d/%m/%Y}.")
    except Refus as refus:
        messages.error(request, str(refus))
    return redirect("cadre:profil")


def _aim(request: HttpRequest) -> tuple[str, uuid.UUID | None]:
    """What the page one comes from is about. A wrong value aims at nothing."""
    given = request.POST if request.method == "POST" else request.GET
    try:
        visee = uuid.UUID(given.get("fiche", ""))
    except ValueError:
        return "", None
    kind, structure = gisement(given.get("sorte", "")), acteur_of(request).structure
    if kind is None or structure is None or kind.code == "compte" or kind.trouve(structure, visee) is None:
        raise Http404
    return kind.code, visee


def _found(request: HttpRequest, pk: uuid.UUID) -> DemandeDroits:
    by = acteur_of(request)
    found = get_object_or_404(visible_demandes_droits(by).select_related("structure", "compte"), pk=pk)
    check_can_answer_droits(by, found)
    return found


def _page(request: HttpRequest, found: DemandeDroits, status: int = 200, **forms: Any) -> HttpResponse:
    context = present_demande(found, acteur_of(request))
    target = context["cible"]
    if target and found.genre == GenreDroits.EFFACEMENT:
        forms.setdefault("effacement", EffacementForm(etendues=target[0].etendues(target[1])))
    context |= {"chercher": NumeroForm(), "refus": RefusDroitsForm(), "effacement": None} | forms
    return _no_store(render(request, "cadre/demande_droits.html", context, status=status))


def _do(request: HttpRequest, found: DemandeDroits, form: Any, said: str, act: Any, **forms: Any) -> HttpResponse:
    """Acts; what is refused comes back on the page, with what was typed."""
    if form is not None and not form.is_valid():
        return _page(request, found, 422, **forms)
    try:
        act()
    except ValidationError as error:
        if form is None:
            messages.error(request, _sentence(error))
            return redirect("cadre:demande_droits", found.pk)
        add_errors(form, error)
        return _page(request, found, 422, **forms)
    messages.success(request, said)
    return redirect("cadre:demande_droits", found.pk)


def _sentence(error: ValidationError | Refus) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def _file(document: Any, extension: str) -> HttpResponse:
    content, content_type = write_copy(document, extension)
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="ce-qui-vous-concerne.{extension}"'
    return _no_store(response)


def _no_store(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    return response
