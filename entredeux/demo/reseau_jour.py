"""A fictional day whose door is open today, half of its people already in; and a fictional webinar of last week, with
its joinings and its certificates. Nobody here has an address: no mail leaves."""

import datetime
import uuid

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions import record_inscriptions
from entredeux.reseau.actions.accueil import Geste, record_pointages
from entredeux.reseau.actions.attestations import issue_attestations
from entredeux.reseau.actions.connexions import apply_connexions, receive_connexions
from entredeux.reseau.enums import GenreEvenement, GenreRubrique, GenreSequence
from entredeux.reseau.models import Evenement, Inscription, Rubrique, Sequence, Serie
from entredeux.reseau.presence import seance_of
from entredeux.reseau.saisie_inscription import DemandeInscription
from entredeux.territoires.models import Region

FICTIF = "Événement fictif de démonstration : les personnes et les présences sont inventées."
PRENOMS = """
Aïcha Baptiste Camille Djibril Élodie Fabrice Gaëlle Hassan Imane Julien Karine Lucas Malika Noël Océane Pauline Quentin
Rachida Sébastien Thérèse Ulysse Violette William Yann-Éric
""".split()  # noqa: SIM905 - a list of names is read as a sentence
ATELIERS = (("Accueillir sans trier (fictif)", 12), ("Dire non, et rester en lien (fictif)", 30))


def build_jour(alice: Acteur, day: datetime.date) -> str:
    """Through the actions. Returns what to say."""
    journee = _open_journee(day)
    people = _register(journee, alice, PRENOMS)
    _welcome(journee, people[:9], alice)
    webinaire = _open_webinaire(day - datetime.timedelta(days=7))
    _register(webinaire, alice, PRENOMS[:12])
    _import(webinaire, alice)
    issued = issue_attestations(evenement=webinaire, by=alice)
    return f"Réseau : accueil du jour ouvert, {len(people)} personnes attendues ; {len(issued)} attestations fictives."


def _register(evenement: Evenement, alice: Acteur, prenoms: list[str]) -> list[Inscription]:
    workshops = evenement.ateliers
    return record_inscriptions(
        evenement=evenement,
        demandes=[
            DemandeInscription(
                nom=f"{prenom} Fictif",
                ateliers=(workshops[rank % len(workshops)].uid,) if workshops else (),
                est_sur_place=True,
            )
            for rank, prenom in enumerate(prenoms)
        ],
        by=alice,
    )


def _welcome(journee: Evenement, people: list[Inscription], alice: Acteur) -> None:
    """Every ten minutes from a quarter of an hour before the start; some straight in their workshop."""
    start = seance_of(journee, journee.date_debut)[0]
    gestes = [
        Geste(
            id=uuid.uuid4(),
            genre="arrivee",
            inscription=person.pk,
            atelier=journee.ateliers[rank % 2].uid if rank % 4 == 0 else None,
            instant=start + datetime.timedelta(minutes=10 * rank - 15),
        )
        for rank, person in enumerate(people)
    ]
    record_pointages(evenement=journee, jour=journee.date_debut, gestes=gestes, by=alice)


def _import(webinaire: Evenement, alice: Acteur) -> None:
    """As BigBlueButton exports it: names only, two joinings for some, someone nobody knows, a row cut short."""
    jour = f"{webinaire.date_debut:%d/%m/%Y}"
    lines = ["Nom,Modérateur,Rejoindre,Gauche,Durée"]
    for rank, prenom in enumerate(PRENOMS[:10]):
        lines.append(f'"{prenom} Fictif","FALSE","{jour} 13:5{rank % 10}:00","{jour} 15:{10 + rank}:00",""')
    lines.append(f'"{PRENOMS[0]} Fictif","FALSE","{jour} 15:20:00","{jour} 15:35:00",""')
    lines.append(f'"Quelqu\'un d\'autre","FALSE","{jour} 14:00:00","{jour} 15:00:00",""')
    lines.append('"Connexion coupée","FALSE","","",""')
    record = receive_connexions(evenement=webinaire, contenu="\n".join(lines).encode(), nom="connexions.csv", by=alice)
    apply_connexions(record=record, avec_noms=True, by=alice)


def _open_journee(jour: datetime.date) -> Evenement:
    journee = Evenement(
        title="Journée fictive de démonstration : l'accueil est ouvert",
        slug="journee-fictive-accueil-ouvert",
        genre=GenreEvenement.JOURNEE_REGIONALE,
        date_debut=jour,
        heure_debut=datetime.time(9),
        heure_fin=datetime.time(17),
        lieu="Lens",
        region=Region.objects.filter(pk="32").first(),
        resume=FICTIF,
        places=40,
    )
    journee.sequences = [
        Sequence(
            sort_order=rank,
            genre=GenreSequence.ATELIER,
            titre=titre,
            heure_debut=datetime.time(10, 30),
            heure_fin=datetime.time(12),
            salle=f"Salle {rank + 1}",
            places=places,
            est_sur_inscription=True,
        )
        for rank, (titre, places) in enumerate(ATELIERS)
    ]
    return _add(journee)


def _open_webinaire(jour: datetime.date) -> Evenement:
    return _add(
        Evenement(
            title="Webinaire fictif de démonstration : qui a suivi",
            slug="webinaire-fictif-connexions",
            genre=GenreEvenement.WEBINAIRE,
            date_debut=jour,
            heure_debut=datetime.time(14),
            heure_fin=datetime.time(15, 30),
            resume=FICTIF,
        )
    )


def _add(evenement: Evenement) -> Evenement:
    serie = Serie.objects.filter(slug="evenements-fictifs").first()
    if serie is None:
        serie = Rubrique.objects.get(genre=GenreRubrique.PROGRAMME).add_child(
            instance=Serie(
                title="Événements fictifs de démonstration",
                slug="evenements-fictifs",
                genre=GenreEvenement.JOURNEE_REGIONALE,
                chapeau=FICTIF,
            )
        )
    serie.add_child(instance=evenement)
    return Evenement.objects.get(pk=evenement.pk)
