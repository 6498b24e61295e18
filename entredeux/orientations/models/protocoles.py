"""What two teams agreed: who does what, what is never exchanged, when it is read again together."""

from django.db import models

from entredeux.cadre.models import Enregistrement
from entredeux.orientations.enums import Moment, QuiDit
from entredeux.partenaires.models import StructurePartenaire
from entredeux.territoires.models import Lieu


class Protocole(Enregistrement):
    """One version, never changed; the highest `numero` is in force. No person is named in it."""

    partenaire = models.ForeignKey(StructurePartenaire, on_delete=models.PROTECT, related_name="+")
    numero = models.PositiveIntegerField("version")
    equipe_fait = models.TextField("ce que fait l'équipe de médiation", max_length=1500)
    partenaire_fait = models.TextField("ce que fait le partenaire", max_length=1500)
    jamais = models.TextField("ce qui ne s'échange jamais", max_length=1000)
    revue_le = models.DateField("à relire ensemble le")

    class Classement:
        internes = ("partenaire", "numero", "equipe_fait", "partenaire_fait", "jamais", "revue_le")

    class Meta:
        ordering = ["partenaire", "-numero"]
        constraints = [models.UniqueConstraint(fields=["partenaire", "numero"], name="protocole_numero_unique")]

    def __str__(self) -> str:
        return f"protocole avec {self.partenaire}, version {self.numero}"


class PresenceConjointe(Enregistrement):
    """Two teams were at one place on one day: said by one, confirmed by the other. Nobody is named."""

    partenaire = models.ForeignKey(StructurePartenaire, on_delete=models.PROTECT, related_name="+")
    lieu = models.ForeignKey(Lieu, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    jour = models.DateField("jour")
    moment = models.CharField("moment", max_length=12, choices=Moment.choices)
    dite_par = models.CharField("dite par", max_length=12, choices=QuiDit.choices, default=QuiDit.EQUIPE)
    confirmee_le = models.DateTimeField("confirmée par l'autre le", null=True, blank=True)

    class Classement:
        internes = ("partenaire", "lieu", "jour", "moment", "dite_par", "confirmee_le")

    class Meta:
        verbose_name = "présence conjointe"
        ordering = ["-jour"]
        constraints = [
            models.UniqueConstraint(fields=["partenaire", "jour", "moment"], name="presence_conjointe_unique")
        ]

    def __str__(self) -> str:
        return f"{self.jour:%d/%m/%Y}, {self.get_moment_display().lower()}"
