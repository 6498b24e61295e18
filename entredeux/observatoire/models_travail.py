"""What the structure declares of its own work, and what one instance sent to another."""

import uuid

from django.db import models
from django.utils import timezone

from entredeux.cadre.models import Compte, Enregistrement, Structure
from entredeux.observatoire.fiches import CHOIX_RUBRIQUES
from entredeux.observatoire.quantites import CHOIX_DECLARES


class QuantiteDeclaree(Enregistrement):
    """A number about our own work that no record holds. A correction is another row, of the next `rang`: it wins."""

    nature = models.CharField("nature", max_length=30, choices=CHOIX_DECLARES)
    periode = models.CharField("trimestre ou année", max_length=7)
    nombre = models.PositiveIntegerField("nombre")
    rang = models.PositiveSmallIntegerField("rang de la déclaration", default=1)

    class Classement:
        ouverts = ("nature", "periode", "nombre", "rang")

    class Meta:
        verbose_name = "quantité déclarée"
        verbose_name_plural = "quantités déclarées"
        ordering = ["-periode", "nature", "-rang"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "periode", "nature", "rang"], name="quantite_declaree_rang_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()}, {self.periode}"


class LigneFiche(Enregistrement):
    """A count of a structure's yearly sheet: how many posts, or people, have this value of this heading.

    A sheet is written whole: its rows have one `rang`, and the last rank of a year is the sheet.
    """

    annee = models.PositiveSmallIntegerField("année")
    rubrique = models.CharField(max_length=20, choices=CHOIX_RUBRIQUES)
    valeur = models.CharField(max_length=20)
    nombre = models.PositiveIntegerField()
    rang = models.PositiveSmallIntegerField("rang de la fiche", default=1)

    class Classement:
        internes = ("annee", "rubrique", "valeur", "nombre", "rang")

    class Meta:
        verbose_name = "ligne de fiche annuelle"
        verbose_name_plural = "lignes de fiche annuelle"
        ordering = ["-annee", "-rang", "rubrique", "valeur"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "annee", "rang", "rubrique", "valeur"], name="ligne_fiche_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_rubrique_display()}, {self.annee} : {self.nombre}"


class EnvoiReseau(models.Model):
    """A closed month sent to the network's instance: what left is known by its digest, and by whom."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="+")
    mois = models.CharField(max_length=7)
    empreinte = models.CharField("empreinte du contenu", max_length=64)
    vers = models.URLField("adresse de l'instance", max_length=200)
    cellules = models.PositiveIntegerField("cellules envoyées")
    envoye_le = models.DateTimeField("envoyé le", default=timezone.now)
    envoye_par = models.ForeignKey(Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Classement:
        internes = ("id", "structure", "mois", "empreinte", "vers", "cellules", "envoye_le")
        personnels = ("envoye_par",)

    class Meta:
        verbose_name = "envoi au réseau"
        verbose_name_plural = "envois au réseau"
        ordering = ["-envoye_le"]
        constraints = [
            models.UniqueConstraint(fields=["structure", "mois", "empreinte", "vers"], name="envoi_reseau_unique")
        ]

    def __str__(self) -> str:
        return f"{self.mois}, {self.envoye_le:%d/%m/%Y}"


class ReceptionReseau(models.Model):
    """A month of protected cells that a known association sent here, kept as it came, with its signature."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    association = models.UUIDField("identifiant de la structure chez elle")
    nom = models.CharField("nom dans la liste de l'instance", max_length=120)
    mois = models.CharField(max_length=7)
    revision = models.PositiveSmallIntegerField("version du mois")
    empreinte = models.CharField("empreinte du contenu", max_length=64)
    document = models.JSONField("contenu signé")
    recue_le = models.DateTimeField("reçue le", default=timezone.now)

    class Classement:
        ouverts = ("nom", "mois", "revision", "empreinte", "document", "recue_le")
        internes = ("id", "association")

    class Meta:
        verbose_name = "réception du réseau"
        verbose_name_plural = "réceptions du réseau"
        ordering = ["-recue_le"]
        constraints = [
            models.UniqueConstraint(fields=["association", "mois", "revision"], name="reception_reseau_unique")
        ]

    def __str__(self) -> str:
        return f"{self.nom}, {self.mois}"
