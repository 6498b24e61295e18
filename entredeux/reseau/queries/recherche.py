"""What to propose to someone who found nothing."""

from collections import Counter
from collections.abc import Collection

from entredeux.reseau.models import DocumentIndexe
from entredeux.reseau.models.vocabulaires import THEMES
from entredeux.reseau.recherche.analyse import read_stems
from entredeux.themes.queries import labels

PROPOSES = 8


def related_themes(question: str, audiences: Collection[str]) -> list[tuple[str, str, int]]:
    """(code, label, number of documents): those whose name shares a word with the question, then the fullest."""
    counts: Counter[str] = Counter()
    for codes in DocumentIndexe.objects.filter(audience__in=audiences).order_by().values_list("themes", flat=True):
        counts.update(codes)
    asked, known = set(read_stems(question)), labels(THEMES)
    near = {code: len(asked & set(read_stems(known.get(code, code)))) for code in counts}
    ordered = sorted(counts, key=lambda code: (-near[code], -counts[code], code))
    return [(code, known.get(code, code), counts[code]) for code in ordered[:PROPOSES]]
