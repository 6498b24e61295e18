"""What a situation went through: each step, the day, who, and the version of the situation it made."""

from django.db import models

from entredeux.cadre.models import Compte, Enregistrement
from entredeux.situations.models.situations import Partie, Situation


class EtapeSituation(Enregistrement):
    """One step taken. `cree_par` and `cree_le` say who and when, `version` the situation's, `le` the day it happened.

    `motif` is how it ended (a code of `issues`); `partie`, who refused or withdrew; `binome`, who was there with
    `cree_par`. `prochaine_date_avant` is what an undo gives back.
    """

    situation = models.ForeignKey(Situation, on_delete=models.CASCADE, related_name="etapes")
    rang = models.PositiveSmallIntegerField("rang")
    code = models.CharField("étape", max_length=20)
    avant = models.CharField("étape d'avant", max_length=20, blank=True)
    motif = models.CharField("motif", max_length=40, blank=True)
    partie = models.ForeignKey(Partie, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    le = models.DateField("le (jour de service)")
    binome = models.ForeignKey(
        Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="en binôme avec"
    )
    prochaine_date_avant = models.DateField("prochaine date d'avant", null=True, blank=True)

    class Classement:
        internes = ("situation", "rang", "code", "avant", "motif", "partie", "le", "prochaine_date_avant")
        personnels = ("binome",)

    class Meta:
        ordering = ["situation", "rang"]
        constraints = [models.UniqueConstraint(fields=["situation", "rang"], name="etape_rang_unique")]

    def __str__(self) -> str:
        return f"{self.code}, {self.le:%d/%m/%Y}"
