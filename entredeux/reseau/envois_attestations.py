"""The mail that carries the link to a certificate. Called by tasks, with the certificate's id only."""

from django.utils import timezone

from entredeux.cadre.textes import open_without_journal
from entredeux.reseau.attestations import say_duree, say_quand
from entredeux.reseau.courriels import send_courriel
from entredeux.reseau.envois_inscriptions import is_refusal
from entredeux.reseau.liens import adresse_du_lien
from entredeux.reseau.models import Attestation, Inscription
from entredeux.socle.taches import tache

USAGE = "attestation"


@tache()
def mail_attestation(attestation_id: str) -> None:
    """Claimed first, so that two workers send one mail; given back when the server does not take it, to try again.
    Withdrawn or erased meanwhile: nothing leaves."""
    mine = Attestation.objects.filter(pk=attestation_id, envoyee_le=None)
    if not mine.update(envoyee_le=timezone.now()):
        return
    try:
        _send(Attestation.objects.select_related("inscription", "evenement").get(pk=attestation_id))
    except Exception as error:
        Attestation.objects.filter(pk=attestation_id).update(envoyee_le=None)
        if not is_refusal(error):
            raise
        _note_refusal(attestation_id)


def _note_refusal(attestation_id: str) -> None:
    """A wrong address stays wrong: it is shown to who facilitates the event, and not tried again."""
    Inscription.objects.filter(attestation__pk=attestation_id).update(courriel_refuse_le=timezone.now())


def _send(attestation: Attestation) -> None:
    inscription, evenement = attestation.inscription, attestation.evenement
    if inscription is None or inscription.anonymisee_le or not inscription.courriel or inscription.courriel_refuse_le:
        return
    send_courriel(
        "attestation",
        a=open_without_journal(inscription, "courriel"),
        sujet=f"Votre attestation, {evenement.title}",
        contexte={
            "evenement": evenement,
            "quand": say_quand(evenement),
            "duree": say_duree(attestation.minutes),
            "lien": adresse_du_lien("attestation", USAGE, attestation.pk),
        },
    )
