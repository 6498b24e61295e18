"""Sending one mail owed to a registration: claimed first, so that two workers send one; kept until it is accepted.

A refusal by the recipient's server (5xx) is recorded on the registration, and shown to who prepares the event: trying
again would not help. Anything else (4xx, a server that does not answer) is tried again, later and later.
"""

import logging
import smtplib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.textes import open_without_journal
from entredeux.reseau.courriels import send_courriel
from entredeux.reseau.enums import GenreEnvoi, StatutEnvoi, StatutInscription
from entredeux.reseau.horaires import fin_of
from entredeux.reseau.messages_inscription import compose
from entredeux.reseau.models import EnvoiInscription, Inscription
from entredeux.socle.taches import tache

logger = logging.getLogger("entredeux.reseau.envois")

COUPE = timedelta(minutes=15)
OUBLIE = timedelta(hours=1)
ABANDON = timedelta(days=3)
RAPPELS = (GenreEnvoi.RAPPEL_7J, GenreEnvoi.RAPPEL_1J, GenreEnvoi.RAPPEL_1H)


@tache(essais=5, limite=timedelta(minutes=2))
def send_envoi(envoi_id: str) -> None:
    """Sends it unless it is sent, being sent, or no longer useful. Raises when it must be tried again."""
    mine = EnvoiInscription.objects.filter(pk=envoi_id, statut=StatutEnvoi.A_ENVOYER)
    if not mine.update(statut=StatutEnvoi.EN_COURS, tente_le=timezone.now()):
        return
    envoi = EnvoiInscription.objects.select_related("inscription__evenement").get(pk=envoi_id)
    if not is_useful(envoi):
        _mark(envoi, StatutEnvoi.PERIME)
        return
    try:
        _send(envoi)
    except Exception as error:
        if not is_refusal(error):
            _mark(envoi, StatutEnvoi.A_ENVOYER)
            raise
        note_refusal(envoi)
    else:
        _mark(envoi, StatutEnvoi.ENVOYE)


def _send(envoi: EnvoiInscription) -> None:
    message = compose(envoi)
    send_courriel(
        "inscription",
        a=open_without_journal(envoi.inscription, "courriel"),
        sujet=message.sujet,
        contexte=message.contexte,
        pieces=message.pieces,
    )


def is_useful(envoi: EnvoiInscription) -> bool:
    """A late reminder, a mail to someone erased or to an address known as wrong: nobody needs it any more."""
    inscription, evenement = envoi.inscription, envoi.inscription.evenement
    if inscription.anonymisee_le or not inscription.courriel or inscription.courriel_refuse_le:
        return False
    if fin_of(evenement) <= timezone.now() and envoi.genre != GenreEnvoi.ANNULATION:
        return False
    if envoi.genre in RAPPELS:
        return inscription.statut == StatutInscription.CONFIRMEE and not evenement.est_annule
    return True


def is_refusal(error: Exception) -> bool:
    """The recipient's address is refused for good: 5xx about it, not about our own server or sender."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and 500 <= error.smtp_code < 600


@transaction.atomic
def note_refusal(envoi: EnvoiInscription) -> None:
    _mark(envoi, StatutEnvoi.REFUSE)
    Inscription.objects.filter(pk=envoi.inscription_id).update(courriel_refuse_le=timezone.now())
    logger.warning("courriel refusé par le serveur du destinataire")
    journal.record_write(Acteur.systeme(), "reseau.inscription.courriel_refuse", envoi.inscription)


def _mark(envoi: EnvoiInscription, statut: StatutEnvoi) -> None:
    EnvoiInscription.objects.filter(pk=envoi.pk).update(
        statut=statut, envoye_le=timezone.now() if statut == StatutEnvoi.ENVOYE else None
    )


def resume_envois() -> int:
    """Takes back what a killed worker left half done, and what spent its tries an hour ago; for three days."""
    now = timezone.now()
    EnvoiInscription.objects.filter(statut=StatutEnvoi.EN_COURS, tente_le__lt=now - COUPE).update(
        statut=StatutEnvoi.A_ENVOYER
    )
    late = EnvoiInscription.objects.filter(
        statut=StatutEnvoi.A_ENVOYER, cree_le__gt=now - ABANDON, cree_le__lt=now - OUBLIE
    ).exclude(tente_le__gt=now - OUBLIE)
    for pk in (found := list(late.values_list("pk", flat=True))):
        send_envoi.enqueue(str(pk))
    return len(found)
