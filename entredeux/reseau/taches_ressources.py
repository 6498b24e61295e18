"""What happens by itself around resources: every night, and in the search index when something changes."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published, page_unpublished

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions.ressources import flag_overdue_notes
from entredeux.reseau.actions.usages import ask_usages
from entredeux.reseau.models import Evenement, Replay, Ressource
from entredeux.reseau.recherche.ressources import TRANSCRIPTION
from entredeux.reseau.taches_recherche import follow_document
from entredeux.socle.taches import register_nightly


@register_nightly
def flag_notes() -> None:
    """Legal notes whose check-by date has passed."""
    flag_overdue_notes(by=Acteur.systeme())


@register_nightly
def ask_about_usages() -> None:
    """The question after sixty days; what no longer serves is the clock's (horloges.py)."""
    ask_usages(by=Acteur.systeme())


def follow_ressource(*, instance: Ressource, **_: Any) -> None:
    follow_document.enqueue("ressource", str(instance.pk))


def follow_replay(*, instance: Replay, **_: Any) -> None:
    follow_document.enqueue(TRANSCRIPTION, str(instance.pk))


def follow_evenement(*, instance: Evenement, **_: Any) -> None:
    """Published, taken down or renamed: its recording follows."""
    for pk in Replay.objects.filter(evenement=instance.pk).values_list("pk", flat=True):
        follow_document.enqueue(TRANSCRIPTION, str(pk))


def connect() -> None:
    """As for the programme (taches_recherche.py): the index follows whoever writes these rows, the desk included."""
    for signal, sender, follow in (
        (page_published, Ressource, follow_ressource),
        (page_unpublished, Ressource, follow_ressource),
        (post_delete, Ressource, follow_ressource),
        (post_save, Replay, follow_replay),
        (post_delete, Replay, follow_replay),
        (page_published, Evenement, follow_evenement),
        (page_unpublished, Evenement, follow_evenement),
    ):
        signal.connect(follow, sender=sender, dispatch_uid=f"ressources.{follow.__name__}")
