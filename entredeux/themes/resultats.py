"""What may be said of an anonymous survey. Pure: counts in, sentences out. Every number shown speaks for eleven people
or more, and nothing shown lets fewer be found by subtraction:

- a public (pupils, parents, staff) of fewer than eleven answers is not shown, and its counts are erased;
- there is no total over the publics, whose difference with two of them would tell the third;
- how many answered is a band of ten, a share is rounded to five points: two waves cannot be subtracted;
- an answer, or a side (rather agree, rather not), of fewer than eleven is never given: only « at least so many agree »,
  which the band alone decides. « Nobody » and « everybody » are such cases: unanimity would tell what each one said.

ADR 0031.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

SEUIL = 11
PAS = 5
BANDE = 10
SANS_REPONSE = "sans_reponse"


class Genre(StrEnum):
    DETAIL = "detail"  # each answer of the scale
    PARTAGE = "partage"  # rather agree, rather not
    BORNE = "borne"  # one side is too small: how large the other is, at least
    TU = "tu"  # nothing


@dataclass(frozen=True)
class Resume:
    """`parts`: (answer's code, or « favorable » / « defavorable », share in points rounded to five)."""

    genre: Genre
    parts: tuple[tuple[str, int], ...] = ()


RIEN = Resume(Genre.TU)


def summarize(counts: Mapping[str, int], reponses: Sequence[str], favorables: Sequence[str]) -> Resume:
    """The finest that may be shown of one line. `counts` may hold those who preferred not to answer: left out."""
    given = {code: counts.get(code, 0) for code in reponses}
    total = sum(given.values())
    if min(given.values()) >= SEUIL:
        return Resume(Genre.DETAIL, tuple((code, round_share(number, total)) for code, number in given.items()))
    oui = sum(given[code] for code in favorables)
    sides = {"favorable": oui, "defavorable": total - oui}
    if min(sides.values()) >= SEUIL:
        return Resume(Genre.PARTAGE, tuple((code, round_share(number, total)) for code, number in sides.items()))
    large = max(sides, key=lambda code: sides[code])
    if sides[large] >= SEUIL:
        return Resume(Genre.BORNE, ((large, least_share(total)),))
    return RIEN


def round_share(number: int, total: int) -> int:
    """In points, to the nearest five; halves go up."""
    return (200 * number + PAS * total) // (2 * PAS * total) * PAS


def least_share(total: int) -> int:
    """What the larger side weighs at least when the smaller is under eleven, knowing the band of `total` alone."""
    low = total // BANDE * BANDE
    high = low + BANDE - 1
    return max(100 * (low - SEUIL + 1) // low, 100 * SEUIL // high) // PAS * PAS


def band_of(number: int | None) -> int:
    """The most that may be said of how many answered: 0 (fewer than eleven), 11, 20, 30…"""
    if number is None or number < SEUIL:
        return 0
    return max(SEUIL, number // BANDE * BANDE)
