import uuid

from django.db import models
from django.utils import timezone

from entredeux.cadre.models import Structure
from entredeux.observatoire.enums import Audience


class Fait(models.Model):
    """The acts of one protected unit in one month, one quarter, one registre, one domaine: poorer than any record.

    `cle` is the record key (secret.record_key): it feeds the noise and tells units apart, and leads back to no
    record without the instance's secret of that year. No text, no name, no place below the QPV, no day.
    """

    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="+")
    mois = models.CharField(max_length=7)
    qpv = models.CharField("QPV 2024", max_length=10, blank=True)
    registre = models.CharField(max_length=40)
    domaine = models.CharField(max_length=40)
    cle = models.BigIntegerField("clé d'enregistrement")
    actes = models.PositiveIntegerField(default=1)

    class Classement:
        internes = ("id", "structure", "mois", "qpv", "registre", "domaine", "cle", "actes")

    class Meta:
        verbose_name = "fait"
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "mois", "qpv", "registre", "domaine", "cle"], name="fait_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mois} {self.qpv or 'hors QPV'}"


class MoisArrete(models.Model):
    """A month whose facts are fixed: taken once at M+45, and again at most once a calendar year (`version` 2, 3…).

    The three team figures serve the rule of 3 mediators and 85 % and nothing else; none is ever shown.
    """

    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="+")
    mois = models.CharField(max_length=7)
    version = models.PositiveSmallIntegerField(default=1)
    arrete_le = models.DateTimeField(default=timezone.now)
    revise_le = models.DateTimeField(null=True, blank=True)
    mediateurs = models.PositiveIntegerField(default=0)
    actes_par_mediateur = models.PositiveIntegerField("somme des actes de chaque médiateur", default=0)
    actes_du_plus_actif = models.PositiveIntegerField(default=0)

    class Classement:
        internes = (
            "id",
            "structure",
            "mois",
            "version",
            "arrete_le",
            "revise_le",
            "mediateurs",
            "actes_par_mediateur",
            "actes_du_plus_actif",
        )

    class Meta:
        verbose_name = "mois arrêté"
        verbose_name_plural = "mois arrêtés"
        ordering = ["structure", "mois"]
        constraints = [models.UniqueConstraint(fields=["structure", "mois"], name="mois_arrete_unique")]

    def __str__(self) -> str:
        return f"{self.mois}, version {self.version}"


class QuartierSuivi(models.Model):
    """A row of the structure's tables: a QPV where it has a place, or where a year's protected total is shown."""

    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="+")
    qpv = models.CharField("QPV 2024", max_length=10)

    class Classement:
        ouverts = ("qpv",)
        internes = ("id", "structure")

    class Meta:
        verbose_name = "quartier suivi"
        verbose_name_plural = "quartiers suivis"
        ordering = ["structure", "qpv"]
        constraints = [models.UniqueConstraint(fields=["structure", "qpv"], name="quartier_suivi_unique")]

    def __str__(self) -> str:
        return self.qpv


class Publication(models.Model):
    """The register: one line for each protected table that is out, kept whole so that anyone may replay it.

    Written once per (cut, audience, definition, state of the data); the database refuses any change.
    `cellules` holds protected values alone, in the order of the cut's keys; null is a hidden cell.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="+")
    coupe = models.TextField("coupe, en JSON canonique")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    version_definition = models.PositiveSmallIntegerField()
    etat = models.TextField("état des données, en JSON canonique")
    instant = models.DateTimeField(default=timezone.now)
    lignes = models.PositiveIntegerField("cellules")
    empreinte = models.CharField(max_length=64)
    cellules = models.JSONField()

    class Classement:
        ouverts = ("coupe", "audience", "version_definition", "instant", "lignes", "empreinte", "cellules")
        internes = ("id", "structure", "etat")

    class Meta:
        verbose_name = "publication"
        ordering = ["-instant"]
        constraints = [
            models.UniqueConstraint(
                fields=["coupe", "audience", "version_definition", "etat"], name="publication_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.coupe} ({self.audience})"
