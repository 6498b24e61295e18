from django.db import models
from django.utils import timezone

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.cadre.models import Compte, Enregistrement
from entredeux.terrain.enums import NatureIncident
from entredeux.terrain.models.presences import Mission


class Consigne(Enregistrement):
    """A handover note between shifts: read-acknowledged, gone in seven days, text and row."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, null=True, blank=True, related_name="consignes")
    texte = TexteChiffreField("consigne")
    expire_le = models.DateTimeField()

    class Classement:
        internes = ("mission", "expire_le")
        secrets = ("texte",)

    class Meta:
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return f"consigne du {self.cree_le:%d/%m/%Y}"


class LectureConsigne(models.Model):
    consigne = models.ForeignKey(Consigne, on_delete=models.CASCADE, related_name="lectures")
    compte = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+")
    lue_le = models.DateTimeField(default=timezone.now)

    class Classement:
        internes = ("id", "consigne", "lue_le")
        personnels = ("compte",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consigne", "compte"], name="lecture_consigne_unique")]

    def __str__(self) -> str:
        return f"{self.compte} {self.lue_le:%d/%m/%Y}"


class IncidentEquipe(Enregistrement):
    """What the team suffered: about its own safety, read by its author, the coordination and the direction."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents")
    date_service = models.DateField("jour de service")
    nature = models.CharField("nature", max_length=12, choices=NatureIncident.choices)
    recit = TexteChiffreField("récit")
    est_suivi = models.BooleanField("suite donnée", default=False)
    suivi_par = models.ForeignKey(Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    suivi_le = models.DateTimeField(null=True, blank=True)

    class Classement:
        internes = ("mission", "date_service", "nature", "est_suivi", "suivi_le")
        personnels = ("suivi_par",)
        secrets = ("recit",)

    class Meta:
        ordering = ["-date_service"]
        constraints = [
            models.CheckConstraint(
                name="incident_suivi_qui_et_quand",
                condition=models.Q(suivi_par__isnull=True, suivi_le__isnull=True)
                | models.Q(suivi_par__isnull=False, suivi_le__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()}, {self.date_service}"
