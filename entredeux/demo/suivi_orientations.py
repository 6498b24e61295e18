"""Believable referrals in several states: taken on and helped, waiting, refused, asked as a question, and a request."""

import datetime

from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.consentements import record_consentement
from entredeux.orientations import actions
from entredeux.orientations.models import Envoi
from entredeux.partenaires.actions import create_partenaire
from entredeux.partenaires.models import StructurePartenaire


def build(samira: Acteur, claire: Acteur) -> None:
    numerique, prevention = _services(claire)
    helped = _refer(samira, numerique, "numerique", "Créer une adresse électronique et s'en servir.")
    actions.answer_envoi(envoi=helped, etat="acceptee")
    record_consentement(by=samira, sujet=helped.orientation.sujet, unite=helped.unite, portees=["parole"], forme="oral")
    actions.record_resultat(
        envoi=helped, etat="recue", aide="oui", autonomie="guidage_au_besoin", parole="ça m'a aidé", by=samira
    )
    refused = _refer(samira, numerique, "papiers_elections_citoyennete", "Joindre une pièce à une demande en ligne.")
    actions.answer_envoi(envoi=refused, etat="refusee", raison="complet")
    _refer(samira, numerique, "famille_scolarite", "Se connecter à l'espace du collège.")
    _ask(samira, prevention)
    actions.write_protocole(
        partenaire=prevention,
        equipe_fait="Tient les halls le soir, dit aux jeunes que l'équipe de prévention existe et quand elle passe.",
        partenaire_fait="Va vers les jeunes qui le veulent, sur la durée.",
        jamais="Un nom, un contact, une histoire reconnaissable.",
        revue_le=timezone.localdate() + datetime.timedelta(days=60),
        by=claire,
    )
    actions.record_presence_conjointe(partenaire=prevention, jour=timezone.localdate(), moment="soir", by=samira)
    assert samira.structure is not None
    actions.receive_demande(
        structure=samira.structure,
        origine="ecole",
        besoin="famille_scolarite",
        texte="Un conflit entre deux classes déborde sur la sortie de seize heures.",
        by=Acteur.public(),
    )


def _services(claire: Acteur) -> tuple[StructurePartenaire, StructurePartenaire]:
    numerique = create_partenaire(
        nom="Conseillers numériques (fictif)", genre="ville", courriel="accueil@numerique.example", by=claire
    )
    prevention = create_partenaire(
        nom="Club de prévention (fictif)", genre="ville", courriel="equipe.prevention@club.example", by=claire
    )
    return numerique, prevention


def _refer(samira: Acteur, service: StructurePartenaire, besoin: str, precisions: str) -> Envoi:
    orientation, envoi = actions.propose_and_prepare(
        by=samira,
        besoin=besoin,
        precisions=precisions,
        contact="Par le gardien de la résidence",
        partenaire=service,
        profession="conseiller_numerique",
        degre="contact",
    )
    record_consentement(
        by=samira,
        sujet=orientation.sujet,
        unite=orientation.unite,
        portees=["contact"],
        destinataire=str(service.pk),
        forme="oral",
    )
    return actions.send_envoi(envoi=envoi, by=samira)


def _ask(samira: Acteur, service: StructurePartenaire) -> None:
    _, envoi = actions.propose_and_prepare(
        by=samira,
        nature="question",
        besoin="jeunes_espace_public",
        precisions="Un groupe se retrouve tard dans un hall et ne veut pas parler : que proposer ?",
        partenaire=service,
        profession="prevention_specialisee",
        degre="rien",
    )
    actions.send_envoi(envoi=envoi, by=samira)
