"""Requests that come in without an account: received with a number, then taken on, redirected or declined in words."""

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import keyed_hash
from entredeux.cadre.models import Structure
from entredeux.cadre.textes import open_without_journal, seal_texte
from entredeux.orientations.access import check_can_treat_demande
from entredeux.orientations.enums import Besoin, EtatDemande, OrigineDemande
from entredeux.orientations.models import DemandeEntrante
from entredeux.situations.actions import NouvellePartie, open_situation

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that reads like something else
LONGUEUR, TEXTE_MAX, CONTACT_MAX = 10, 600, 120
ROLES = {
    OrigineDemande.HABITANT: "habitant",
    OrigineDemande.BAILLEUR: "bailleur",
    OrigineDemande.ECOLE: "etablissement",
    OrigineDemande.SERVICE: "institution",
}


def receive_demande(
    *, structure: Structure, origine: str, besoin: str, texte: str, contact: str = "", by: Acteur
) -> tuple[DemandeEntrante, str]:
    """Returns the request and its receipt number, written nowhere else. Raises ValidationError."""
    texte, contact = texte.strip(), contact.strip()
    if origine not in OrigineDemande.values or besoin not in Besoin.values:
        raise ValidationError("Choisissez dans les listes proposées.")
    if not texte or len(texte) > TEXTE_MAX or len(contact) > CONTACT_MAX:
        raise ValidationError({"texte": "Décrivez la demande, en six cents signes au plus."})
    number = "".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR))
    with transaction.atomic():
        demande = DemandeEntrante(structure=structure, origine=origine, besoin=besoin, recu_index=index_of(number))
        seal_texte(demande, "texte", texte)
        if contact:
            seal_texte(demande, "contact", contact)
        demande.save(force_insert=True)
        journal.record_write(by, "orientations.demande.recue", demande, structure=structure.pk)
    return demande, f"{number[:5]}-{number[5:]}"


def index_of(number: str) -> str:
    """The keyed hash of a receipt number, however it was typed."""
    typed = "".join(sign for sign in number.upper() if sign.isalnum())
    return keyed_hash("orientations.demande", typed)


@transaction.atomic
def accept_demande(*, demande: DemandeEntrante, theme: str, by: Acteur) -> DemandeEntrante:
    """It becomes a situation: who asked is its first party, their words its summary."""
    demande = _lock(demande, by)
    contact = open_without_journal(demande, "contact") if demande.contact else ""
    demande.situation = open_situation(
        theme=theme,
        parties=[NouvellePartie(role=ROLES[OrigineDemande(demande.origine)], contact=contact)],
        resume=open_without_journal(demande, "texte"),
        by=by,
    )
    return _treat(demande, EtatDemande.ACCEPTEE, "", by)


@transaction.atomic
def redirect_demande(*, demande: DemandeEntrante, reponse: str, by: Acteur) -> DemandeEntrante:
    return _treat(_lock(demande, by), EtatDemande.REDIRIGEE, reponse, by)


@transaction.atomic
def decline_demande(*, demande: DemandeEntrante, reponse: str, by: Acteur) -> DemandeEntrante:
    return _treat(_lock(demande, by), EtatDemande.REFUSEE, reponse, by)


def _lock(demande: DemandeEntrante, by: Acteur) -> DemandeEntrante:
    check_can_treat_demande(by, demande)
    demande = DemandeEntrante.objects.select_for_update().get(pk=demande.pk)
    if demande.etat != EtatDemande.RECUE:
        raise ValidationError("Quelqu'un de l'équipe a déjà traité cette demande. Rien n'a changé.")
    return demande


def _treat(demande: DemandeEntrante, etat: str, reponse: str, by: Acteur) -> DemandeEntrante:
    reponse = reponse.strip()
    if etat != EtatDemande.ACCEPTEE and not reponse:
        raise ValidationError({"reponse": "Écrivez la réponse : qui a demandé la lira avec son numéro de reçu."})
    if len(reponse) > TEXTE_MAX:
        raise ValidationError({"reponse": "Six cents signes au plus."})
    if reponse:
        seal_texte(demande, "reponse", reponse)
    demande.etat, demande.traitee_le, demande.traitee_par = etat, timezone.now(), by.compte
    demande.save()
    journal.record_write(by, f"orientations.demande.{etat}", demande)
    return demande
