"""The quarterly unemployment rates of an employment zone, as a small server-side SVG that starts at zero."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from entredeux.observatoire.contexte.mots import NON_PUBLIE, say, say_quarter

LARGEUR, HAUTEUR = 360, 176
GAUCHE, DROITE, HAUT, BAS = 34, 8, 10, 30
PALIER = 5


@dataclass(frozen=True)
class Repere:
    position: float
    libelle: str


@dataclass(frozen=True)
class Courbe:
    """`valeurs` are the same rates in words, quarter by quarter: what the drawing says, for who cannot see it."""

    trace: str
    graduations: tuple[Repere, ...]
    annees: tuple[Repere, ...]
    valeurs: tuple[tuple[str, str], ...]
    description: str
    largeur: int = LARGEUR
    hauteur: int = HAUTEUR
    gauche: int = GAUCHE
    droite: int = LARGEUR - DROITE
    bas: int = HAUTEUR - BAS


def draw_rates(rates: Mapping[str, float]) -> Courbe | None:
    """None when no quarter is published. A missing quarter breaks the line: nothing is drawn through it."""
    if not rates:
        return None
    quarters = _all_quarters(min(rates), max(rates))
    top = PALIER * math.ceil(max(*rates.values(), 1) / PALIER)

    def x(rank: int) -> float:
        return round(GAUCHE + (LARGEUR - GAUCHE - DROITE) * rank / max(1, len(quarters) - 1), 1)

    def y(rate: float) -> float:
        return round(HAUT + (HAUTEUR - HAUT - BAS) * (1 - rate / top), 1)

    steps, drawing = [], False
    for rank, quarter in enumerate(quarters):
        if quarter in rates:
            steps.append(f"{'L' if drawing else 'M'}{x(rank)} {y(rates[quarter])}")
        drawing = quarter in rates
    return Courbe(
        trace=" ".join(steps),
        graduations=tuple(Repere(y(rate), f"{rate} %") for rate in range(0, top + 1, PALIER)),
        annees=tuple(Repere(x(rank), code[:4]) for rank, code in enumerate(quarters) if code.endswith("T1")),
        valeurs=tuple((say_quarter(code), _say(rates.get(code))) for code in quarters),
        description=_describe(rates),
    )


def _say(rate: float | None) -> str:
    return NON_PUBLIE if rate is None else f"{say(rate, 1)} %"


def _describe(rates: Mapping[str, float]) -> str:
    first, last = min(rates), max(rates)
    low, high = min(rates, key=lambda code: (rates[code], code)), max(rates, key=lambda code: (rates[code], code))
    return (
        f"De {_say(rates[first])} au {say_quarter(first)} à {_say(rates[last])} au {say_quarter(last)} ; "
        f"au plus bas {_say(rates[low])} ({say_quarter(low)}), au plus haut {_say(rates[high])} ({say_quarter(high)})."
    )


def _all_quarters(first: str, last: str) -> list[str]:
    years = range(int(first[:4]), int(last[:4]) + 1)
    return [code for year in years for number in (1, 2, 3, 4) if first <= (code := f"{year}-T{number}") <= last]
