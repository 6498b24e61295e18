"""Screens of cadre and of themes that uphold a principle: cadre, below, knows no principle."""

from entredeux.cadre.permissions import Permission as P
from entredeux.themes.principes import Ecran, register_ecran


def register_ecrans() -> None:
    for ecran in (
        Ecran(
            "libre_consentement",
            "Retirer un accord",
            "retrait",
            "Avec le numéro du reçu, sans compte, sans courriel, sans téléphone, dans plusieurs langues.",
        ),
        Ecran(
            "libre_consentement",
            "Textes d'accord relus",
            "cadre:relectures_textes",
            "Une traduction reste « à faire relire » tant qu'une personne qui lit la langue ne l'a pas trouvée juste.",
            ("cadre:consentement",),
            P.RECUEILLIR_ACCORD,
        ),
        Ecran(
            "independance",
            "Qui peut quoi",
            "cadre:roles",
            "Chaque rôle, et pourquoi, en une phrase. Un financeur n'atteint aucune fiche.",
        ),
        Ecran(
            "confidentialite",
            "Journal des lectures",
            "cadre:journal",
            "Chaque lecture d'un texte y est écrite ; une ligne retirée ou changée se voit.",
            permission=P.LIRE_JOURNAL,
        ),
        Ecran(
            "droits_fondamentaux",
            "Ce que dit le droit, thème par thème",
            "themes:liste",
            "Des encadrés avec l'article et la source, et la mention « pas encore relu » tant que c'est vrai.",
            ("themes:fiche",),
        ),
    ):
        register_ecran(ecran)
