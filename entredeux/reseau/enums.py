from django.db.models import TextChoices


class GenreEvenement(TextChoices):
    """Codes of the vocabulary `types_evenement`; a test keeps the two alike."""

    WEBINAIRE = "webinaire", "Webinaire"
    JOURNEE_REGIONALE = "journee_regionale", "Journée régionale"
    ATELIER = "atelier", "Atelier"
    RENCONTRE_COLLECTIF = "rencontre_collectif", "Rencontre de collectif"
    NATIONAL = "national", "National"
    GRAND_PUBLIC = "grand_public", "Grand public"
    AUTRE = "autre", "Autre"


class PrecisionDate(TextChoices):
    JOUR = "jour", "Jour confirmé"
    MOIS = "mois", "Mois seulement, jour non confirmé"


class GenreSequence(TextChoices):
    OUVERTURE = "ouverture", "Ouverture"
    INTRODUCTION = "introduction", "Introduction"
    ANIMATION = "animation", "Animation"
    APPORT = "apport", "Apport théorique"
    TEMOIGNAGE = "temoignage", "Témoignages"
    INITIATIVE = "initiative", "Initiative d'un territoire"
    PLENIERE = "pleniere", "Plénière"
    ATELIER = "atelier", "Atelier"
    ECHANGE = "echange", "Échanges"
    RESTITUTION = "restitution", "Restitution"
    STAND = "stand", "Stand ressources"
    PAUSE = "pause", "Pause"
    AUTRE = "autre", "Autre temps"


class RolePrise(TextChoices):
    ANIMATION = "animation", "Animation"
    INTERVENTION = "intervention", "Intervention"


class GenreRubrique(TextChoices):
    """What an index page lists below itself."""

    PROGRAMME = "programme", "Programme : séries et événements"
    RESSOURCES = "ressources", "Ressources"
    RESTITUTIONS = "restitutions", "Restitutions"
    PAGES = "pages", "Pages"
