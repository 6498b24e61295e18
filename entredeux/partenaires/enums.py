from django.db.models import TextChoices


class GenrePartenaire(TextChoices):
    BAILLEUR = "bailleur", "Bailleur social"
    VILLE = "ville", "Ville"
    INTERCOMMUNALITE = "intercommunalite", "Intercommunalité"
    TRANSPORTEUR = "transporteur", "Transporteur"
