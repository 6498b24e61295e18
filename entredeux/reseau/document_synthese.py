"""The synthesis of a day as a document to print: the same passages as its page, each with its workshop's address."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from entredeux.reseau.enums import GenreElement, GenrePassage, PrecisionDate
from entredeux.reseau.models import Element, Sequence, Synthese
from entredeux.reseau.queries.syntheses import Lu, read_synthese
from entredeux.socle.document import (
    Bloc,
    Citation,
    Document,
    Fragment,
    Intertitre,
    Liste,
    Paragraphe,
    Puce,
    ligne,
)
from entredeux.ui.templatetags.ui import jour, typo

RETIRE = "Un point a été retiré depuis la publication."


def write_synthese(synthese: Synthese) -> Document:
    evenement = synthese.evenement
    lecture = read_synthese(synthese)
    when = jour(evenement.date_debut) if evenement.precision_date == PrecisionDate.JOUR else ""
    blocs: list[Bloc] = [Paragraphe(ligne(typo(part))) for part in paragraphs(synthese.chapeau)]
    blocs += write_passages(lecture.passages, evenement.slug)
    blocs.append(Intertitre(2, ligne("Les ateliers cités")))
    blocs.append(Liste(tuple(Puce((name_atelier(atelier, evenement.slug),)) for atelier in lecture.ateliers)))
    return Document(
        titre=typo(f"Synthèse : {evenement.title}"),
        sous_titre=", ".join(part for part in (when, evenement.lieu) if part),
        blocs=tuple(blocs),
        jour=timezone.localtime(synthese.publiee_le).date() if synthese.publiee_le else None,
        adresse=f"{settings.ADRESSE}{reverse('synthese', kwargs={'slug': evenement.slug})}",
    )


def write_passages(passages: list[Lu], slug: str) -> Iterator[Bloc]:
    """Items that follow each other make one list."""
    puces: list[Puce] = []
    for lu in passages:
        if lu.element is not None and lu.atelier is not None and lu.element.genre != GenreElement.CITATION:
            puces.append(Puce((*say_element(lu.element), source(lu.element, lu.atelier, slug))))
            continue
        if puces:
            yield Liste(tuple(puces))
            puces = []
        yield from write_passage(lu, slug)
    if puces:
        yield Liste(tuple(puces))


def write_passage(lu: Lu, slug: str) -> Iterator[Bloc]:
    if lu.element is not None and lu.atelier is not None:
        author = lu.element.auteur_citation
        yield Citation(ligne(typo(capfirst(lu.element.texte))), ligne(typo(author)) if author else ())
        yield Paragraphe((source(lu.element, lu.atelier, slug),), est_discret=True)
    elif lu.est_retire:
        yield Paragraphe(ligne(RETIRE), est_discret=True)
    elif lu.passage.genre == GenrePassage.TITRE:
        yield Intertitre(2, ligne(typo(lu.passage.texte)))
    else:
        yield from (Paragraphe(ligne(typo(part))) for part in paragraphs(lu.passage.texte))


def say_element(element: Element) -> tuple[Fragment, ...]:
    words = [Fragment(f"{element.get_genre_display()}\u00a0: ", gras=True), Fragment(typo(capfirst(element.texte)))]
    if element.genre == GenreElement.ENGAGEMENT:
        due = f", pour le {jour(element.echeance)}" if element.echeance else ""
        words.append(Fragment(typo(f" ({element.qui}{due}\u00a0; {element.get_etat_display().lower()})")))
    return tuple(words)


def source(element: Element, atelier: Sequence, slug: str) -> Fragment:
    address = f"{settings.ADRESSE}{reverse('atelier', kwargs={'slug': slug, 'sequence_uid': atelier.uid})}"
    return Fragment(typo(f" Atelier «\u00a0{atelier}\u00a0»"), lien=f"{address}#element-{element.pk}")


def name_atelier(atelier: Sequence, slug: str) -> Fragment:
    address = f"{settings.ADRESSE}{reverse('atelier', kwargs={'slug': slug, 'sequence_uid': atelier.uid})}"
    return Fragment(typo(str(atelier)), lien=address)


def paragraphs(texte: str) -> list[str]:
    return [part.strip() for part in texte.split("\n") if part.strip()]
