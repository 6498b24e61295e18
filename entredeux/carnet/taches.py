"""A sweep every five minutes: what a killed worker left, what waited for five days. And the night's forgetting."""

from datetime import timedelta

from entredeux.carnet.actions.application import apply_carnet
from entredeux.carnet.enums import A_APPLIQUER
from entredeux.carnet.models import Enveloppe
from entredeux.socle.taches import periodique


@periodique(chaque=timedelta(minutes=5))
def sweep() -> None:
    waiting = Enveloppe.objects.filter(etat__in=A_APPLIQUER).order_by().values_list("structure", flat=True).distinct()
    for structure in waiting:
        apply_carnet.enqueue(str(structure))
