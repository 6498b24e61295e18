"""A dot a week for the halls of the action, a band for those of comparison, a line at the start: server-side SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from entredeux.observatoire.evaluation.panneau import Releve
from entredeux.observatoire.evaluation.releve import Suivi

LARGEUR, HAUTEUR = 640, 300
GAUCHE, DROITE, HAUT, BAS = 44, 10, 24, 34
FENETRE = 5  # weeks smoothed together to draw the band
NORMAL = 1.96
MOIS_COURTS = {1: "janv.", 4: "avril", 7: "juil.", 10: "oct."}


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    lecture: str


@dataclass(frozen=True)
class Repere:
    """A tick of an axis: where, and what it says."""

    position: float
    libelle: str


@dataclass(frozen=True)
class Nuage:
    points: tuple[Point, ...]
    bande: str
    debuts: tuple[Repere, ...]
    graduations: tuple[Repere, ...]
    mois: tuple[Repere, ...]
    description: str
    largeur: int = LARGEUR
    hauteur: int = HAUTEUR
    gauche: int = GAUCHE
    droite: int = LARGEUR - DROITE
    haut: int = HAUT
    bas: int = HAUTEUR - BAS


def draw_weeks(suivi: Suivi) -> Nuage:
    releve, count = suivi.compare, len(suivi.semaines)

    def x(week: float) -> float:
        return round(GAUCHE + (LARGEUR - GAUCHE - DROITE) * (week + 0.5) / count, 1)

    def y(rate: float) -> float:
        return round(HAUT + (HAUTEUR - HAUT - BAS) * (1 - rate / 100), 1)

    points = tuple(
        Point(x(week), y(rate), f"semaine du {suivi.semaines[week]:%d/%m/%Y} : {rate:.0f} sur 100")
        for week, rate in _rates(releve, releve.traites)
    )
    starts = sorted({start for start in releve.debuts if start is not None})
    shown = {starts[0]: "début", starts[-1]: "dernier début"} if len(starts) > 1 else {s: "début" for s in starts}
    return Nuage(
        points=points,
        bande=_band([(x(week), y(high), y(low)) for week, low, high in _control_band(releve)]),
        debuts=tuple(Repere(x(week - 0.5), said) for week, said in shown.items() if week < count),
        graduations=tuple(Repere(y(rate), str(rate)) for rate in (0, 25, 50, 75, 100)),
        mois=_months(suivi.semaines, x),
        description=(
            f"{len(points)} semaines. Chaque point : passages occupés pour 100 dans les halls de l'action. La bande : "
            "les halls de comparaison, avec leur marge. Le trait : le début de l'action."
        ),
    )


def _rates(releve: Releve, halls: Sequence[int]) -> list[tuple[int, float]]:
    made, occupied = releve.passages[list(halls)].sum(axis=0), releve.occupes[list(halls)].sum(axis=0)
    return [(week, float(100 * occupied[week] / made[week])) for week in np.flatnonzero(made > 0).tolist()]


def _control_band(releve: Releve) -> list[tuple[int, float, float]]:
    """Rate of the comparison halls over five weeks, with the margin of its counts."""
    halls = releve.temoins
    band = []
    for week in range(releve.semaines if halls else 0):
        around = slice(max(0, week - FENETRE // 2), week + FENETRE // 2 + 1)
        made, occupied = releve.passages[halls, around].sum(), releve.occupes[halls, around].sum()
        if made:
            share = (occupied + 1) / (made + 2)
            reach = NORMAL * float(np.sqrt(share * (1 - share) / made))
            band.append((week, 100 * max(0.0, share - reach), 100 * min(1.0, share + reach)))
    return band


def _band(edges: Sequence[tuple[float, float, float]]) -> str:
    """The path of the band: its top from left to right, its bottom back."""
    if not edges:
        return ""
    around = [(x, top) for x, top, _ in edges] + [(x, low) for x, _, low in reversed(edges)]
    return "M" + " L".join(f"{x} {y}" for x, y in around) + " Z"


def _months(weeks: Sequence[date], x) -> tuple[Repere, ...]:
    """One label a quarter, room for it or none."""
    firsts = [i for i, week in enumerate(weeks) if week.day <= 7 and week.month % 3 == 1]
    return tuple(
        Repere(x(i), f"{MOIS_COURTS[weeks[i].month]} {weeks[i]:%Y}")
        for i in firsts
        if GAUCHE + 20 < x(i) < LARGEUR - 30
    )
