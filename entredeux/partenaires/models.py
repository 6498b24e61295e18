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
