"""Resources at hand, and the one question asked later."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of, ouvert
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau.actions import usages as actions
from entredeux.reseau.enums import GenreUsage
from entredeux.reseau.envois_ressources import CONFIRMER, REPONDRE
from entredeux.reseau.forms.ressources import ReponseForm, UsageMailForm
from entredeux.reseau.liens import read_lien
from entredeux.reseau.models import UsageRessource
from entredeux.reseau.presenters.ressources import present_cartes
from entredeux.reseau.queries.ressources import epinglees_of, questions_for
from entredeux.reseau.views.lecteur import lecteur_of
from entredeux.reseau.views.ressources import find_ressource
from entredeux.socle.liens import LienRefuse
from entredeux.ui.erreurs import add_errors


@acces(Permission.ECHANGER_RESEAU)
@require_GET
def mes_fiches(request: HttpRequest) -> HttpResponse:
    """What I pinned, and what I am asked about."""
    by = acteur_of(request)
    pinned = [each.ressource for each in epinglees_of(by)]
    questions = [(usage, ReponseForm(prefix=usage.pk.hex)) for usage in questions_for(by)]
    context = {"cartes": present_cartes(pinned), "questions": questions}
    return render(request, "reseau/ressources/mes_fiches.html", context)


@acces(Permission.ECHANGER_RESEAU)
@require_POST
def epingler(request: HttpRequest, ressource_slug: str) -> HttpResponse:
    page = find_ressource(request, ressource_slug)
    actions.pin_ressource(ressource=page, by=acteur_of(request))
    undo = reverse("ressource_retirer", args=[page.slug])
    messages.success(request, "Fiche épinglée : vous la retrouvez dans « Mes fiches ».", extra_tags=f"annulable {undo}")
    return redirect("ressource", page.slug)


@acces(Permission.ECHANGER_RESEAU)
@require_POST
def retirer(request: HttpRequest, ressource_slug: str) -> HttpResponse:
    page = find_ressource(request, ressource_slug)
    actions.unpin_ressource(ressource=page, by=acteur_of(request))
    messages.success(request, "La fiche n'est plus épinglée.")
    return redirect("ressource", page.slug)


@ouvert("dire qu'on se sert d'une ressource, sans compte par une adresse confirmée")
@require_http_methods(["GET", "POST"])
def usage(request: HttpRequest, ressource_slug: str) -> HttpResponse:
    page, by = find_ressource(request, ressource_slug), lecteur_of(request)
    if by.peut(Permission.ECHANGER_RESEAU):
        return _announce(request, page.slug) if request.method == "POST" else redirect("ressource", page.slug)
    form = UsageMailForm(request.POST or None)
    if form.is_valid():
        actions.ask_by_mail(ressource=page, courriel=form.cleaned_data["courriel"], by=by)
        messages.success(request, "Un courriel part à cette adresse : suivez son lien pour confirmer.")
        return redirect("ressource", page.slug)
    status = 422 if form.errors else 200
    return render(request, "reseau/ressources/usage.html", {"page": page, "form": form}, status=status)


def _announce(request: HttpRequest, slug: str) -> HttpResponse:
    actions.note_usage(ressource=find_ressource(request, slug), genre=GenreUsage.ANNONCEE, by=acteur_of(request))
    messages.success(request, "C'est noté. Dans deux mois, une seule question vous sera posée.")
    return redirect("ressource", slug)


@ouvert("confirmer son adresse par le lien signé d'un courriel")
@require_http_methods(["GET", "POST"])
def confirmer(request: HttpRequest, jeton: str) -> HttpResponse:
    """A button, since programs that read mails open links."""
    row = _usage_of(CONFIRMER, jeton)
    if request.method == "POST":
        actions.confirm_usage(usage=row, by=Acteur.public())
        messages.success(request, "Votre adresse est confirmée. Dans deux mois, une seule question vous sera posée.")
        return redirect("ressource", row.ressource.slug)
    return render(request, "reseau/ressources/usage_confirmer.html", {"usage": row})


@ouvert("répondre à la question d'usage par le lien signé d'un courriel")
@require_http_methods(["GET", "POST"])
def repondre(request: HttpRequest, jeton: str) -> HttpResponse:
    """The link proves who answers, signed in or not: it went to their mail."""
    row = _usage_of(REPONDRE, jeton)
    form = ReponseForm(request.POST or None)
    by = Acteur.sans_adhesion(row.compte) if row.compte else Acteur.public()
    if form.is_valid() and _answer(row, form, by):
        return render(request, "reseau/ressources/usage_merci.html", {"usage": row})
    context = {"usage": row, "form": form}
    return render(request, "reseau/ressources/usage_repondre.html", context, status=422 if form.errors else 200)


@acces(Permission.ECHANGER_RESEAU)
@require_POST
def repondre_ici(request: HttpRequest, usage_id: uuid.UUID) -> HttpResponse:
    """From « Mes fiches »."""
    by = acteur_of(request)
    row = get_object_or_404(questions_for(by), pk=usage_id)
    form = ReponseForm(request.POST, prefix=row.pk.hex)
    if not form.is_valid() or not _answer(row, form, by):
        context = {"usage": row, "form": form, "adresse": request.path}
        return render(request, "reseau/ressources/usage_repondre.html", context, status=422)
    messages.success(request, "Merci. Votre réponse est gardée sans votre nom.")
    return redirect("mes_fiches")


def _answer(row: UsageRessource, form: ReponseForm, by: Acteur) -> bool:
    """False when the word left seems to name somebody: the form says which words, and keeps them."""
    try:
        actions.answer_usage(usage=row, by=by, **form.cleaned_data)
    except ValidationError as error:
        add_errors(form, error)
        return False
    return True


def _usage_of(usage: str, jeton: str) -> UsageRessource:
    """Raises LienRefuse: forged, too old, or its row is gone."""
    row = UsageRessource.objects.select_related("ressource", "compte").filter(pk=read_lien(usage, jeton)).first()
    if row is None:
        raise LienRefuse("Ce lien ne sert plus : la question a été oubliée, faute de réponse. Rien n'est à faire.")
    return row
