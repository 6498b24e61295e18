"""The index follows what is published: at once by these tasks, and every night in full."""

from datetime import timedelta
from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.signals import page_published, page_unpublished

from entredeux.reseau.models import Element, Evenement, Feuille, Intervenant, Prise
from entredeux.reseau.recherche.indexation import index_document, refresh_index, remove_document
from entredeux.reseau.recherche.sources import find_source, reference_of
from entredeux.socle.taches import register_nightly, tache


@tache(limite=timedelta(minutes=2))
def follow_document(genre: str, identifiant: str) -> None:
    """Found as it is now, or no more. To be enqueued by whatever changes what the source would say of it."""
    source = find_source(genre)
    if source is None or source.load is None:
        return
    document = source.load(identifiant)
    if document is None:
        remove_document(reference_of(genre, identifiant))
    else:
        index_document(document)


@register_nightly
def refresh_recherche() -> None:
    refresh_index()


def follow_page(*, instance: Any, **_: Any) -> None:
    """Published or taken down, by the desk's button or at the hour it was scheduled for."""
    if isinstance(instance, Evenement):
        follow_document.enqueue("evenement", str(instance.pk))


def follow_element(*, instance: Element, **_: Any) -> None:
    """Whoever writes it. Only what was published can be in the index: a draft asks nothing."""
    if instance.feuille.publiee_le is not None:
        follow_document.enqueue("element", str(instance.pk))


def follow_feuille(*, instance: Feuille, **_: Any) -> None:
    if instance.publiee_le is not None:
        for identifiant in instance.elements.values_list("pk", flat=True):
            follow_document.enqueue("element", str(identifiant))


def note_evenements_of(*, instance: Intervenant, **_: Any) -> None:
    """Before a person is withdrawn: afterwards nothing says any more where they were named."""
    prises = Prise.objects.filter(intervenant=instance)
    instance.evenements_a_suivre = sorted(set(prises.values_list("sequence__evenement", flat=True)))  # type: ignore[attr-defined]


def follow_intervenant(*, instance: Intervenant, **_: Any) -> None:
    for pk in getattr(instance, "evenements_a_suivre", ()):
        follow_document.enqueue("evenement", str(pk))


def connect() -> None:
    """The index is the one thing told by signals: it must follow whoever writes these rows, the desk included."""
    for signal, sender, follow in (
        (page_published, Evenement, follow_page),
        (page_unpublished, Evenement, follow_page),
        (post_delete, Evenement, follow_page),
        (post_save, Element, follow_element),
        (post_delete, Element, follow_element),
        (post_save, Feuille, follow_feuille),
        (pre_delete, Intervenant, note_evenements_of),
        (post_delete, Intervenant, follow_intervenant),
    ):
        signal.connect(follow, sender=sender, dispatch_uid=f"recherche.{follow.__name__}")
