"""Two meetings of the demonstration beside the real programme, both invented, and said so on their pages."""

import datetime

from entredeux.cadre.acteur import Acteur
from entredeux.reseau import actions
from entredeux.reseau.enums import GenreEvenement, GenreSequence
from entredeux.reseau.models import Evenement, Sequence, Serie
from entredeux.territoires.models import Region

FICTIF = "Rencontre fictive de démonstration : ni le sujet, ni les paroles, ni les structures ne sont réels."


def prepare_rencontres(people: dict[str, Acteur], day: datetime.date) -> None:
    """A webinar that took place, with its moments; a regional day that Rose prepared, and that waits for Alice."""
    rose, alice = people["Rose"], people["Alice"]
    serie = actions.create_serie(
        titre="Rencontres fictives de démonstration",
        genre=GenreEvenement.JOURNEE_REGIONALE,
        chapeau=FICTIF,
        organisateurs="Réseau fictif",
        by=alice,
    )
    _past_webinar(serie, day - datetime.timedelta(days=40), alice)
    _day_to_reread(serie, day + datetime.timedelta(days=75), rose)


def _past_webinar(serie: Serie, day: datetime.date, alice: Acteur) -> None:
    webinaire = Evenement(
        title="Dire bonjour le premier : ouvrir une tournée (webinaire fictif)",
        slug=f"{day.isoformat()}-dire-bonjour-le-premier",
        genre=GenreEvenement.WEBINAIRE,
        date_debut=day,
        heure_debut=datetime.time(14),
        heure_fin=datetime.time(16),
        resume=FICTIF,
        domaine="cadre",
        themes=["posture", "aller-vers"],
        moments_forts=[
            ("question", "Comment commencer une tournée quand personne n'attend l'équipe ?"),
            ("idee", "Le premier bonjour dit déjà qui l'on est, et ce que l'on ne fait pas."),
            ("pratique", "Un passage à deux, aux mêmes heures, pendant un mois, avant toute proposition."),
            ("temoin", "Une équipe fictive du bassin minier"),
        ],
    )
    webinaire.sequences = [
        Sequence(sort_order=rank, genre=genre, heure_debut=datetime.time(*debut), heure_fin=datetime.time(*fin))
        for rank, (genre, debut, fin) in enumerate(
            (
                (GenreSequence.INTRODUCTION, (14, 0), (14, 15)),
                (GenreSequence.APPORT, (14, 15), (14, 50)),
                (GenreSequence.TEMOIGNAGE, (14, 50), (15, 30)),
                (GenreSequence.ECHANGE, (15, 30), (16, 0)),
            )
        )
    ]
    serie.add_child(instance=webinaire)
    actions.publish_page(page=webinaire, by=alice)


def _day_to_reread(serie: Serie, day: datetime.date, rose: Acteur) -> None:
    journee = actions.create_journee_from_template(
        serie=serie,
        titre="Journée régionale fictive, à relire",
        date=day,
        ville="Liévin",
        region=Region.objects.get(code="32"),
        ateliers=[
            "Accès aux droits et illectronisme",
            "Se former au métier",
            "Faire réseau",
            "Cadre de vie et environnement",
            "Trouver sa place dans un quartier",
        ],
        places_par_atelier=20,
        by=rose,
    )
    journee.resume = FICTIF
    journee.save_revision(user=rose.compte)
    journee.get_workflow().start(journee, rose.compte)
