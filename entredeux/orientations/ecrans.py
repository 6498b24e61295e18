"""The screens of referrals that uphold a principle of the deontology."""

from entredeux.cadre.permissions import Permission as P
from entredeux.themes.principes import Ecran, register_ecran


def register_ecrans() -> None:
    for ecran in (
        Ecran(
            "libre_consentement",
            "Orienter avec accord",
            "orientations:liste",
            "Rien ne part vers un partenaire au-delà de ce que la personne a accepté ; son retrait ferme l'accès.",
            ("orientations:nouvelle", "orientations:detail", "orientations:autre_service"),
            P.ORIENTER,
        ),
        Ecran(
            "confidentialite",
            "La matrice déontologique",
            "orientations:matrice",
            "Ce qui peut être dit à chaque profession, avec quel accord, à quel degré.",
            ("orientations:matrice", "orientations:protocole", "orientations:protocoles", "orientations:nouvelle"),
            P.VOIR_SITUATIONS,
        ),
        Ecran(
            "autonomie",
            "Trois questions pour orienter",
            "orientations:guide",
            "Aide humaine, appareil ou droit en jeu : la personne va vers qui peut l'aider.",
            ("orientations:guide",),
            P.ORIENTER,
        ),
    ):
        register_ecran(ecran)
