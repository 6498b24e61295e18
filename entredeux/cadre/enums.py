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


class MotifBris(TextChoices):
    """Why a record that one's role does not open is opened all the same, for three hours."""

    DANGER = "danger", "Une personne peut être en danger"
    RELEVE = "releve", "La collègue qui suit est absente, et cela ne peut pas attendre"
    DROITS = "droits", "Répondre à la personne concernée, qui demande ses données"
    AUTORITE = "autorite", "Une autorité le demande par écrit"


class GenreDroits(TextChoices):
    ACCES = "acces", "Une copie de ce qui la concerne"
    EFFACEMENT = "effacement", "L'effacement de ce qui la concerne"


class OrigineDroits(TextChoices):
    PERSONNE = "personne", "La personne elle-même, rencontrée ou venue à la permanence"
    REPRESENTANT = "representant", "Quelqu'un qui la représente (parent, tuteur, avocat)"
    COMPTE = "compte", "Une personne qui a un compte"


class EtatDroits(TextChoices):
    RECUE = "recue", "À traiter"
    REPONDUE = "repondue", "Traitée"
    REFUSEE = "refusee", "Refusée, avec la raison"


class RefusDroits(TextChoices):
    INTROUVABLE = "introuvable", "Rien n'a été trouvé avec ce que la personne a pu dire"
    AUTRE_PERSONNE = "autre_personne", "Rien ne montre que la personne est celle dont parle la fiche"
    TIERS = "tiers", "La réponse dirait ce qu'une autre personne a confié"
    OBLIGATION = "obligation", "Une obligation légale impose de garder"
    ACCES_OUVERT = "acces_ouvert", "Le compte sert encore : son accès se ferme d'abord"
