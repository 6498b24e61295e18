"""Synthetic months, written by the same door as the real ones."""

import uuid
from collections.abc import Sequence
from datetime import date

import numpy as np

from entredeux.cadre.models import Structure
from entredeux.observatoire import entrepot
from entredeux.observatoire.coupes import Coupe, parse_coupe
from entredeux.observatoire.entrepot import Extrait
from entredeux.observatoire.entrepot.colonnes import ACTE, NOMS
from entredeux.observatoire.extraits.sources import DEFAUTS

REGISTRES = ["presence_active", "conflits", "mise_en_relation", "incomprehensions", "veille_sociale"]
DOMAINES = ["habitat", "espace_public", "ecole", "droits", "numerique", "sante"]
EQUIPE = (40, 35, 30)


def cut(
    structure: Structure, periode: str = "2025", axes: Sequence[str] = ("qpv",), today: date = date(2026, 6, 1)
) -> Coupe:
    return parse_coupe(structure=structure.pk, periode=periode, axes=axes, today=today)


def fact(structure: Structure, mois: str, **values: object) -> tuple:
    """A row in the order of the columns; an act of the month's first day unless told otherwise."""
    said = DEFAUTS | {"structure": structure.pk, "genre": ACTE, "cas": True, "jour": f"{mois}-01"} | values
    return tuple(said[name] for name in NOMS)


def write_facts(structure: Structure, mois: str, rows: list[tuple[str, str, str, int]], equipe=EQUIPE) -> None:
    """Rows (qpv, registre, domaine, cle), one an act."""
    facts = [
        fact(structure, mois, qpv=qpv, registre=registre, domaine=domaine, cle=cle)
        for qpv, registre, domaine, cle in rows
    ]
    entrepot.write_month(Extrait(structure.pk, mois, facts, equipe))


def random_acts(size: int, qpv: list[str], seed: int = 1, followed: float = 0.125) -> list[tuple[str, str, str, int]]:
    """Uneven over quarters, registres and domaines; one act in eight belongs to a followed case."""
    rng = np.random.default_rng(seed)
    keys = rng.integers(0, 2**32, size)
    in_a_case = rng.random(size) < followed
    keys[in_a_case] = rng.choice(keys[: max(1, size // 40)], in_a_case.sum())

    def pick(values: list[str]) -> list[str]:
        weights = 0.6 ** np.arange(len(values))
        return rng.choice(values, size, p=weights / weights.sum()).tolist()

    return list(zip(pick(qpv), pick(REGISTRES), pick(DOMAINES), keys.tolist(), strict=True))


def write_year(
    structure: Structure,
    year: int,
    qpv: list[str],
    acts_per_month: int = 300,
    seed: int = 1,
    followed: float = 0.125,
) -> None:
    for number in range(1, 13):
        write_facts(structure, f"{year}-{number:02d}", random_acts(acts_per_month, qpv, seed * 100 + number, followed))
    entrepot.add_quarters(structure.pk, [code for code in qpv if code])


def follow(structure: Structure, *qpv: str) -> None:
    entrepot.add_quarters(structure.pk, qpv)


def same_case() -> int:
    return uuid.uuid4().int % 2**32
