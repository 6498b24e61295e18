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
