"""What the corpus gives to be found beside its items: what comes back, and the restitutions."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.html import strip_tags

from entredeux.reseau.access.corpus import with_published_elements
from entredeux.reseau.models import Point, Restitution
from entredeux.reseau.recherche.documents import Document, Passage
from entredeux.reseau.recherche.sources import reference_of, register_source


def iterate_points() -> Iterator[Document]:
    yield from map(document_of_point, with_published_elements(Point.objects.order_by("pk")).iterator(chunk_size=500))


def load_point(identifiant: str) -> Document | None:
    found = with_published_elements(Point.objects.filter(pk=uuid.UUID(identifiant))).first()
    return document_of_point(found) if found else None


def document_of_point(point: Point) -> Document:
    return Document(
        reference=reference_of("point", point.pk),
        genre="point",
        titre=point.titre,
        url=reverse("corpus_point", args=[point.pk]),
        themes=(point.theme,) if point.theme else (),
    )


def iterate_restitutions() -> Iterator[Document]:
    yield from map(document_of_restitution, Restitution.objects.live().public().order_by("pk"))


def load_restitution(identifiant: str) -> Document | None:
    found = Restitution.objects.live().public().filter(pk=int(identifiant)).first()
    return document_of_restitution(found) if found else None


def document_of_restitution(page: Restitution) -> Document:
    """Its own words. Those of the items it cites are found with the items, and leave with them."""
    return Document(
        reference=reference_of("restitution", page.pk),
        genre="restitution",
        titre=page.title,
        url=page.chemin,
        resume=page.chapeau,
        passages=tuple(Passage(words) for bloc in page.corps if (words := say_bloc(bloc.block_type, bloc.value))),
        region=page.region_de_page,
        annee=page.first_published_at.year if page.first_published_at else None,
    )


def say_bloc(genre: str, value: Any) -> str:
    if genre == "point":
        return f"{value['titre']}. {say_rich_text(value['texte'])}"
    if genre == "paragraphe":
        return say_rich_text(value)
    if genre == "citation":
        return str(value["texte"])
    return str(value) if genre == "titre" else ""


def say_rich_text(value: Any) -> str:
    return strip_tags(str(getattr(value, "source", "") or "").replace("><", "> <"))


def register() -> None:
    register_source("point", "Point récurrent", "Points récurrents", iterate=iterate_points, load=load_point, ordre=25)
    register_source(
        "restitution", "Restitution", "Restitutions", iterate=iterate_restitutions, load=load_restitution, ordre=30
    )
