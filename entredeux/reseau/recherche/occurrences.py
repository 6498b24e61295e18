"""The rows of postings: for one stem, in one range of documents, where it is and how much it weighs there.

A row is bytes both engines hand back unchanged, so that the same Python adds the same whole numbers everywhere.

    number of documents, number of them that have the stem in their title       two 32-bit
    rank of each document in its range, increasing                               16-bit each
    weight of the stem there, 1 to 65535                                         16-bit each
    rank of each document with the stem in its title, increasing                 16-bit each
    number of different stems in that title                                      8-bit each
"""

import struct
import sys
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from entredeux.reseau.recherche.recette import CHAMPS, LONGUEUR_MAX, SATURATION

TRANCHE = 4096
POIDS_MAX = 65535
ENTETE = struct.Struct("<II")


@dataclass
class Bloc:
    """What a row holds, by rank in its range: (weight, stems of the title if the stem is in it, else 0)."""

    lignes: dict[int, tuple[int, int]] = field(default_factory=dict)

    def pack(self) -> bytes:
        ranks = sorted(self.lignes)
        titled = [rank for rank in ranks if self.lignes[rank][1]]
        parts = [
            array("H", ranks),
            array("H", [self.lignes[rank][0] for rank in ranks]),
            array("H", titled),
            array("B", [self.lignes[rank][1] for rank in titled]),
        ]
        return ENTETE.pack(len(ranks), len(titled)) + b"".join(_little(part).tobytes() for part in parts)

    @classmethod
    def unpack(cls, contenu: bytes) -> "Bloc":
        ranks, weights, titled, sizes = read_bloc(contenu)
        in_title = dict(zip(titled, sizes, strict=True))
        return cls({rank: (weight, in_title.get(rank, 0)) for rank, weight in zip(ranks, weights, strict=True)})


def read_bloc(contenu: bytes) -> tuple[array, array, array, array]:
    """(ranks, weights, ranks in title, stems of these titles), without a copy more than needed."""
    view = memoryview(contenu)
    number, titled = ENTETE.unpack_from(view)
    start, found = ENTETE.size, []
    for code, length in (("H", number), ("H", number), ("H", titled), ("B", titled)):
        part = array(code)
        end = start + length * part.itemsize
        part.frombytes(view[start:end])
        found.append(_little(part))
        start = end
    return tuple(found)  # type: ignore[return-value]


def _little(part: array) -> array:
    if sys.byteorder == "big":
        part.byteswap()
    return part


def weigh(champs: Iterable[list[str]]) -> Mapping[str, int]:
    """The weight of each stem of a document, from the stems of its three fields: BM25F, as a whole number."""
    sums: dict[str, float] = {}
    for champ, stems in zip(CHAMPS, champs, strict=True):
        length = min(len(stems) / champ.longueur, LONGUEUR_MAX)
        unit = champ.poids / (1 - champ.pente + champ.pente * length)
        for stem in stems:
            sums[stem] = sums.get(stem, 0.0) + unit
    return {stem: max(1, round(POIDS_MAX * total / (SATURATION + total))) for stem, total in sums.items()}
