"""Background work of registrations: reminders, mails taken up again, what the desk changed, what the night erases."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions.inscriptions import promote_inscriptions, remind_inscriptions, tell_evenement
from entredeux.reseau.envois_inscriptions import resume_envois
from entredeux.reseau.models import Evenement
from entredeux.reseau.retention import forget_inscriptions
from entredeux.socle.taches import periodique, register_nightly, tache


@tache()
def follow_evenement(evenement_id: int) -> None:
    """After the desk published: more seats reach those who wait, another day or place everyone registered."""
    evenement = Evenement.objects.filter(pk=evenement_id, live=True).first()
    if evenement is not None:
        tell_evenement(evenement=evenement, by=Acteur.systeme())
        promote_inscriptions(evenement=evenement, by=Acteur.systeme())


def follow_publication(*, instance: Evenement, **_: Any) -> None:
    follow_evenement.enqueue(instance.pk)


@periodique(chaque=timedelta(minutes=10))
def send_rappels() -> None:
    remind_inscriptions()
    resume_envois()


@periodique(chaque=timedelta(hours=1))
def follow_evenements() -> None:
    """Whatever changed an event without the desk's button: a scheduled publication, a restored version."""
    coming = Evenement.objects.filter(live=True, inscriptions__isnull=False, date_debut__gte=timezone.localdate())
    for pk in coming.values_list("pk", flat=True).distinct():
        follow_evenement.enqueue(pk)


@register_nightly
def forget_reseau_inscriptions() -> None:
    """One day, seven days, six months: see retention.py."""
    forget_inscriptions()
