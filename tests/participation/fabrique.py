"""Words and démarches for tests, through the actions."""

import datetime

from django.core import mail
from django.utils import timezone

from entredeux.partenaires.actions import create_partenaire
from entredeux.partenaires.models import StructurePartenaire
from entredeux.participation import actions
from entredeux.participation.courriels import send_lien
from entredeux.participation.liens import sign_groupe
from entredeux.participation.models import GroupeParoles

PAROLES = (
    "Le soir on ne voit plus le trottoir.",
    "Ma fille a peur de rentrer par là.",
    "Les lampes du square sont mortes depuis l'hiver.",
    "On fait le grand tour pour éviter le noir.",
    "Je ne sors plus après dix-neuf heures.",
    "Il fait noir dès la fin de l'école.",
)


def note(by, texte=PAROLES[0], **given):
    """(word, number of its receipt)."""
    return actions.record_parole(by=by, texte=texte, domaine="espace_public", forme="oral", **given)


def note_some(by, count=5, **given):
    return [note(by, f"{PAROLES[rank % len(PAROLES)]} ({rank})", **given)[0] for rank in range(count)]


def make_ville(chef, nom="Ville, cadre de vie", courriel="cadre-de-vie@ville.exemple.fr", genre="ville"):
    found = StructurePartenaire.objects.filter(structure=chef.structure, nom=nom).first()
    return found or create_partenaire(by=chef, nom=nom, genre=genre, courriel=courriel)


def make_groupe(chef, paroles, titre="L'éclairage du square"):
    return actions.create_groupe(by=chef, titre=titre, domaine="espace_public", paroles=paroles)


def in_days(count):
    return timezone.localdate() + datetime.timedelta(days=count)


def send(groupe, chef, **given):
    given = {"partenaire": make_ville(chef), "reponse_due_le": in_days(30)} | given
    return actions.send_groupe(groupe=groupe, by=chef, **given)


def make_sent(by, chef, count=5, **given):
    """A group that waits for the town's answer."""
    return send(make_groupe(chef, note_some(by, count, **given)), chef)


def make_answered(by, chef, count=5, reponse="Les lampes sont changées en mai.", **given):
    return actions.record_reponse(
        groupe=make_sent(by, chef, count, **given), decision="prevu", reponse=reponse, by=chef
    )


def link_of(groupe):
    return f"/participation/repondre/{sign_groupe(GroupeParoles.objects.get(pk=groupe.pk))}/"


def mailed(groupe):
    send_lien.func(str(groupe.pk))
    return mail.outbox[-1]


def make_demarche(by, **given):
    given = {
        "genre": "marche_exploratoire",
        "niveau": "concerter",
        "titre": "Marche du soir autour du square",
        "domaine": "espace_public",
    } | given
    return actions.open_demarche(by=by, **given)
