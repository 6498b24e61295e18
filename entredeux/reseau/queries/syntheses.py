"""A synthesis as it is read: each item comes from its workshop at that moment, never from a copy."""

from collections.abc import Iterable
from dataclasses import dataclass

from entredeux.reseau.enums import GenrePassage, StatutElement
from entredeux.reseau.models import Element, PassageSynthese, Sequence, Synthese


@dataclass(frozen=True)
class Lu:
    """A passage as it is read. `element` is empty when the item was taken out since: `est_retire`."""

    passage: PassageSynthese
    element: Element | None = None
    atelier: Sequence | None = None
    est_retire: bool = False


@dataclass(frozen=True)
class Lecture:
    passages: list[Lu]
    ateliers: list[Sequence]


def read_synthese(synthese: Synthese) -> Lecture:
    passages = [_read(passage) for passage in list_passages(synthese)]
    cited = {lu.atelier.pk: lu.atelier for lu in passages if lu.atelier is not None}
    return Lecture(passages, sorted(cited.values(), key=lambda atelier: atelier.sort_order or 0))


def list_passages(synthese: Synthese | None) -> Iterable[PassageSynthese]:
    if synthese is None:
        return []
    return synthese.passages.select_related("element__feuille__sequence").prefetch_related("element__suivis")


def _read(passage: PassageSynthese) -> Lu:
    element = passage.element
    if passage.genre != GenrePassage.ELEMENT or element is None:
        return Lu(passage)
    gone = element.statut != StatutElement.VALIDE
    return Lu(passage, None if gone else element, element.feuille.sequence, est_retire=gone)
