from django.db.models import IntegerChoices, TextChoices

DOMICILE = "domicile"  # the one type of place (vocabulary 10.3) that never says where it is


class NatureCommune(TextChoices):
    COMMUNE = "commune", "Commune"
    ARRONDISSEMENT = "arrondissement", "Arrondissement municipal"


class Generation(IntegerChoices):
    QPV_2015 = 2015, "Génération 2015"
    QPV_2024 = 2024, "Génération 2024"


class GenreZone(TextChoices):
    QPV_2024 = "qpv_2024", "Quartier prioritaire 2024"
    QPV_2015 = "qpv_2015", "Quartier prioritaire 2015"
    COMMUNE = "commune", "Commune"
    CONTRAT_VILLE = "contrat_ville", "Contrat de ville"
    POCHE = "poche", "Poche de pauvreté"


class OrigineZone(TextChoices):
    GEOMETRIE = "geometrie", "D'après le point et les contours"
    DEDUITE = "deduite", "Déduite du quartier prioritaire"
    DECLAREE = "declaree", "Déclarée par l'équipe"
    INCONNU = "inconnu", "Inconnue"


class NiveauContexte(TextChoices):
    """At which level a context indicator is published. Three levels, three tables: none is read for another."""

    QPV = "qpv", "Quartier prioritaire"
    COMMUNE = "commune", "Commune"
    ZONE_EMPLOI = "zone_emploi", "Zone d'emploi"
