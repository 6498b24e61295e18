from django.db.models import TextChoices


class Forme(TextChoices):
    """The two clocks of conflict work (job sheet « Agent de médiation en espace public », 2018)."""

    DIFFERE = "differe", "Temps différé : suivie d'étape en étape"
    REEL = "reel", "Temps réel : constatée, contact, issue"


class RolePartie(TextChoices):
    """Who takes part, by role: a name is never asked."""

    HABITANT = "habitant", "Habitante ou habitant"
    GROUPE = "groupe", "Groupe"
    ELEVE = "eleve", "Élève"
    FAMILLE = "famille", "Famille"
    BAILLEUR = "bailleur", "Bailleur"
    INSTITUTION = "institution", "Institution"
    ETABLISSEMENT = "etablissement", "Établissement scolaire"
    COMMERCE = "commerce", "Commerce"
    ASSOCIATION = "association", "Association"
    AUTRE = "autre", "Autre"


class FinSansAccord(TextChoices):
    """A party and the mediator may refuse or withdraw, at any step, with the same weight (codes of `issues`)."""

    REFUS_PARTIE = "refus_partie", "Refus d'une partie"
    RETRAIT_PARTIE = "retrait_partie", "Retrait d'une partie"
    REFUS_MEDIATEUR = "refus_mediateur", "La médiatrice ou le médiateur refuse"
    RETRAIT_MEDIATEUR = "retrait_mediateur", "La médiatrice ou le médiateur se retire"


class Tenue(TextChoices):
    """What became of what a party undertook, at one month and at three."""

    TENU = "tenu", "Tenu"
    EN_PARTIE = "en_partie", "Tenu en partie"
    NON_TENU = "non_tenu", "Non tenu"
    NON_SU = "non_su", "On ne sait pas"


class ExclusionDite(TextChoices):
    """What the school says of an exclusion; never the team's estimate."""

    OUI = "oui", "Oui, l'établissement le dit"
    NON = "non", "Non, l'établissement dit qu'elle a eu lieu"
    PAS_DIT = "pas_dit", "L'établissement ne l'a pas dit"
    SANS = "sans", "Sans objet, il n'en était pas question"


class Exigence(TextChoices):
    """What a step asks before it is taken; the sentence is what a person reads when it is missing."""

    UNE_PARTIE = "une_partie", "Notez d'abord qui prend part à la situation, ne serait-ce que par son rôle."
    ROLE_EXPLIQUE = "role_explique", "Dites à qui vous avez expliqué votre rôle et ses limites, et quel jour."
    UN_ACCORD = "un_accord", "Aucune partie n'a encore donné son accord : demandez-le, puis notez-le."
    ACCORD_DE_CHACUNE = "accord_de_chacune", "Il manque l'accord d'une partie au moins."
    ROLE_A_CHACUNE = "role_a_chacune", "Il reste à expliquer votre rôle et ses limites à une partie au moins."
    DEUX_PARTIES = "deux_parties", "Une table ronde réunit au moins deux parties ; les autres se sont retirées."
    UN_ENGAGEMENT = "un_engagement", "Notez d'abord ce qui est convenu : qui fait quoi, jusqu'à quand."
    TENUE_A_1_MOIS = "tenue_a_1_mois", "Dites d'abord, pour chaque engagement, s'il est tenu à un mois."
    TENUE_A_3_MOIS = "tenue_a_3_mois", "Dites d'abord, pour chaque engagement, s'il est tenu à trois mois."


class LienInteret(TextChoices):
    """Why someone steps aside, in a word: nobody has to tell more of their life than that."""

    PROCHE = "proche", "Une des parties est de ma famille ou de mes proches"
    VOISINAGE = "voisinage", "J'habite sur place, ou j'y ai habité"
    TRAVAIL = "travail", "Je travaille ou j'ai travaillé pour une des parties"
    AUTRE = "autre", "Un autre lien, que je n'ai pas à dire"


class DestinataireAlerte(TextChoices):
    """To whom a danger is told, once it has left mediation (numbers and their sources: themes/numeros.yaml)."""

    SAMU = "15", "15, le Samu"
    POLICE = "17", "17, police secours"
    POMPIERS = "18", "18, les pompiers"
    SAMU_SOCIAL = "115", "115, le Samu social"
    ENFANCE = "119", "119, Enfance en danger"
    HARCELEMENT = "3018", "3018, harcèlement et cyberharcèlement"
    CRIP = "crip", "La cellule départementale (CRIP) : information préoccupante"
    PROCUREUR = "procureur", "Le procureur de la République : signalement"


class Decision(TextChoices):
    ALERTER = "alerter", "Alerter"
    NE_PAS_ALERTER = "ne_pas_alerter", "Ne pas alerter"
