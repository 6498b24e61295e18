"""Groups of a landlord's residences: the smallest thing that hall states are told of, in the landlord's report alone.

One line a residence, year and structure: the database itself keeps two groups of a year apart. A group of the year
after is another one; those of the years past stay as they were.
"""

import uuid

from django.db import models
from django.db.models import Q

from entredeux.cadre.models import Structure
from entredeux.partenaires.models import StructurePartenaire

RESIDENCES_MIN = 5


class GroupeResidences(models.Model):
    """Fixed for its calendar year once a month of it is taken (groupes.py)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="+")
    bailleur = models.ForeignKey(StructurePartenaire, on_delete=models.PROTECT, related_name="+")
    annee = models.PositiveSmallIntegerField("année")
    nom = models.CharField("nom du groupe", max_length=80)

    class Classement:
        internes = ("id", "structure", "bailleur", "annee", "nom")

    class Meta:
        verbose_name = "groupe de résidences"
        verbose_name_plural = "groupes de résidences"
        ordering = ["-annee", "nom"]
        constraints = [models.UniqueConstraint(fields=["structure", "annee", "nom"], name="groupe_residences_nom")]

    def __str__(self) -> str:
        return self.nom


class ResidenceGroupee(models.Model):
    """`cle` is the folded name of the residence, as `territoires.Lieu.residence` says it in any spelling."""

    groupe = models.ForeignKey(GroupeResidences, on_delete=models.CASCADE, related_name="residences")
    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="+")
    annee = models.PositiveSmallIntegerField("année")
    cle = models.CharField("résidence, pliée", max_length=100)
    nom = models.CharField("résidence", max_length=80)

    class Classement:
        internes = ("id", "groupe", "structure", "annee", "cle", "nom")

    class Meta:
        verbose_name = "résidence d'un groupe"
        verbose_name_plural = "résidences d'un groupe"
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(fields=["structure", "annee", "cle"], name="residence_un_seul_groupe"),
            models.CheckConstraint(name="residence_nommee", condition=~Q(cle="")),
        ]

    def __str__(self) -> str:
        return self.nom
