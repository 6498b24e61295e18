"""Exact cells, as arrays, and the key that each act brings to its cell.

Cells live between `mesures` and `secret`, and never leave `publication`.
"""

import hmac
import uuid
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Entiers = NDArray[np.int64]
TAILLE_CLE = 2**32


def record_key(secret: bytes, unite: uuid.UUID) -> int:
    """The 32-bit key of every act of this unit. `secret` is the instance's, of the year of the act."""
    return int.from_bytes(hmac.digest(secret, unite.bytes, "sha256")[:4], "big")


@dataclass(frozen=True)
class Cellules:
    """One item a cell, all arrays of one length.

    n       acts
    ks      sum of the acts' record keys, modulo 2**32
    top     most acts of one protected unit
    unites  distinct protected units
    """

    n: Entiers
    ks: Entiers
    top: Entiers
    unites: Entiers

    @classmethod
    def of(cls, n: list[int], ks: list[int], top: list[int], unites: list[int]) -> "Cellules":
        return cls(*(np.asarray(values, dtype=np.int64) for values in (n, ks, top, unites)))

    def __len__(self) -> int:
        return len(self.n)


def gather_cells(numbers: Entiers, keys: Entiers, acts: Entiers, size: int) -> Cellules:
    """Acts, keys, largest unit and distinct units of cells 0..size-1. A unit weighs its key once per act.

    `numbers` gives the cell of each row, a row being `acts` acts of one unit.
    """
    n, ks, top = (np.zeros(size, dtype=np.int64) for _ in range(3))
    np.add.at(n, numbers, acts)
    np.add.at(ks, numbers, keys * acts % TAILLE_CLE)
    units, positions = np.unique(numbers * TAILLE_CLE + keys, return_inverse=True)
    per_unit = np.zeros(len(units), dtype=np.int64)
    np.add.at(per_unit, positions, acts)
    owners = units // TAILLE_CLE
    np.maximum.at(top, owners, per_unit)
    return Cellules(n, ks % TAILLE_CLE, top, np.bincount(owners, minlength=size).astype(np.int64))
