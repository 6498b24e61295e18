"""From what was seen in the halls to what may be said of it: the estimate, its placebo, displacement, three sentences.

No p-value, no star, no arrow. A verdict needs all of it: enough data, an interval that leaves 1 out, and a placebo that
finds nothing where nothing was done. Else « on ne peut pas conclure », with what is missing.
"""

import math
from dataclasses import dataclass

import numpy as np

from entredeux.observatoire.evaluation.estimation import Estimation, PasEstimable, estimate_effect
from entredeux.observatoire.evaluation.panneau import Releve, panel_of, placebo_of, what_is_missing

PENTE_PROCHE = 0.35
NORMAL = 1.96


@dataclass(frozen=True)
class Report:
    """Weighted displacement difference, in occupied passages per 100: under zero, nothing moved next door.

    `total` adds what changed in the halls of the action and next door, each against the comparison halls.
    """

    avant: float
    apres: float
    ecart: float
    total: float
    bas: float
    haut: float


@dataclass(frozen=True)
class Conclusion:
    """`estimation` is None when data are missing: then only the curve is shown, and no sentence on an effect."""

    manque: tuple[str, ...]
    avant: float | None
    apres: float | None
    temoins_apres: float | None
    estimation: Estimation | None = None
    placebo: Estimation | None = None
    report: Report | None = None

    @property
    def annonce_un_effet(self) -> bool:
        """The interval leaves 1 out, and the placebo holds it."""
        placebo_holds = self.placebo is not None and self.placebo.contient_un
        return self.estimation is not None and not self.estimation.contient_un and placebo_holds

    @property
    def phrases(self) -> tuple[str, ...]:
        """Seen, without the action, how sure. Without an estimate, the first alone."""
        said = [self._seen()] if self.avant is not None and self.apres is not None else []
        if self.estimation is None:
            return (*said, "Données insuffisantes pour conclure.")
        return (*said, self._without(self.estimation), self._how_sure(self.estimation))

    @property
    def mot_sur_les_heures(self) -> str:
        """Empty when what is seen goes with the time spent looking."""
        if self.estimation is None or abs(self.estimation.pente - 1) <= PENTE_PROCHE:
            return ""
        slope = french_decimal(self.estimation.pente)
        return (
            f"Ce que l'on voit dépend du temps passé à regarder : la pente de l'effort est de {slope}, loin de 1. "
            "L'effet en tient compte ; une comparaison à la main, non."
        )

    def _seen(self) -> str:
        return f"{self.avant:.0f} passages occupés sur 100 avant, {self.apres:.0f} après."

    def _without(self, found: Estimation) -> str:
        return f"Dans les halls comparables : {self.temoins_apres or 0:.0f} ; {describe_effect(found)}."

    def _how_sure(self, found: Estimation) -> str:
        if self.annonce_un_effet:
            return "Un effet est plutôt probable."
        if not found.contient_un:
            return (
                "On ne peut pas conclure : la même comparaison, faite avant le début de l'action, trouve déjà un écart."
            )
        return "On ne peut pas conclure : l'intervalle contient l'absence d'effet."


def describe_effect(found: Estimation) -> str:
    low, high = 100 * (found.bas - 1), 100 * (found.haut - 1)
    if high < 0:
        return f"l'effet est une baisse comprise entre {_percent(-high)} et {_percent(-low)}"
    if low > 0:
        return f"l'effet est une hausse comprise entre {_percent(low)} et {_percent(high)}"
    return f"l'effet est compris entre une baisse de {_percent(-low)} et une hausse de {_percent(high)}"


def _percent(value: float) -> str:
    """With a space that does not break."""
    return f"{value:.0f}\u00a0%"


def conclude(releve: Releve, voisins: Releve | None = None) -> Conclusion:
    """`voisins`: the adjacent halls, their start being that of the action."""
    before, after = _rates(releve, releve.traites)
    witnesses = _rates(releve, releve.temoins)[1]
    missing = what_is_missing(releve)
    if missing:
        return Conclusion(tuple(missing), before, after, witnesses)
    try:
        found = estimate_effect(panel_of(releve))
    except PasEstimable:
        return Conclusion(("assez de passages occupés des deux côtés pour comparer",), before, after, witnesses)
    return Conclusion((), before, after, witnesses, found, _placebo(releve), displacement(releve, voisins))


def _placebo(releve: Releve) -> Estimation | None:
    try:
        return estimate_effect(placebo_of(releve))
    except PasEstimable:
        return None


def _starts(releve: Releve) -> list[int]:
    """The start of each hall; for a hall without one, the median of those that have one."""
    known = [start for start in releve.debuts if start is not None]
    middle = int(np.median(known)) if known else releve.semaines
    return [middle if start is None else start for start in releve.debuts]


def _counts(releve: Releve, halls: list[int]) -> tuple[float, float, float, float]:
    """Occupied passages and passages, before then after."""
    starts = _starts(releve)
    before = [(releve.occupes[h, : starts[h]].sum(), releve.passages[h, : starts[h]].sum()) for h in halls]
    after = [(releve.occupes[h, starts[h] :].sum(), releve.passages[h, starts[h] :].sum()) for h in halls]
    sums = [float(sum(pair[i] for pair in pairs)) for pairs in (before, after) for i in (0, 1)]
    return sums[0], sums[1], sums[2], sums[3]


def _rates(releve: Releve, halls: list[int]) -> tuple[float | None, float | None]:
    """Occupied passages per 100, before and after."""
    occupied, made, later_occupied, later_made = _counts(releve, halls)
    return (100 * occupied / made if made else None, 100 * later_occupied / later_made if later_made else None)


def displacement(releve: Releve, voisins: Releve | None) -> Report | None:
    """Wheeler and Ratcliffe's difference (2018), on rates per 100 passages so that unequal rounds compare."""
    if voisins is None or not len(voisins.debuts):
        return None
    groups = (
        _counts(releve, releve.traites),
        _counts(releve, releve.temoins),
        _counts(voisins, list(range(len(voisins.debuts)))),
    )
    if any(made == 0 or later_made == 0 for _, made, _, later_made in groups):
        return None
    treated, control, near = (100 * (d / e - b / c) for b, c, d, e in groups)
    # The comparison halls are taken away twice: once from each of the two others.
    weights = (1, 4, 1)
    variance = sum(w * 1e4 * (b / c**2 + d / e**2) for w, (b, c, d, e) in zip(weights, groups, strict=True))
    total, reach = (treated - control) + (near - control), NORMAL * math.sqrt(variance)
    before, after = _rates(voisins, list(range(len(voisins.debuts))))
    return Report(before or 0, after or 0, near - control, total, total - reach, total + reach)


def french_decimal(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
