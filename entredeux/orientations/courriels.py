"""Mails to a service: a link, then a code. Neither holds a name, a need nor a word of anybody."""

from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from entredeux.orientations.codes import make_code
from entredeux.orientations.etats import VIVANTS
from entredeux.orientations.liens import address_of, address_of_presence
from entredeux.orientations.models import Envoi, PresenceConjointe
from entredeux.socle.taches import tache


@tache()
def send_lien(envoi_id: str) -> None:
    """The link of the current turn; nothing when the referral ended in the meantime."""
    envoi = _find(envoi_id)
    if envoi:
        said = {"lien": address_of(envoi), "rappels": envoi.rappels}
        _send(envoi, "lien", "Une demande de la médiation sociale", said)


@tache(essais=2)
def send_code(envoi_id: str) -> None:
    envoi = _find(envoi_id)
    if envoi:
        _send(envoi, "code", "Votre code", {"code": make_code(envoi)})


@tache()
def send_presence(presence_id: str) -> None:
    presence = PresenceConjointe.objects.select_related("partenaire", "structure").filter(pk=presence_id).first()
    if presence and presence.partenaire.courriel and not presence.confirmee_le:
        _send(presence, "presence", "Une présence commune à confirmer", {"lien": address_of_presence(presence)})


def _find(envoi_id: str) -> Envoi | None:
    found = Envoi.objects.select_related("partenaire", "structure", "orientation").filter(pk=envoi_id).first()
    return found if found and found.etat in VIVANTS and found.partenaire.est_actif else None


def _send(row: Envoi | PresenceConjointe, nom: str, sujet: str, contexte: dict[str, Any]) -> None:
    contexte = {"sujet": sujet, "structure": row.structure, **contexte}
    mail = EmailMultiAlternatives(
        subject=f"[Entre-deux] {sujet}",
        body=render_to_string(f"orientations/courriels/{nom}.txt", contexte),
        to=[row.partenaire.courriel],
    )
    mail.attach_alternative(render_to_string(f"orientations/courriels/{nom}.html", contexte), "text/html")
    mail.send()
