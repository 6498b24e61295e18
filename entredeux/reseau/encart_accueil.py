"""What an event's page says to who facilitates it: the door on the day, attendance afterwards. No query."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access import can_facilitate
from entredeux.reseau.models import Evenement
from entredeux.reseau.presence import jours_of


def show_accueil(evenement: Evenement, request: HttpRequest) -> str:
    acteur = getattr(request, "acteur", None)
    jours = jours_of(evenement)
    if not jours or evenement.est_annule or not isinstance(acteur, Acteur) or not can_facilitate(acteur, evenement):
        return ""
    today = timezone.now().astimezone(evenement.zone).date()
    context = {"evenement": evenement, "est_le_jour": today in jours, "est_passe": today > jours[-1]}
    return render_to_string("reseau/presences/encart.html", context, request)
