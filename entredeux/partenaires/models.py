"""Partners of a structure. Thin for now: the service to which the defect of a place is sent."""

from django.db import models

from entredeux.cadre.models import Enregistrement
from entredeux.partenaires.enums import GenrePartenaire


class StructurePartenaire(Enregistrement):
    """A landlord, a town, a transport company. Another thing than `cadre.Structure`, which is a tenant.

    `courriel` is the mailbox of a service, not of a person: it is checked by the action, and classed interne.
    """

    nom = models.CharField("nom", max_length=120)
    genre = models.CharField("genre", max_length=16, choices=GenrePartenaire.choices)
    courriel = models.EmailField("courriel du service", blank=True)
    perimetre = models.CharField(
        "périmètre", max_length=160, blank=True, help_text="Communes ou résidences dont ce service s'occupe."
    )
    est_actif = models.BooleanField("en service", default=True)

    class Classement:
        internes = ("nom", "genre", "courriel", "perimetre", "est_actif")

    class Meta:
        verbose_name = "structure partenaire"
        verbose_name_plural = "structures partenaires"
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(fields=["structure", "nom"], name="partenaire_nom_unique"),
        ]

    def __str__(self) -> str:
        return self.nom


class FicheAnnuaire(models.Model):
    """A place or a service of the open directories, in data·inclusion's words. The instance's, not a structure's: what
    a team adds of its own stays on its side and no refresh touches it.

    `source` and `identifiant` recognise a row from one file to the next. `disparue_le`: no longer in its source.
    """

    source = models.CharField("source", max_length=60)
    identifiant = models.CharField("identifiant dans la source", max_length=120)
    nom = models.CharField("nom", max_length=200)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    adresse = models.CharField("adresse", max_length=200, blank=True)
    complement_adresse = models.CharField("complément", max_length=200, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    commune = models.CharField("commune", max_length=80, blank=True)
    code_insee = models.CharField("code commune", max_length=5, blank=True)
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    telephone = models.CharField("téléphone du service", max_length=20, blank=True)
    courriel = models.EmailField("courriel du service", blank=True)
    site_web = models.URLField("site", max_length=300, blank=True)
    horaires_accueil = models.CharField("horaires", max_length=400, blank=True)
    services = models.JSONField("services", default=list, blank=True)
    publics = models.JSONField("publics", default=list, blank=True)
    date_maj = models.CharField("mis à jour le", max_length=10, blank=True)
    empreinte = models.CharField(max_length=64)
    disparue_le = models.DateField("disparue de sa source le", null=True, blank=True)

    class Classement:
        ouverts = (
            "id",
            "source",
            "identifiant",
            "nom",
            "siret",
            "adresse",
            "complement_adresse",
            "code_postal",
            "commune",
            "code_insee",
            "latitude",
            "longitude",
            "telephone",
            "courriel",
            "site_web",
            "horaires_accueil",
            "services",
            "publics",
            "date_maj",
            "empreinte",
            "disparue_le",
        )

    class Meta:
        verbose_name = "fiche de l'annuaire"
        verbose_name_plural = "fiches de l'annuaire"
        ordering = ["commune", "nom"]
        constraints = [models.UniqueConstraint(fields=["source", "identifiant"], name="fiche_annuaire_unique")]
        indexes = [models.Index(fields=["code_postal"], name="fiche_annuaire_code_postal")]

    def __str__(self) -> str:
        return self.nom
