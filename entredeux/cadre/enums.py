from django.db.models import TextChoices


class NatureStructure(TextChoices):
    ASSOCIATION = "association", "Association"
    COLLECTIVITE = "collectivite", "Collectivité"
    BAILLEUR = "bailleur", "Bailleur social"
    ENTREPRISE = "entreprise", "Entreprise ou coopérative"
    GIP = "gip", "Groupement d'intérêt public"


class Role(TextChoices):
    MEDIATION = "mediation", "Médiatrice ou médiateur"
    COORDINATION = "coordination", "Coordination"
    DIRECTION = "direction", "Direction"
    ADMINISTRATION = "administration", "Administration des comptes"
    FINANCEUR = "financeur", "Financeur ou pilote"
    EMPLOYEUR = "employeur", "Autre service de l'employeur"
    ANIMATION = "animation", "Animation du réseau"
    REDACTION = "redaction", "Rédaction d'une région"
    ADHERENT = "adherent", "Adhérent du réseau"


# The roles that may reach a record, and those that never may, even through another membership at the same time.
ROLES_DE_TERRAIN = (Role.MEDIATION, Role.COORDINATION, Role.DIRECTION)
ROLES_SANS_FICHE = (Role.FINANCEUR, Role.EMPLOYEUR)
# Those of the network: held in no structure.
ROLES_DU_RESEAU = (Role.ANIMATION, Role.REDACTION, Role.ADHERENT)


class GenreCle(TextChoices):
    INSTANCE = "instance", "Secret de l'instance"
    STRUCTURE = "structure", "Clé de structure"
    UNITE = "unite", "Clé d'unité d'effacement"


class GenreEntree(TextChoices):
    ECRITURE = "ecriture", "Écriture"
    LECTURE = "lecture", "Lecture"


class Portee(TextChoices):
    """What a person accepts, one thing at a time. `SUIVI`: that the team works on it with the others concerned."""

    SUIVI = "suivi", "Que la médiation suive la situation avec les autres parties"
    BESOIN = "besoin", "Que mon besoin soit dit à un partenaire, sans mon nom"
    CONTACT = "contact", "Que mon besoin et de quoi me joindre soient donnés à un partenaire"
    PROPOS = "propos", "Que ce que j'ai dit soit répété à une autre partie"
    PAROLE = "parole", "Que ma parole soit portée, sans mon nom, à qui doit répondre"


class FormeAccord(TextChoices):
    ORAL = "oral", "À l'oral"
    ECRIT = "ecrit", "Par écrit"
    LANGUE_DES_SIGNES = "langue_des_signes", "En langue des signes"
    INTERPRETE = "interprete", "Avec un interprète"
