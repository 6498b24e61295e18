"""The mail to a body: a link and a date. It holds no word of anybody, nor how few or many there are."""

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from entredeux.participation.enums import EtatGroupe
from entredeux.participation.liens import address_of
from entredeux.participation.models import GroupeParoles
from entredeux.socle.taches import tache

SUJET = "Des habitants attendent votre réponse"


@tache()
def send_lien(groupe_id: str) -> None:
    """The link of the current turn; nothing when the answer came, or the body closed, in the meantime."""
    groupe = GroupeParoles.objects.select_related("destinataire", "structure").filter(pk=groupe_id).first()
    if groupe is None or groupe.etat != EtatGroupe.ENVOYE or groupe.destinataire is None:
        return
    if not groupe.destinataire.est_actif or not groupe.destinataire.courriel:
        return
    said = {"sujet": SUJET, "groupe": groupe, "structure": groupe.structure, "lien": address_of(groupe)}
    mail = EmailMultiAlternatives(
        subject=f"[Entre-deux] {SUJET}",
        body=render_to_string("participation/courriels/lien.txt", said),
        to=[groupe.destinataire.courriel],
    )
    mail.attach_alternative(render_to_string("participation/courriels/lien.html", said), "text/html")
    mail.send()
