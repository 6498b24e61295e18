"""Events made for a test: the real programme, or a conference of any size. All of them fictional but the first."""

import datetime
from typing import Any

from django.utils import timezone

from entredeux.reseau.enums import GenreEvenement, GenreRubrique, GenreSequence
from entredeux.reseau.models import Evenement, Intervenant, Organisation, Prise, Rubrique, Sequence, Serie


def make_serie(titre: str = "Rencontres fictives", **champs: Any) -> Serie:
    rubrique = Rubrique.objects.get(genre=GenreRubrique.PROGRAMME)
    champs = {"slug": "rencontres-fictives", "genre": GenreEvenement.JOURNEE_REGIONALE, **champs}
    return rubrique.add_child(instance=Serie(title=titre, **champs))


def make_evenement(serie: Serie | None = None, **champs: Any) -> Evenement:
    """Published, in Lille, on 3 June 2027, unless told otherwise."""
    serie = serie or Serie.objects.filter(slug="rencontres-fictives").first() or make_serie()
    sequences = champs.pop("sequences", [])
    champs = {
        "title": "Journée fictive",
        "slug": "journee-fictive",
        "genre": GenreEvenement.JOURNEE_REGIONALE,
        "date_debut": datetime.date(2027, 6, 3),
        "lieu": "Lille",
        "first_published_at": timezone.now(),
        "last_published_at": timezone.now(),
        **champs,
    }
    evenement = Evenement(**champs)
    evenement.sequences = sequences
    return serie.add_child(instance=evenement)


def make_sequence(titre: str, debut: str = "", fin: str = "", **champs: Any) -> Sequence:
    prises = champs.pop("prises", [])
    hours = {
        name: datetime.time.fromisoformat(value)
        for name, value in (("heure_debut", debut), ("heure_fin", fin))
        if value
    }
    sequence = Sequence(titre=titre, **{"genre": GenreSequence.ATELIER, **hours, **champs})
    sequence.prises = prises
    return sequence


def make_conference(seances: int = 36, jours: int = 3, salles: int = 5, **champs: Any) -> Evenement:
    """`seances` sessions of an hour, spread over the days and the rooms, a person and an organisation in each."""
    debut = datetime.date(2027, 6, 1)
    sequences = [_session(rank, debut, seances, jours, salles) for rank in range(seances)]
    fin = debut + datetime.timedelta(days=jours - 1) if jours > 1 else None
    return make_evenement(
        **{
            "title": "Conférence fictive",
            "slug": "conference-fictive",
            "date_debut": debut,
            "date_fin": fin,
            "resume": "Trois journées inventées pour mesurer une page.",
            "themes": ["posture", "cooperation"],
            "sequences": sequences,
            **champs,
        }
    )


def _session(rank: int, debut: datetime.date, seances: int, jours: int, salles: int) -> Sequence:
    per_day = -(-seances // jours)
    day, place = divmod(rank, per_day)
    slot, room = divmod(place, salles)
    person, _ = Intervenant.objects.get_or_create(slug=f"personne-{rank}", defaults={"nom": f"Personne fictive {rank}"})
    body, _ = Organisation.objects.get_or_create(slug=f"structure-{room}", defaults={"nom": f"Structure {room}"})
    return make_sequence(
        f"Séance {rank + 1} : un sujet de travail et ce qu'il demande aux équipes",
        f"{9 + slot:02d}:00",
        f"{9 + slot:02d}:50",
        sort_order=rank,
        date=debut + datetime.timedelta(days=day),
        salle=f"Salle {room + 1}",
        places=40,
        themes=["posture"],
        resume="Une question posée à la salle, une pratique racontée, un temps d'échange entre équipes.",
        prises=[Prise(intervenant=person, fonction="médiatrice sociale", organisation=body, lieu="Lille")],
    )
