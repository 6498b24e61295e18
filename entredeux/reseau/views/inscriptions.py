"""The public side: to register without an account, then to see, change or cancel by the link that a mail carries."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from entredeux.cadre.access import ouvert
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.debit import is_too_much
from entredeux.reseau import actions
from entredeux.reseau.enums import EtatInscriptions
from entredeux.reseau.forms.inscriptions import InscriptionForm
from entredeux.reseau.messages_inscription import ou_of, quand_of
from entredeux.reseau.models import Evenement
from entredeux.reseau.queries.inscriptions import etat_of, offered_ateliers
from entredeux.ui.erreurs import add_errors

PAR_HEURE = 40
OUVERTS = (EtatInscriptions.OUVERTES, EtatInscriptions.COMPLET)


@ouvert("s'inscrire à un événement du réseau, sans compte")
@never_cache
@require_http_methods(["GET", "POST"])
def inscription(request: HttpRequest, slug: str) -> HttpResponse:
    """What was typed always comes back, even when registrations closed meanwhile."""
    evenement = get_object_or_404(Evenement.objects.live(), slug=slug)
    etat, ateliers = etat_of(evenement), offered_ateliers(evenement)
    context: dict[str, Any] = {"evenement": evenement, "etat": etat, "ouvertes": etat in OUVERTS}
    context |= {"quand": quand_of(evenement), "ou": ou_of(evenement)}
    form = InscriptionForm(request.POST or None, evenement=evenement, ateliers=ateliers)
    context["form"] = form
    if request.method == "POST":
        if form.est_un_robot:
            return redirect("reseau_inscription_envoyee", slug)
        if is_too_much(request, "inscription", PAR_HEURE):
            form.add_error(None, TROP)
            return render(request, "reseau/inscriptions/inscription.html", context, status=429)
        if form.is_valid():
            try:
                actions.register_inscription(evenement=evenement, demande=form.demande(), by=Acteur.public())
                return redirect("reseau_inscription_envoyee", slug)
            except ValidationError as error:
                add_errors(form, error)
    return render(request, "reseau/inscriptions/inscription.html", context, status=422 if form.errors else 200)


TROP = (
    "Trop d'inscriptions sont parties de votre connexion en une heure. Rien n'est enregistré ; gardez cette page "
    "ouverte et renvoyez-la plus tard, ou écrivez à l'organisation."
)


@ouvert("après une inscription : la même page pour tous, qui ne dit pas qui est inscrit")
@require_GET
def envoyee(request: HttpRequest, slug: str) -> HttpResponse:
    evenement = get_object_or_404(Evenement.objects.live(), slug=slug)
    return render(request, "reseau/inscriptions/envoyee.html", {"evenement": evenement})
