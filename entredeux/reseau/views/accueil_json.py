"""What the phone of whoever welcomes receives: names once, then only ids, taps and counts."""

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import timezone

from entredeux.reseau.actions.accueil import Reponse
from entredeux.reseau.models import Pointage
from entredeux.reseau.presence import fin_du_jour, seance_tolerante
from entredeux.reseau.queries.accueil import Liste
from entredeux.reseau.views.porte import Porte


def state_of(request: HttpRequest, porte: Porte, liste: Liste) -> dict[str, Any]:
    """Without any name. `csrf`: the page kept for offline use holds none. `fin`: when the phone forgets everything."""
    return {
        "csrf": get_token(request),
        "jour": porte.jour.isoformat(),
        "maintenant": timezone.now().isoformat(),
        "fin": fin_du_jour(porte.evenement, max(porte.jour, timezone.localdate())).isoformat(),
        "presences": {str(each.pk): [_tap(tap) for tap in each.arrivees] for each in liste.personnes},
    }


def list_of(request: HttpRequest, porte: Porte, liste: Liste) -> dict[str, Any]:
    """With the names, which the caller has read: they are in the journal."""
    retard = seance_tolerante(porte.evenement, porte.jour).isoformat() if porte.evenement.heure_debut else ""
    return state_of(request, porte, liste) | {
        "titre": porte.evenement.title,
        "retard": retard,
        "places": porte.evenement.places,
        "ateliers": [
            {"uid": str(each.uid), "titre": str(each), "places": each.places, "salle": each.salle}
            for each in liste.ateliers
        ],
        "personnes": [
            {
                "id": str(each.pk),
                "nom": each.nom,
                "billet": each.billet,
                "attente": each.attend,
                "ateliers": sorted(map(str, each.ateliers)),
                "enAttente": sorted(map(str, each.en_attente)),
            }
            for each in liste.personnes
        ],
    }


def answer_of(reponse: Reponse) -> dict[str, Any]:
    return {
        "id": str(reponse.id),
        "etat": reponse.etat,
        "message": reponse.message,
        "inscription": str(reponse.inscription) if reponse.inscription else None,
    }


def _tap(tap: Pointage) -> dict[str, Any]:
    atelier = str(tap.sequence.uid) if tap.sequence else None
    return {"id": str(tap.pk), "atelier": atelier, "instant": tap.instant.isoformat()}
