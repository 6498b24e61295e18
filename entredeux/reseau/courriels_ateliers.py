"""Mails about workshops: to their rapporteurs, to those who reread, to those who receive the synthesis.

The links are made when the mail leaves, never stored. A row withdrawn or forgotten meanwhile receives nothing.
"""

import logging
import smtplib
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.textes import EFFACE, open_without_journal
from entredeux.reseau.courriels import send_courriel
from entredeux.reseau.enums import StatutFeuille, StatutSynthese
from entredeux.reseau.envois_inscriptions import is_refusal
from entredeux.reseau.liens import sign_lien
from entredeux.reseau.models import Feuille, Inscription, Rapporteur, Synthese
from entredeux.socle.taches import tache

logger = logging.getLogger("entredeux.reseau.envois")

RAPPORTEUR = "rapporteur"


def adresse_feuille(rapporteur: Rapporteur) -> str:
    cle = sign_lien(RAPPORTEUR, rapporteur.pk)
    return f"{settings.ADRESSE}{reverse('feuille', kwargs={'cle_feuille': cle})}"


def usage_relecture(feuille: Feuille) -> str:
    """A link to reread opens one sheet, for one registration."""
    return f"relecture.{feuille.pk.hex}"


def adresse_relecture(feuille: Feuille, inscription: Inscription) -> str:
    lien = sign_lien(usage_relecture(feuille), inscription.pk)
    path = reverse("relecture", kwargs={"feuille_id": feuille.pk, "lien_relecture": lien})
    return f"{settings.ADRESSE}{path}"


def _address(inscription: Inscription) -> str:
    """Empty once forgotten, or once the recipient's server refused it."""
    address = open_without_journal(inscription, "courriel")
    return "" if address == EFFACE or inscription.courriel_refuse_le else address


def _send(nom: str, a: str, qui: QuerySet[Any], **mail: Any) -> None:
    """A refusal for good is noted on the row, where who prepares the event sees it; anything else is tried again."""
    try:
        send_courriel(nom, a=a, **mail)
    except smtplib.SMTPException as error:
        if not is_refusal(error):
            raise
        qui.update(courriel_refuse_le=timezone.now())
        logger.warning("courriel refusé par le serveur du destinataire")


@tache()
def send_rapporteur(rapporteur_id: str) -> None:
    rapporteur = Rapporteur.objects.select_related("sequence__evenement").get(pk=rapporteur_id)
    address = open_without_journal(rapporteur, "courriel")
    if rapporteur.retire_le is not None or address in ("", EFFACE):
        return
    sequence = rapporteur.sequence
    _send(
        "rapporteur",
        address,
        Rapporteur.objects.filter(pk=rapporteur.pk),
        sujet=f"Votre feuille de rapporteur : {sequence}",
        contexte={
            "nom": open_without_journal(rapporteur, "nom"),
            "atelier": sequence,
            "evenement": sequence.evenement,
            "adresse": adresse_feuille(rapporteur),
        },
    )


@tache()
def send_relecture(feuille_id: str, inscription_id: str) -> None:
    feuille = Feuille.objects.select_related("sequence__evenement").get(pk=feuille_id)
    inscription = Inscription.objects.get(pk=inscription_id)
    address = _address(inscription)
    if feuille.statut != StatutFeuille.RELECTURE or not address:
        return
    _send(
        "relecture",
        address,
        Inscription.objects.filter(pk=inscription.pk),
        sujet=f"À relire : ce qui s'est dit à l'atelier « {feuille.sequence} »",
        contexte={
            "atelier": feuille.sequence,
            "evenement": feuille.sequence.evenement,
            "jusquau": feuille.relecture_jusquau,
            "adresse": adresse_relecture(feuille, inscription),
        },
    )


@tache()
def send_synthese(synthese_id: str, inscription_id: str) -> None:
    synthese = Synthese.objects.select_related("evenement").get(pk=synthese_id)
    inscription = Inscription.objects.get(pk=inscription_id)
    address = _address(inscription)
    if synthese.statut != StatutSynthese.PUBLIEE or not address:
        return
    slug = synthese.evenement.slug
    _send(
        "synthese",
        address,
        Inscription.objects.filter(pk=inscription.pk),
        sujet=f"La synthèse est en ligne : {synthese.evenement.title}",
        contexte={
            "evenement": synthese.evenement,
            "adresse": f"{settings.ADRESSE}{reverse('synthese', kwargs={'slug': slug})}",
            "pdf": f"{settings.ADRESSE}{reverse('synthese_pdf', kwargs={'slug': slug})}",
        },
    )
