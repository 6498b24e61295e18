"""Mails that an action owes: a row each, so that none is lost and none leaves twice, then a task with its id."""

from collections.abc import Iterable

from entredeux.reseau.actions.inscriptions.places import Places
from entredeux.reseau.enums import GenreEnvoi
from entredeux.reseau.envois_inscriptions import send_envoi
from entredeux.reseau.models import EnvoiInscription, Inscription

Du = tuple[Inscription, GenreEnvoi, str]


def queue_envois(owed: Iterable[Du]) -> int:
    """(whom, what, which one). What is already owed or sent is left alone. Returns how many are new."""
    rows = [
        EnvoiInscription(inscription=inscription, genre=genre, cle=cle)
        for inscription, genre, cle in owed
        if inscription.courriel_index and not inscription.courriel_refuse_le
    ]
    if not rows:
        return 0
    EnvoiInscription.objects.bulk_create(rows, ignore_conflicts=True)
    created = set(EnvoiInscription.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    for row in rows:
        if row.pk in created:
            send_envoi.enqueue(str(row.pk))
    return len(created)


def tell(places: Places, *owed: Du) -> None:
    """What an action owes, and the good news to whoever got a seat by it."""
    queue_envois([*owed, *((each, GenreEnvoi.PROMOTION, str(each.version)) for each in places.promues)])
