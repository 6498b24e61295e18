from django.db import models
from django.utils import timezone


class Tic(models.Model):
    """A period of a periodic task, taken by one worker: the unique pair makes the others step aside.

    Also the worker's heartbeat ("battement") and the last backup ("sauvegarde"), read by the health page.
    """

    nom = models.CharField(max_length=80)
    periode = models.CharField(max_length=40, blank=True)
    instant = models.DateTimeField(default=timezone.now)

    class Classement:
        internes = ("id", "nom", "periode", "instant")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["nom", "periode"], name="tic_unique")]

    def __str__(self) -> str:
        return f"{self.nom} {self.periode}".strip()
