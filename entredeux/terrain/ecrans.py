"""The screens of the field log that uphold a principle of the deontology."""

from entredeux.cadre.permissions import Permission as P
from entredeux.themes.principes import Ecran, register_ecran


def register_ecrans() -> None:
    for ecran in (
        Ecran(
            "droits_fondamentaux",
            "Qui appeler, et ce que la loi demande",
            "terrain:urgence",
            "Numéros et devoirs avec leurs sources, la même page pour tout le monde.",
        ),
        Ecran(
            "confidentialite",
            "Une intervention sans nom",
            "terrain:interventions",
            "Des rôles, des tranches, des listes ; la note est courte, chiffrée, lue sous journal, jamais exportée.",
            ("terrain:intervention", "terrain:intervention_detail", "terrain:intervention_note", "terrain:corriger"),
            P.VOIR_TERRAIN,
        ),
        Ecran(
            "tiers",
            "Le lieu, pas les personnes",
            "terrain:accueil",
            "Une tournée note l'état d'un lieu, le calme aussi ; ni surnom, ni description, ni photo de personne.",
            ("terrain:accueil", "terrain:etat_lieu", "terrain:autre_lieu", "terrain:commencer"),
            P.SAISIR_TERRAIN,
        ),
    ):
        register_ecran(ecran)
