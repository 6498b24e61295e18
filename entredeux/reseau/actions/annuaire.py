"""People and organisations who take the floor at the network's events."""

from django.db import transaction
from wagtail.models import Revision

from entredeux.cadre import journal
from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau.actions.replays import withdraw_voice
from entredeux.reseau.models import Evenement, Intervenant, Prise


@transaction.atomic
def withdraw_intervenant(*, intervenant: Intervenant, by: Acteur) -> int:
    """Takes a person's name off every page, draft, former version and transcript. What they did keeps its function
    and organisation. Returns how many times the person was named as a speaker.
    """
    check_permission(by, Permission.ANIMER_RESEAU)
    prises = list(Prise.objects.filter(intervenant=intervenant).select_related("sequence"))
    pages = {prise.sequence.evenement_id for prise in prises}
    for evenement in Evenement.objects.all():
        for revision in Revision.objects.for_instance(evenement):
            if _forget(revision.content, intervenant.pk):
                revision.save(update_fields=["content"])
                pages.add(evenement.pk)
    withdraw_voice(intervenant.nom)
    journal.record_write(by, "reseau.intervenant.retire", intervenant, nombre=len(pages))
    intervenant.delete()
    return len(prises)


def _forget(content: dict, pk: int) -> bool:
    """Empties the person in a stored version of a page. True when it was there."""
    found = False
    for sequence in content.get("sequences", []):
        for prise in sequence.get("prises", []):
            if prise.get("intervenant") == pk:
                prise["intervenant"] = None
                found = True
    return found
