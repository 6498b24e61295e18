"""What a browser cannot do two hundred and fifty times: run in a process of the product, by its actions.

`python -m tests.functional.foule STEP SLUG` prints what it did as JSON.
"""

import datetime
import json
import sys
import uuid
from typing import Any

import django

INSCRITS = 250


def main(step: str, slug: str) -> None:
    django.setup()
    print(json.dumps({"inscrire": register, "accueillir": welcome, "lyon": hold_day_in_lyon}[step](slug)))  # noqa: T201


def alice() -> Any:
    from entredeux.cadre.acteur import Acteur
    from entredeux.cadre.models import Adhesion

    return Acteur.of(Adhesion.objects.get(compte__email="alice@demo.example"))


def register(slug: str) -> dict[str, Any]:
    """250 people the day before, most of them for the first workshop: the others' waiting lists stay empty."""
    from django.utils import timezone

    from entredeux.reseau.actions import record_inscriptions
    from entredeux.reseau.models import ChoixAtelier, Evenement
    from entredeux.reseau.saisie_inscription import DemandeInscription

    evenement = Evenement.objects.get(slug=slug)
    ateliers = evenement.ateliers
    demandes = [
        DemandeInscription(
            nom=f"Participant {rank:03}",
            courriel=f"participant{rank:03}@participants.demo.example",
            ateliers=(ateliers[0 if rank % 2 else 1 + rank % 8 // 2].uid,),
        )
        for rank in range(INSCRITS)
    ]
    before = timezone.now() - datetime.timedelta(days=1)
    record_inscriptions(evenement=evenement, demandes=demandes, by=alice(), prevenir=False, now=before)
    rows = ChoixAtelier.objects.filter(sequence__in=ateliers)
    return {
        "inscrits": evenement.inscriptions.filter(statut="confirmee").count(),
        "retenus": [rows.filter(sequence=each, statut="confirmee").count() for each in ateliers],
        "attente": [rows.filter(sequence=each, statut="attente").count() for each in ateliers],
    }


def welcome(slug: str) -> dict[str, int]:
    """All those who hold a place, at the door and in their workshop, as a second phone would send them."""
    from entredeux.reseau.actions.accueil import Geste, record_pointages
    from entredeux.reseau.models import ChoixAtelier, Evenement

    evenement = Evenement.objects.get(slug=slug)
    kept = ChoixAtelier.objects.filter(inscription__evenement=evenement, statut="confirmee")
    gestes = [
        Geste(id=uuid.uuid4(), genre="arrivee", inscription=choix.inscription_id, atelier=atelier)
        for choix in kept.select_related("sequence")
        for atelier in (None, choix.sequence.uid)
    ]
    reponses = record_pointages(evenement=evenement, jour=evenement.date_debut, gestes=gestes, by=alice())
    return {
        "refuses": len([each for each in reponses if each.etat == "refuse"]),
        "presents": evenement.inscriptions.filter(est_presente=True).count(),
    }


def hold_day_in_lyon(slug: str) -> dict[str, str]:
    """A second region's day, whose workshop on the same theme left two findings; and what was said in Liévin."""
    from entredeux.reseau.actions import ateliers as actions
    from entredeux.reseau.actions.modeles import create_journee_from_template
    from entredeux.reseau.models import Element, Evenement, Feuille
    from entredeux.reseau.saisie_ateliers import SaisieElement
    from entredeux.territoires.models import Region

    lievin = Evenement.objects.get(slug=slug)
    jour = create_journee_from_template(
        serie=lievin.get_parent().specific,
        titre="Journée d'essai de Lyon",
        date=lievin.date_debut - datetime.timedelta(days=30),
        ville="Lyon",
        region=Region.objects.get(code="84"),
        ateliers=["Le droit et l'écran, à Lyon"],
        by=alice(),
    )
    jour.get_latest_revision().publish()
    jour = Evenement.objects.get(pk=jour.pk)
    said = [
        SaisieElement(genre="proposition", texte="Tenir une permanence commune le mercredi.", theme="illectronisme"),
        SaisieElement(genre="obstacle", texte="Les codes se perdent avec le téléphone.", theme="illectronisme"),
    ]
    actions.record_feuille(sequence=jour.ateliers[0], elements=said, by=alice())
    feuille = Feuille.objects.get(sequence=jour.ateliers[0])
    actions.close_feuille(feuille=feuille, by=alice())
    actions.publish_feuille(feuille=feuille, by=alice())
    both = Element.objects.filter(feuille__sequence__evenement__in=[lievin, jour])
    cited = both.filter(statut="valide", theme="illectronisme")
    return {"restitution": cite(list(cited)), "cites": str(cited.count())}


def cite(elements: list[Any]) -> str:
    """The restitution as the desk saves it. Returns its slug."""
    from tests.reseau.fabrique_corpus import make_restitution, point_cite

    point = point_cite("Tenir ensemble le droit et l'écran", elements)
    return str(make_restitution("Restitution d'essai des journées", [point]).slug)


if __name__ == "__main__":
    main(*sys.argv[1:])
