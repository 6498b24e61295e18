"""A day of the network, with its people: all fictional. Thursday 12 March 2026, in Lens, from 9 h 30 to 16 h 30."""

import datetime
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions import record_inscriptions
from entredeux.reseau.actions.accueil import Geste, open_lien_accueil, record_pointages, revoke_lien_accueil
from entredeux.reseau.actions.connexions import receive_connexions
from entredeux.reseau.enums import GenreEvenement, GenreRubrique, GenreSequence, StatutInscription
from entredeux.reseau.models import (
    Attestation,
    Evenement,
    Inscription,
    LienAccueil,
    Pointage,
    Rubrique,
    Sequence,
    Serie,
)
from entredeux.reseau.saisie_inscription import DemandeInscription
from entredeux.socle.lecture.mots import fold
from entredeux.territoires.models import Region

PARIS = ZoneInfo("Europe/Paris")
JOUR = datetime.date(2026, 3, 12)


def a_l_heure(heure: int, minute: int = 0, jour: datetime.date = JOUR) -> datetime.datetime:
    return datetime.datetime.combine(jour, datetime.time(heure, minute), PARIS)


def make_journee(**champs: Any) -> Evenement:
    """Two workshops in the morning: « Rompre l'isolement » (two seats) and « Occuper un hall »."""
    region, _ = Region.objects.get_or_create(code="32", defaults={"nom": "Hauts-de-France"})
    rubrique = Rubrique.objects.get(genre=GenreRubrique.PROGRAMME)
    serie = Serie.objects.filter(slug="journees-fictives").first() or rubrique.add_child(
        instance=Serie(title="Journées fictives", slug="journees-fictives", genre=GenreEvenement.JOURNEE_REGIONALE)
    )
    evenement = Evenement(
        **{
            "title": "Journée fictive de Lens",
            "slug": "journee-fictive-de-lens",
            "genre": GenreEvenement.JOURNEE_REGIONALE,
            "date_debut": JOUR,
            "heure_debut": datetime.time(9, 30),
            "heure_fin": datetime.time(16, 30),
            "lieu": "Lens",
            "region": region,
            **champs,
        }
    )
    evenement.sequences = [
        Sequence(genre=GenreSequence.PLENIERE, titre="Ouverture", sort_order=0),
        Sequence(
            genre=GenreSequence.ATELIER, titre="Rompre l'isolement", places=2, sort_order=1, est_sur_inscription=True
        ),
        Sequence(genre=GenreSequence.ATELIER, titre="Occuper un hall", sort_order=2, est_sur_inscription=True),
    ]
    serie.add_child(instance=evenement)
    return evenement


def make_webinaire(**champs: Any) -> Evenement:
    """Thursday 5 December 2024, from 10 h to 11 h 30."""
    return make_journee(
        **{
            "title": "Webinaire fictif",
            "slug": "webinaire-fictif",
            "genre": GenreEvenement.WEBINAIRE,
            "date_debut": datetime.date(2024, 12, 5),
            "heure_debut": datetime.time(10),
            "heure_fin": datetime.time(11, 30),
            "lieu": "",
            **champs,
        }
    )


def register(
    evenement: Evenement,
    nom: str,
    courriel: str | None = None,
    *ateliers: Sequence,
    statut: str = StatutInscription.CONFIRMEE,
) -> Inscription:
    """By the bulk action, which also takes days that are past. `courriel`: drawn from the name unless said."""
    adresse = f"{fold(nom).split()[0]}@exemple.fr" if courriel is None else courriel
    [inscription] = record_inscriptions(
        evenement=evenement,
        demandes=[
            DemandeInscription(
                nom=nom,
                courriel=adresse,
                ateliers=tuple(sequence.uid for sequence in ateliers),
                est_sur_place=not adresse,
            )
        ],
        by=Acteur.systeme(),
        prevenir=False,
    )
    if statut != StatutInscription.CONFIRMEE:
        inscription.statut = statut
        inscription.attend_depuis = a_l_heure(8) if statut == StatutInscription.ATTENTE else None
        inscription.save()
    return inscription


def arrivee(inscription: Inscription | uuid.UUID, **champs: Any) -> Geste:
    pk = inscription if isinstance(inscription, uuid.UUID) else inscription.pk
    return Geste(**{"id": uuid.uuid4(), "genre": "arrivee", "inscription": pk, "instant": a_l_heure(9, 20), **champs})


def annulation(geste: Geste, **champs: Any) -> Geste:
    return Geste(
        **{
            "id": uuid.uuid4(),
            "genre": "annulation",
            "inscription": geste.inscription or geste.id,
            "annule": geste.id,
            "instant": a_l_heure(9, 25),
            **champs,
        }
    )


def sur_place(nom: str, courriel: str = "", **champs: Any) -> Geste:
    return Geste(
        **{
            "id": uuid.uuid4(),
            "genre": "sur_place",
            "nom": nom,
            "courriel": courriel,
            "instant": a_l_heure(9, 40),
            **champs,
        }
    )


def make_porte(alice: Acteur) -> dict[str, Any]:
    """A day of today with its door: links in force, revoked and of yesterday, a tap, a list of joinings, a
    certificate. For the truth table and the robustness of pages."""
    today = timezone.localdate()
    journee = make_journee(slug="porte-du-jour", date_debut=today, heure_debut=datetime.time(0))
    marie = register(journee, "Marie Dupont", "")
    lien = open_lien_accueil(evenement=journee, jour=today, by=alice)
    retire = open_lien_accueil(evenement=journee, jour=today, by=alice)
    hier = LienAccueil.objects.create(evenement=journee, jour=today - datetime.timedelta(days=1))
    geste = arrivee(marie, instant=None)
    record_pointages(evenement=journee, jour=today, gestes=[geste], by=alice)
    connexions = receive_connexions(
        evenement=journee, contenu=b"Nom;Arrivee;Depart\nMarie Dupont;00:10;00:20\n", nom="e.csv", by=alice
    )
    return {
        "journee": journee,
        "lien_accueil": lien,
        "lien_accueil_retire": revoke_lien_accueil(lien=retire, by=alice),
        "lien_accueil_hier": hier,
        "pointage": Pointage.objects.get(pk=geste.id),
        "connexions": connexions,
        "attestation": Attestation.objects.create(
            evenement=journee, inscription=marie, code_index="0" * 64, nom_index="0" * 64
        ),
    }
