"""A pupil's case handed to the school's own team: the day, and nothing of what happened."""

from django.db import models
from django.db.models import Q

from entredeux.cadre.models import Enregistrement
from entredeux.situations.enums import ExclusionDite
from entredeux.situations.models.situations import Situation


class TransmissionPhare(Enregistrement):
    """That day, the team told the school's pHARe team about this situation, in person. `unite` is the situation's.

    There is no text, no party and no address here, so that no fact and no name can leave: the account is in the
    school's own file. `exclusion` is what the school says became of a sanction, never our estimate.
    """

    situation = models.ForeignKey(Situation, on_delete=models.CASCADE, related_name="transmissions_phare")
    transmise_le = models.DateField("transmise le")
    exclusion = models.CharField("exclusion évitée", max_length=8, choices=ExclusionDite.choices, blank=True)
    exclusion_dite_le = models.DateField("l'établissement l'a dit le", null=True, blank=True)

    class Classement:
        internes = ("situation", "transmise_le", "exclusion", "exclusion_dite_le")

    class Meta:
        ordering = ["situation", "transmise_le"]
        constraints = [
            models.CheckConstraint(
                name="transmission_phare_exclusion_datee",
                condition=Q(exclusion="", exclusion_dite_le__isnull=True)
                | (~Q(exclusion="") & Q(exclusion_dite_le__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"transmission du {self.transmise_le:%d/%m/%Y}"
