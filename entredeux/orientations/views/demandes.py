"""Requests that come in: the public form, its receipt, and the team's list."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from entredeux.cadre.access import acces, acteur_of, ouvert
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.debit import is_too_much
from entredeux.cadre.models import Structure
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import read_texte
from entredeux.orientations import actions
from entredeux.orientations.access import visible_demandes
from entredeux.orientations.actions.demandes import index_of
from entredeux.orientations.enums import EtatDemande
from entredeux.orientations.forms.protocoles import TraitementForm
from entredeux.orientations.forms.public import DemandeForm, RecuForm
from entredeux.orientations.models import DemandeEntrante
from entredeux.themes.queries import pack_choices
from entredeux.ui.erreurs import add_errors

DEMANDES, LECTURES = 10, 30  # an hour, for one address


@never_cache
@require_http_methods(["GET", "POST"])
@ouvert("une habitante, un bailleur ou une école demande la médiation, sans compte")
def demander(request: HttpRequest, structure_id: uuid.UUID) -> HttpResponse:
    structure = get_object_or_404(Structure, pk=structure_id, est_active=True)
    form = DemandeForm(request.POST or None)
    context = {"form": form, "structure": structure}
    if form.is_valid():
        if is_too_much(request, "orientations.demande", DEMANDES):
            form.add_error(
                None, "Trop de demandes viennent de cette connexion. Votre texte est gardé : réessayez dans une heure."
            )
            return render(request, "orientations/public/demander.html", context, status=429)
        try:
            by = Acteur(None, structure, "public", frozenset())
            _, number = actions.receive_demande(structure=structure, by=by, **form.cleaned_data)
            return render(request, "orientations/public/recu.html", {"structure": structure, "numero": number})
        except ValidationError as error:
            add_errors(form, error)
    return render(request, "orientations/public/demander.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@ouvert("qui tient un numéro de reçu lit ce qu'est devenue sa demande")
def recu(request: HttpRequest) -> HttpResponse:
    form = RecuForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        if is_too_much(request, "orientations.recu", LECTURES):
            form.add_error(None, "Trop d'essais. Attendez une heure.")
        else:
            index = index_of(form.cleaned_data["numero"])
            demande = DemandeEntrante.objects.select_related("structure").filter(recu_index=index).first()
            if demande is None:
                form.add_error("numero", "Aucune demande ne porte ce numéro. Vérifiez les dix signes du reçu.")
            else:
                by = Acteur(None, demande.structure, "public", frozenset())
                context |= {"demande": demande, "reponse": read_texte(demande, "reponse", by=by)}
    return render(request, "orientations/public/suivre.html", context, status=422 if form.errors else 200)


@require_GET
@acces(Permission.ORIENTER)
def demandes(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    etat = request.GET.get("etat", EtatDemande.RECUE)
    found = visible_demandes(by)
    if etat in EtatDemande.values:
        found = found.filter(etat=etat)
    context = {
        "page": Paginator(found.order_by("-cree_le"), 50).get_page(request.GET.get("page")),
        "etat": etat,
        "etats": EtatDemande.choices,
        "structure": by.structure,
    }
    return render(request, "orientations/demandes.html", context)


@require_http_methods(["GET", "POST"])
@acces(Permission.ORIENTER)
def demande(request: HttpRequest, demande_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_demandes(by), pk=demande_id)
    form = TraitementForm(request.POST or None, themes=pack_choices(by.chaine))
    if form.is_valid():
        try:
            return _treat(request, found, form, by)
        except ValidationError as error:
            add_errors(form, error)
    context = {
        "form": form,
        "demande": found,
        "texte": read_texte(found, "texte", by=by),
        "contact": read_texte(found, "contact", by=by),
        "reponse": read_texte(found, "reponse", by=by),
    }
    return render(request, "orientations/demande.html", context, status=422 if form.errors else 200)


def _treat(request: HttpRequest, demande: DemandeEntrante, form: TraitementForm, by: Acteur) -> HttpResponse:
    said = form.cleaned_data
    if said["decision"] == "accepter":
        actions.accept_demande(demande=demande, theme=said["theme"], by=by)
        messages.success(request, "Une situation est ouverte, avec cette demande pour point de départ.")
    elif said["decision"] == "rediriger":
        actions.redirect_demande(demande=demande, reponse=said["reponse"], by=by)
        messages.success(request, "La réponse est gardée : qui a demandé la lira avec son numéro.")
    else:
        actions.decline_demande(demande=demande, reponse=said["reponse"], by=by)
        messages.success(request, "La réponse est gardée : qui a demandé la lira avec son numéro.")
    return redirect("orientations:demandes")
