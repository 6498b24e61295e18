"""Run in a base of its own by bench/programme.py: a conference of any size, through the actions of the product."""

import datetime
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entredeux.config.settings")
django.setup()

from entredeux.cadre.acteur import Acteur  # noqa: E402
from entredeux.reseau import actions  # noqa: E402
from entredeux.reseau.enums import GenreEvenement, GenreSequence  # noqa: E402
from entredeux.reseau.models import Evenement, Intervenant, Organisation, Prise, Sequence  # noqa: E402

DEBUT = datetime.date(2027, 6, 1)
RESUME = "Une question posée à la salle, une pratique racontée, un temps d'échange entre équipes."


def main(seances: int, jours: int, salles: int) -> None:
    by = Acteur.systeme()
    serie = actions.create_serie(titre="Conférences fictives", genre=GenreEvenement.NATIONAL, by=by)
    conference = Evenement(
        title="Conférence fictive",
        slug="conference-fictive",
        genre=GenreEvenement.NATIONAL,
        date_debut=DEBUT,
        date_fin=DEBUT + datetime.timedelta(days=jours - 1),
        lieu="Lille",
        resume="Trois journées inventées pour mesurer une page.",
        themes=["posture", "cooperation"],
    )
    conference.sequences = [session(rank, seances, jours, salles) for rank in range(seances)]
    serie.add_child(instance=conference)
    actions.publish_page(page=conference, by=by)
    sys.stdout.write(conference.chemin)


def session(rank: int, seances: int, jours: int, salles: int) -> Sequence:
    day, place = divmod(rank, -(-seances // jours))
    hour, room = divmod(place, salles)
    person = Intervenant.objects.create(nom=f"Personne fictive {rank}", slug=f"personne-fictive-{rank}")
    body, _ = Organisation.objects.get_or_create(slug=f"structure-fictive-{room}", nom=f"Structure fictive {room}")
    sequence = Sequence(
        sort_order=rank,
        genre=GenreSequence.ATELIER,
        titre=f"Séance {rank + 1} : un sujet de travail et ce qu'il demande aux équipes",
        date=DEBUT + datetime.timedelta(days=day),
        heure_debut=datetime.time(9 + hour),
        heure_fin=datetime.time(9 + hour, 50),
        salle=f"Salle {room + 1}",
        places=40,
        resume=RESUME,
    )
    sequence.prises = [Prise(intervenant=person, fonction="médiatrice sociale", organisation=body, lieu="Lille")]
    return sequence


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
