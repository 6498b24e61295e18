"""What the programme and its workshops give to be found: published events, and each item of a published sheet."""

import uuid
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.utils.html import strip_tags
from django.utils.text import Truncator

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access import visible_elements
from entredeux.reseau.models import Element, Evenement, Prise, Sequence
from entredeux.reseau.models.vocabulaires import label_domaine, label_themes
from entredeux.reseau.queries.programme import live_evenements, sequences_of, with_voices
from entredeux.reseau.recherche.documents import Document, Passage
from entredeux.reseau.recherche.sources import reference_of, register_source

TITRE_D_ELEMENT = 140


def iterate_evenements() -> Iterator[Document]:
    yield from map(document_of_evenement, with_voices(live_evenements()).iterator(chunk_size=200))


def load_evenement(identifiant: str) -> Document | None:
    found = live_evenements().filter(pk=int(identifiant)).first()
    return document_of_evenement(found) if found else None


def document_of_evenement(evenement: Evenement) -> Document:
    """With its workshops, who takes the floor in them, and what was kept of it."""
    sequences = sequences_of(evenement)
    codes = dict.fromkeys([*evenement.themes, *(code for sequence in sequences for code in sequence.themes)])
    return Document(
        reference=reference_of("evenement", evenement.pk),
        genre="evenement",
        titre=evenement.title,
        url=evenement.chemin,
        resume=evenement.resume,
        passages=tuple(Passage(text) for text in [*_say_evenement(evenement, codes), *map(_say_sequence, sequences)]),
        themes=tuple(codes),
        region=evenement.region_id or "",
        annee=evenement.date_debut.year,
        ensemble=reference_of("evenement", evenement.pk),
    )


def _say_evenement(evenement: Evenement, themes: Iterable[str]) -> Iterator[str]:
    yield ", ".join(filter(None, [evenement.get_genre_display(), evenement.lieu, label_domaine(evenement.domaine)]))
    yield ", ".join(label for _, label in label_themes(themes))
    yield ". ".join([*evenement.publics.splitlines(), *evenement.stand_contenu.splitlines()])
    for body in (evenement.moments_forts, evenement.corps):
        yield "\n".join(_say_bloc(bloc.value) for bloc in body)


def _say_bloc(value: object) -> str:
    """The words of a block: its text, or those of its parts but not its links."""
    if hasattr(value, "items"):
        return " ".join(_say_bloc(part) for name, part in value.items() if name not in {"url", "document"})
    return strip_tags(getattr(value, "source", str(value)))


def _say_sequence(sequence: Sequence) -> str:
    voices = [_say_prise(prise) for prise in sequence.prises.all()]
    return ". ".join(filter(None, [sequence.titre, sequence.resume, *voices]))


def _say_prise(prise: Prise) -> str:
    """As the programme names them: a person only where the installation stores names."""
    words = [str(prise.intervenant or ""), prise.fonction, str(prise.organisation or ""), prise.lieu]
    who = " ".join(filter(None, words))
    return f"{who} : {prise.resume}" if prise.resume else who


def iterate_elements() -> Iterator[Document]:
    yield from map(document_of_element, _elements().iterator(chunk_size=500))


def load_element(identifiant: str) -> Document | None:
    found = _elements().filter(pk=uuid.UUID(identifiant)).first()
    return document_of_element(found) if found else None


def _elements() -> QuerySet[Element]:
    """What anyone may read, on pages that anyone may open."""
    public = visible_elements(Acteur.public()).filter(feuille__sequence__evenement__in=live_evenements().values("pk"))
    return public.select_related("feuille__sequence__evenement").order_by("pk")


def document_of_element(element: Element) -> Document:
    """Its own words are its title: an item has no other. A quote's author is shown on its page, and not indexed."""
    sequence = element.feuille.sequence
    evenement = sequence.evenement
    return Document(
        reference=reference_of("element", element.pk),
        genre="element",
        titre=Truncator(element.texte).chars(TITRE_D_ELEMENT, truncate="…"),
        url=f"{evenement.chemin}#sequence-{sequence.uid.hex[:8]}",
        resume=f"{element.get_genre_display()}, atelier « {sequence.titre} », {evenement.title}",
        texte=" ".join(filter(None, [element.texte, element.qui])),
        themes=tuple(dict.fromkeys(filter(None, [element.theme, *(() if element.theme else sequence.themes)]))),
        region=evenement.region_id or "",
        annee=evenement.date_debut.year,
        ensemble=reference_of("evenement", evenement.pk),
    )


def register() -> None:
    register_source("evenement", "Événement", "Événements", iterate=iterate_evenements, load=load_evenement, ordre=10)
    register_source(
        "element", "Élément d'atelier", "Éléments d'atelier", iterate=iterate_elements, load=load_element, ordre=20
    )
