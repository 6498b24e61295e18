"""A regional day that is to come, with workshops at the same hours; everyone in it is invented."""

import datetime
from typing import Any

from django.utils import timezone

from entredeux.reseau.enums import GenreEvenement, GenreRubrique, GenreSequence
from entredeux.reseau.models import Evenement, Rubrique, Sequence, Serie
from entredeux.reseau.saisie_inscription import DemandeInscription
from entredeux.territoires.models import Region


def open_evenement(
    slug: str = "journee-d-essai", *, dans: int = 20, ateliers: dict[str, int | None] | None = None, **champs: Any
) -> Evenement:
    """In `dans` days, from 9 h to 16 h 30 at Liévin. `ateliers`: title -> seats, all from 14 h to 15 h 30."""
    rubrique = Rubrique.objects.get(genre=GenreRubrique.PROGRAMME)
    serie = Serie.objects.filter(slug="journees-d-essai").first() or rubrique.add_child(
        instance=Serie(title="Journées d'essai", slug="journees-d-essai", genre=GenreEvenement.JOURNEE_REGIONALE)
    )
    region, _ = Region.objects.get_or_create(code="32", defaults={"nom": "Hauts-de-France"})
    values = {
        "title": "Journée d'essai",
        "genre": GenreEvenement.JOURNEE_REGIONALE,
        "date_debut": timezone.localdate() + datetime.timedelta(days=dans),
        "heure_debut": datetime.time(9),
        "heure_fin": datetime.time(16, 30),
        "lieu": "Liévin",
        "adresse": "Salle d'essai, 1 rue Inventée",
        "region": region,
        "inscription_du": timezone.now() - datetime.timedelta(days=1),
    }
    evenement = Evenement(slug=slug, **(values | champs))
    evenement.sequences = [
        Sequence(
            sort_order=rank,
            genre=GenreSequence.ATELIER,
            titre=titre,
            heure_debut=datetime.time(14),
            heure_fin=datetime.time(15, 30),
            salle=f"Salle {rank + 1}",
            places=places,
            est_sur_inscription=True,
        )
        for rank, (titre, places) in enumerate((ateliers or {}).items())
    ]
    serie.add_child(instance=evenement)
    return evenement


def atelier(evenement: Evenement, titre: str) -> Sequence:
    return Sequence.objects.get(evenement=evenement, titre=titre)


def demande(qui: str, *ateliers: Sequence, **champs: Any) -> DemandeInscription:
    return DemandeInscription(
        **{"nom": qui, "courriel": f"{qui.lower()}@exemple.fr"} | champs, ateliers=tuple(each.uid for each in ateliers)
    )
