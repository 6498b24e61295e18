"""The screens of a followed situation that uphold a principle of the deontology."""

from entredeux.cadre.permissions import Permission as P
from entredeux.themes.principes import Ecran, register_ecran

SUIVI = "situations:liste"
PARTIE, SITUATION, ETAPE = "situations:partie", "situations:situation", "situations:etape"


def register_ecrans() -> None:
    for principe, libelle, phrase, vues in (
        (
            "libre_consentement",
            "L'accord de chaque partie",
            "Sur la page d'une partie : ce à quoi elle dit oui, son reçu, son retrait. Sans cet accord, l'étape "
            "suivante reste fermée.",
            (PARTIE, ETAPE, "situations:table_ronde"),
        ),
        (
            "confidentialite",
            "Ce qu'une partie a dit",
            "Rien n'est montré à une autre partie tant que celle qui l'a dit ne l'a pas libéré.",
            (PARTIE, "situations:table_ronde", "situations:feuille_partie"),
        ),
        (
            "confidentialite",
            "La note privée",
            "Sur la page d'une situation : lue par la personne qui l'a écrite, refusée à tout autre compte.",
            ("situations:note_privee_nouvelle", "situations:note_privee"),
        ),
        (
            "tiers",
            "Rôle et limites expliqués",
            "Le jour où le rôle et ses limites ont été dits à chaque partie ; c'est la première étape.",
            (PARTIE, SITUATION),
        ),
        (
            "impartialite",
            "Lien d'intérêt et récusation",
            "Sur la page d'une situation : qui a un lien le déclare et la confie ; ses textes lui sont fermés.",
            ("situations:declarer_lien", SITUATION),
        ),
        (
            "impartialite",
            "Le binôme",
            "Qui suit avec qui, et qui était là à chaque étape : travailler à deux aide.",
            ("situations:confier", ETAPE),
        ),
        (
            "independance",
            "Confier une situation",
            "Une situation passe d'une personne de l'équipe à une autre, jamais à qui finance.",
            ("situations:confier", "situations:declarer_lien"),
        ),
        (
            "autonomie",
            "Ce qui est convenu",
            "Les parties disent elles-mêmes qui fait quoi, jusqu'à quand, et si cela tient.",
            ("situations:engagement_nouveau", "situations:engagement"),
        ),
        (
            "refus_retrait",
            "Refuser, se retirer",
            "Depuis toute étape, par une partie comme par la médiatrice ou le médiateur, à égalité.",
            (PARTIE, ETAPE, SITUATION),
        ),
        (
            "reflexivite",
            "Écrire pour soi",
            "La note privée sert à penser sa pratique ; elle s'efface avec la situation.",
            ("situations:note_privee_nouvelle", "situations:note_privee"),
        ),
    ):
        register_ecran(Ecran(principe, libelle, SUIVI, phrase, vues, P.VOIR_SITUATIONS))
    register_ecran(
        Ecran(
            "droits_fondamentaux",
            "L'alerte",
            "situations:alertes",
            "Un danger pour une personne sort de la médiation : à qui il est dit, qui a décidé, l'accusé de réception.",
            ("situations:alerte", "situations:alerte_nouvelle"),
            P.ALERTER,
        )
    )
