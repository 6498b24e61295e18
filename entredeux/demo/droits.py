"""An exceptional access, two requests about one's data: invented, like everything here."""

import datetime

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.bris_de_glace import break_glass
from entredeux.cadre.actions.droits import receive_droits, refuse_droits
from entredeux.situations.models import Partie
from entredeux.terrain import actions
from entredeux.terrain.saisie import SaisieIntervention

NOTES = (
    "Deux voisins se disputent la même place de parking ; chacun accepte d'en reparler (fiction).",
    "Une porte de cave forcée, le ton monte entre deux paliers (fiction).",
)


def build_droits(gens: dict[str, Acteur], today: datetime.date) -> str:
    """Through the actions. Returns what to say."""
    samira, claire, helene = gens["Samira"], gens["Claire"], gens["Hélène"]
    assert samira.compte is not None
    for note in NOTES:
        saisie = SaisieIntervention(
            date_service=today,
            registre="conflits",
            domaine="habitat",
            motif="conflit_voisinage",
            mediateurs=(samira.compte.pk,),
            note=note,
        )
        act = actions.record_intervention(saisie, by=samira)
    raison = "Une autorité demande par écrit ce qui a été noté ce soir-là (fiction)."
    break_glass(sorte="note", fiche=act.pk, motif="autorite", raison=raison, by=helene)
    partie = Partie.objects.filter(structure=samira.structure, propos__isnull=False).order_by("cree_le").first()
    assert partie is not None
    arrived = today - datetime.timedelta(days=6)
    receive_droits(genre="acces", origine="personne", recue_le=arrived, sorte="partie", visee=partie.pk, by=samira)
    lost, _ = receive_droits(
        genre="effacement", origine="representant", recue_le=today - datetime.timedelta(days=20), by=claire
    )
    sentence = "Nous avons cherché avec le lieu et le jour que vous avez dits, et rien ne vous concerne (fiction)."
    refuse_droits(demande=lost, refus="introuvable", explication=sentence, by=claire)
    return "Droits : une ouverture exceptionnelle et deux demandes fictives, dont une à traiter."
