"""What an event's page says of registrations: whether one may still come, and how."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access import can_facilitate
from entredeux.reseau.enums import EtatInscriptions
from entredeux.reseau.horaires import etat_inscriptions
from entredeux.reseau.models import Evenement
from entredeux.reseau.queries.inscriptions import fill_of

MUETS = (EtatInscriptions.SANS, EtatInscriptions.PASSE)


def show_inscription(evenement: Evenement, request: HttpRequest) -> str:
    """One query when registrations are open, none otherwise."""
    acteur = getattr(request, "acteur", None)
    facilitates = isinstance(acteur, Acteur) and can_facilitate(acteur, evenement)
    etat = etat_inscriptions(evenement, est_complet=False)
    if etat in MUETS and not facilitates:
        return ""
    fill = fill_of(evenement) if etat == EtatInscriptions.OUVERTES else None
    context = {
        "evenement": evenement,
        "etat": EtatInscriptions.COMPLET if fill and fill.est_complet else etat,
        "restent_peu": fill.restent_peu if fill else False,
        "facilitates": facilitates,
    }
    return render_to_string("reseau/inscriptions/encart.html", context, request)
