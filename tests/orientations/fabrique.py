"""Referrals for tests, through the actions. The consent is written as the person would have given it."""

import re

from django.core import mail
from django_tasks_db.models import DBTaskResult

from entredeux.cadre.actions.consentements import record_consentement, withdraw_consentement
from entredeux.orientations import actions
from entredeux.orientations.courriels import send_code, send_lien
from entredeux.orientations.liens import sign_envoi
from entredeux.orientations.models import Envoi
from entredeux.partenaires.actions import create_partenaire
from entredeux.situations.actions import NouvellePartie, open_situation

CONTACT = "06 12 34 56 78"


def make_partenaire(by, nom="Conseillers numériques du Bassin", courriel="accueil@numerique.exemple.fr"):
    return create_partenaire(by=by, nom=nom, genre="ville", courriel=courriel)


def make_situation(by):
    situation = open_situation(theme="voisinage", parties=[NouvellePartie(role="habitant", contact=CONTACT)], by=by)
    return situation, situation.parties.get()


def consent(sujet, portee, destinataire="", *, by, unite):
    """The consent, as the team records it when the person gives it."""
    (given,), _ = record_consentement(
        by=by, sujet=sujet, unite=unite, portees=[portee], destinataire=str(destinataire), forme="oral"
    )
    return given


def withdraw(consentement, by):
    withdraw_consentement(consentement=consentement, by=by)


def make_envoi(by, chef, *, degre="contact", profession="conseiller_numerique", **more):
    situation, partie = make_situation(by)
    _, envoi = actions.propose_and_prepare(
        by=by,
        situation=situation,
        partie=partie,
        besoin="numerique",
        precisions="Créer une adresse.",
        partenaire=make_partenaire(chef),
        profession=profession,
        degre=degre,
        **more,
    )
    return envoi


def make_sent(by, chef, *, degre="contact"):
    """(envoi, consentement): agreed and sent."""
    envoi = make_envoi(by, chef, degre=degre)
    given = consent(envoi.orientation.partie_id, degre, envoi.partenaire_id, by=by, unite=envoi.unite)
    return actions.send_envoi(envoi=envoi, by=by), given


def make_question(by, chef, texte="Un groupe se retrouve tard dans un hall : que proposer ?"):
    _, envoi = actions.propose_and_prepare(
        by=by,
        nature="question",
        besoin="jeunes_espace_public",
        precisions=texte,
        partenaire=make_partenaire(chef, "Club de prévention", "equipe.prevention@club.exemple.fr"),
        profession="prevention_specialisee",
        degre="rien",
    )
    return actions.send_envoi(envoi=envoi, by=by)


def waiting(task):
    """How many such mails wait for a worker."""
    return DBTaskResult.objects.filter(task_path__endswith=task).count()


def mailed_code(envoi):
    """The code as the service's mailbox receives it."""
    send_code.func(str(envoi.pk))
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()


def mailed_link(envoi):
    send_lien.func(str(envoi.pk))
    return mail.outbox[-1]


def enter(client, envoi):
    """Opens the link with its code; gives the answer page's address."""
    envoi = Envoi.objects.get(pk=envoi.pk)
    address = f"/orientations/repondre/{sign_envoi(envoi)}/"
    client.post(address, {"code": mailed_code(envoi)})
    return address
