from django.db.models import TextChoices


class GenrePartenaire(TextChoices):
    BAILLEUR = "bailleur", "Bailleur social"
    VILLE = "ville", "Ville"
    INTERCOMMUNALITE = "intercommunalite", "Intercommunalité"
    TRANSPORTEUR = "transporteur", "Transporteur"
    SERVICE_PUBLIC = "service_public", "France services, mairie, service public"
    NUMERIQUE = "numerique", "Lieu d'aide au numérique"
    ECOLE = "ecole", "École, collège ou lycée"
    ASSOCIATION = "association", "Association"


class Profession(TextChoices):
    """Rows of the deontology matrix (codes of orientations/matrice.yaml). Here, because a partner has one."""

    MEDIATION = "mediation", "Médiation sociale"
    PREVENTION = "prevention_specialisee", "Prévention spécialisée"
    NUMERIQUE = "conseiller_numerique", "Conseiller numérique"
    BAILLEUR = "bailleur", "Bailleur"
    ECOLE = "ecole", "École, collège ou lycée"
    SOCIAL = "social", "Travail social"
    POLICE = "police", "Police"


class DecisionPaire(TextChoices):
    FUSIONNEES = "fusionnees", "La même structure"
    DISTINCTES = "distinctes", "Deux structures distinctes"


class PrecisionPoint(TextChoices):
    ADRESSE = "adresse", "à l'adresse"
    COMMUNE = "commune", "au centre de la commune"
