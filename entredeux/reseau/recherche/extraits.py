"""The passage that answers, cut around the words asked, each of them marked. Nothing of a text passes unescaped."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Q
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from entredeux.reseau.models import DocumentIndexe, PassageIndexe
from entredeux.reseau.recherche.analyse import MOT_ECRIT, stem_written
from entredeux.reseau.recherche.contenu import LIGNE

LARGEUR = 260  # signs shown of a passage
COURT = 160  # a caption shorter than this is shown with the next one
POINTS = "…"


@dataclass(frozen=True)
class Extrait:
    """`ancre`: the second at which it is said, when the document is a recording."""

    texte: SafeString
    ancre: int | None = None


def show_extraits(rows: Sequence[DocumentIndexe], raretes: Mapping[str, int]) -> dict[int, Extrait]:
    """One query: the best passage of each document, with the one after it for short captions."""
    chosen = {row.pk: choose_passage(row, raretes) for row in rows}
    wanted = [Q(document_id=pk, rang__in=(rank, rank + 1)) for pk, rank in chosen.items() if rank is not None]
    found: dict[int, list[PassageIndexe]] = {}
    if wanted:
        query = wanted[0]
        for each in wanted[1:]:
            query |= each
        for passage in PassageIndexe.objects.filter(query).order_by("document_id", "rang"):
            found.setdefault(passage.document_id, []).append(passage)
    return {row.pk: _show(row, found.get(row.pk, []), raretes.keys()) for row in rows}


def choose_passage(row: DocumentIndexe, raretes: Mapping[str, int]) -> int | None:
    """The rank of the passage with the most, and the rarest, of the words; the first of equals. None without any."""
    best, most = None, 0
    for rank, line in enumerate(row.racines_corps.split(LIGNE)):
        stems = line.split()
        heard = {stem for stem in stems if stem in raretes}
        near = sum(raretes[a] + raretes[b] for a, b in pairwise(stems) if a in heard and b in heard)
        worth = sum(raretes[stem] for stem in heard) * 4 + near
        if worth > most:
            best, most = rank, worth
    return best


def _show(row: DocumentIndexe, passages: Sequence[PassageIndexe], stems: Collection[str]) -> Extrait:
    if not passages:
        return Extrait(mark(row.resume, stems))
    first, *after = passages
    short = len(first.texte) < COURT
    text = f"{first.texte} {after[0].texte}" if short and after else first.texte
    return Extrait(mark(text, stems), first.ancre)


def mark(text: str, stems: Collection[str], width: int = LARGEUR) -> SafeString:
    """The part of the text with most of the words, as safe HTML with `<mark>` around each."""
    hits = [match.span() for match in MOT_ECRIT.finditer(text) if stem_written(match[0]) in stems]
    start, end = _window(text, hits, width)
    parts, at = [POINTS + " " if start else ""], start
    for left, right in hits:
        if start <= left and right <= end:
            parts += [escape(text[at:left]), "<mark>", escape(text[left:right]), "</mark>"]
            at = right
    parts += [escape(text[at:end]), " " + POINTS if end < len(text) else ""]
    return mark_safe("".join(parts))


def _window(text: str, hits: Sequence[tuple[int, int]], width: int) -> tuple[int, int]:
    """Where to cut: around the densest run of hits, between words."""
    if len(text) <= width:
        return 0, len(text)
    runs = [
        (sum(left <= other < left + width for other, _ in hits[rank:]), -left) for rank, (left, _) in enumerate(hits)
    ]
    first = -max(runs)[1] if runs else 0
    start = text.rfind(" ", 0, max(0, first - width // 6)) + 1 if first > width // 6 else 0
    end = min(len(text), start + width)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + width // 2)
    return start, end
