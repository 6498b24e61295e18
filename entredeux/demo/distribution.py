"""Who is who in the demonstration. Every person, structure and place name here is invented."""

from dataclasses import dataclass

from entredeux.cadre.enums import Role

MOT_DE_PASSE = "demonstration-2026"
LENS_LIEVIN = "Passerelle Lens-Liévin"
LYON = "Traboule Médiation Lyon"


@dataclass(frozen=True)
class Personne:
    prenom: str
    role: Role
    structure: str | None
    presentation: str
    region: str = ""

    @property
    def email(self) -> str:
        return f"{self.prenom.lower().replace('é', 'e').replace('è', 'e')}@demo.example"


DISTRIBUTION = (
    Personne("Samira", Role.MEDIATION, LENS_LIEVIN, "médiatrice, tournées du soir"),
    Personne("Karim", Role.MEDIATION, LENS_LIEVIN, "médiateur, binôme de Samira"),
    Personne("Inès", Role.MEDIATION, LENS_LIEVIN, "médiatrice, Liévin"),
    Personne("Mehdi", Role.MEDIATION, LENS_LIEVIN, "médiateur, Liévin"),
    Personne("Claire", Role.COORDINATION, LENS_LIEVIN, "coordinatrice"),
    Personne("Hélène", Role.DIRECTION, LENS_LIEVIN, "directrice"),
    Personne("Bruno", Role.ADMINISTRATION, LENS_LIEVIN, "ouvre et ferme les accès"),
    Personne("Paul", Role.FINANCEUR, LENS_LIEVIN, "financeur : figures protégées, aucune fiche"),
    Personne("Nadia", Role.MEDIATION, LYON, "médiatrice d'une autre structure"),
    Personne("Léo", Role.MEDIATION, LYON, "médiateur, Lyon"),
    Personne("Farid", Role.MEDIATION, LYON, "médiateur, Lyon"),
    Personne("Marion", Role.COORDINATION, LYON, "coordinatrice, Lyon"),
    Personne("Sylvie", Role.DIRECTION, LYON, "directrice, Lyon"),
    Personne("Alice", Role.ANIMATION, None, "anime le réseau"),
    Personne("Lucie", Role.ANIMATION, None, "anime le réseau avec Alice : seconde lecture"),
    Personne("Rose", Role.REDACTION, None, "écrit les pages du réseau en Hauts-de-France", region="32"),
    Personne("Yann", Role.ADHERENT, None, "adhérent du réseau, sans structure ici"),
)
