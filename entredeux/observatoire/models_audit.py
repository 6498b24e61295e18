"""What waits for its audit before it goes out: asked by the second person, attacked by a worker."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from entredeux.cadre.models import Compte

RELANCE = timedelta(minutes=15)


class AuditDemande(models.Model):
    """`demande_le` is empty until the second person decides, and again once it is out or refused (`audit_refus`)."""

    audit_demande_le = models.DateTimeField("audit demandé le", null=True, blank=True)
    audit_demande_par = models.ForeignKey(Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    audit_avance_le = models.DateTimeField("dernier pas de l'audit", null=True, blank=True)
    audit_faites = models.PositiveIntegerField("cases attaquées", default=0)
    audit_total = models.PositiveIntegerField("cases à attaquer, au plus", default=1)
    audit_refus = models.CharField("ce qui a empêché de sortir", max_length=600, blank=True)

    class Meta:
        abstract = True

    @property
    def est_en_audit(self) -> bool:
        return self.audit_demande_le is not None

    @property
    def audit_semble_arrete(self) -> bool:
        """A worker killed half-way leaves it asked: asking again starts anew, and changes nothing else."""
        return self.audit_avance_le is not None and timezone.now() - self.audit_avance_le > RELANCE
