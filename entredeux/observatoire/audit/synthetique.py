"""A made-up country to try the method on, where cells are small: the hard case. Every figure here is synthetic."""

from dataclasses import replace

import numpy as np

from entredeux.observatoire.audit.actes import Actes
from entredeux.observatoire.cellules import TAILLE_CLE

VALEURS = {"registre": 6, "domaine": 8, "motif": 8, "lieu": 5, "public": 4, "issue": 4, "saisine": 3}
ACTES_PAR_EPCI = (2050, 4000, 8000)
QUARTIERS = 4
EN_SUIVI = 0.13
TARDIFS = 0.02
AGES = 6


def make_acts(seed: int, epcis: int = 6, sizes: tuple[int, ...] = ACTES_PAR_EPCI, year: int = 2025) -> Actes:
    """`epcis` towns of 4 quarters, 2,050 to 8,000 acts a year each; 13 % of acts in followed cases, 2 % late."""
    rng = np.random.default_rng(seed)
    acts = [sizes[epci % len(sizes)] for epci in range(epcis)]
    size = sum(acts)
    columns = {"qpv": _quarters(rng, acts), "month": _pick(rng, 12, size, 0.97)}
    for theme, values in VALEURS.items():
        columns[theme] = _pick(rng, values, size, 0.65)
    late = rng.random(size)
    return Actes(
        quartiers=tuple(_quarter(epci, number) for epci in range(epcis) for number in range(QUARTIERS)),
        mois=tuple(f"{year}-{month:02d}" for month in range(1, 13)),
        themes={theme: tuple(f"{theme}_{i}" for i in range(values)) for theme, values in VALEURS.items()},
        colonnes=columns,
        cles=_keys(rng, columns["qpv"], columns["domaine"]),
        poids=np.ones(size, dtype=np.int64),
        versions=(late < TARDIFS).astype(np.int64) + (late < TARDIFS / 2),
    )


def make_facts(acts: Actes, seed: int) -> dict[str, Actes]:
    """What indicators count in this country, by measure: its acts, each with an age, and the people they met."""
    rng = np.random.default_rng([seed, 1])
    ages = {"age": tuple(f"age_{i}" for i in range(AGES))}
    columns = {**acts.colonnes, "age": _pick(rng, AGES, len(acts), 0.65)}
    aged = replace(acts, themes={**acts.themes, **ages}, colonnes=columns)
    return {"actes": aged, "personnes": replace(aged, poids=acts.poids * rng.geometric(0.6, len(acts)))}


def _quarter(epci: int, number: int) -> tuple[str, ...]:
    """Three communes an EPCI: the first holds two quarters."""
    return ("R0", f"D{epci // 3}", f"E{epci}", f"C{epci}{max(0, number - 1)}", f"QN9{epci}{number:03d}S")


def _quarters(rng: np.random.Generator, acts: list[int]) -> np.ndarray:
    weights = np.array([0.4, 0.3, 0.2, 0.1])
    return np.concatenate([epci * QUARTIERS + rng.choice(QUARTIERS, n, p=weights) for epci, n in enumerate(acts)])


def _pick(rng: np.random.Generator, values: int, size: int, slope: float) -> np.ndarray:
    weights = slope ** np.arange(values)
    return rng.choice(values, size, p=weights / weights.sum()).astype(np.int64)


def _keys(rng: np.random.Generator, quarters: np.ndarray, themes: np.ndarray) -> np.ndarray:
    """A case stays in its quarter and its domaine; its acts share one key."""
    keys = rng.integers(0, TAILLE_CLE, len(quarters))
    followed = rng.random(len(quarters)) < EN_SUIVI
    places = quarters * 100 + themes
    for place in np.unique(places[followed]):
        acts = np.flatnonzero(followed & (places == place))
        keys[acts] = keys[acts[rng.integers(0, max(1, len(acts) // 4), len(acts))]]
    return keys
