"""Synthetic months, written by the same door as the real ones."""

import uuid
from collections import Counter

import numpy as np

from entredeux.cadre.models import Structure
from entredeux.observatoire import entrepot
from entredeux.observatoire.entrepot import Extrait
from entredeux.observatoire.vocabulaires import slugs_of

REGISTRES = slugs_of("registre")
DOMAINES = slugs_of("domaine")
EQUIPE = (40, 35, 30)


def write_facts(structure: Structure, mois: str, rows: list[tuple[str, str, str, int]], equipe=EQUIPE) -> None:
    """Rows (qpv, registre, domaine, cle), one an act."""
    entrepot.write_month(structure.pk, Extrait(mois, Counter(rows), equipe))


def random_acts(size: int, qpv: list[str], seed: int = 1) -> list[tuple[str, str, str, int]]:
    """Uneven over quarters, registres and domaines; one act in eight belongs to a followed case."""
    rng = np.random.default_rng(seed)
    keys = rng.integers(0, 2**32, size)
    followed = rng.random(size) < 0.125
    keys[followed] = rng.choice(keys[: max(1, size // 40)], followed.sum())

    def pick(values: list[str]) -> list[str]:
        weights = 0.6 ** np.arange(len(values))
        return rng.choice(values, size, p=weights / weights.sum()).tolist()

    return list(zip(pick(qpv), pick(REGISTRES), pick(DOMAINES), keys.tolist(), strict=True))


def write_year(structure: Structure, year: int, qpv: list[str], acts_per_month: int = 300, seed: int = 1) -> None:
    for number in range(1, 13):
        write_facts(structure, f"{year}-{number:02d}", random_acts(acts_per_month, qpv, seed * 100 + number))
    entrepot.add_quarters(structure.pk, [code for code in qpv if code])


def follow(structure: Structure, *qpv: str) -> None:
    entrepot.add_quarters(structure.pk, qpv)


def same_case() -> int:
    return uuid.uuid4().int % 2**32
