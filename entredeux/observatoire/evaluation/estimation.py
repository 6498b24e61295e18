"""Poisson difference-in-differences with hall and week effects, a free slope on effort, and a jackknife by hall.

log E(y) = hall + week + effect × treated + slope × log(hours). A fixed slope of 1 would say that looking twice as long
shows twice as much, and it does not. The usual cluster errors are too small with a dozen halls: the leave-one-hall-out
jackknife (CR3) with Student's t, 2 × min(treated, controls) - 2 degrees of freedom, is not (bench/avant_apres.py).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entredeux.observatoire.evaluation.loi_t import student_quantile

Reels = NDArray[np.float64]
Masque = NDArray[np.bool_]
NIVEAU = 0.95
TOURS = 60
PRECISION = 1e-10


@dataclass(frozen=True)
class Panneau:
    """Halls × weeks. `y` occupied passages, `heures` of presence, `traite` the action is on, `vu` the week is used."""

    y: Reels
    heures: Reels
    traite: Masque
    vu: Masque

    def without(self, hall: int) -> "Panneau":
        kept = np.arange(len(self.y)) != hall
        return Panneau(self.y[kept], self.heures[kept], self.traite[kept], self.vu[kept])

    @property
    def traites(self) -> int:
        return int((self.traite & self.vu).any(axis=1).sum())

    @property
    def temoins(self) -> int:
        return len(self.y) - self.traites


@dataclass(frozen=True)
class Estimation:
    """`rr` multiplies what would have been; `bas` and `haut` hold it with 95 % confidence. `pente`: the effort's."""

    rr: float
    bas: float
    haut: float
    pente: float

    @property
    def contient_un(self) -> bool:
        return self.bas <= 1 <= self.haut


class PasEstimable(Exception):
    """The counts say nothing of the effect: too many zeros, or no hall left on one side."""


def estimate_effect(panel: Panneau) -> Estimation:
    """Raises PasEstimable."""
    coefficients, weeks = _fit(panel, None, None)
    spread = 0.0
    halls = _informative(panel)
    for hall in halls:
        left, _ = _fit(panel.without(int(hall)), coefficients, weeks)
        spread += float((left[0] - coefficients[0]) ** 2)
    error = math.sqrt(spread * (len(halls) - 1) / len(halls))
    freedom = max(1, 2 * min(panel.traites, panel.temoins) - 2)
    reach = student_quantile((1 + NIVEAU) / 2, freedom) * error
    effect, slope = float(coefficients[0]), float(coefficients[1])
    return Estimation(_exp(effect), _exp(effect - reach), _exp(effect + reach), slope)


def _exp(value: float) -> float:
    return math.exp(max(-50.0, min(50.0, value)))


def _informative(panel: Panneau) -> NDArray[np.int64]:
    """Halls with at least one occupied passage: an empty hall has no effect of its own, and drops out."""
    return np.flatnonzero((panel.y * panel.vu).sum(axis=1) > 0)


def fit_effect(panel: Panneau) -> tuple[float, float]:
    """The two coefficients alone, on the log scale: effect and slope of effort."""
    coefficients, _ = _fit(panel, None, None)
    return float(coefficients[0]), float(coefficients[1])


def _fit(panel: Panneau, start: Reels | None, weeks: Reels | None) -> tuple[Reels, Reels]:
    """Newton on the concentrated likelihood: hall effects have a closed form, weeks and slopes are solved together."""
    halls = _informative(panel)
    y, seen = panel.y[halls], panel.vu[halls]
    y = np.where(seen, y, 0.0)
    alive = y.sum(axis=0) > 0
    y, seen = y[:, alive], seen[:, alive]
    x = np.stack([panel.traite[halls][:, alive], np.log(np.where(seen, panel.heures[halls][:, alive], 1.0))])
    x = np.where(seen, x, 0.0).astype(np.float64)
    if not len(y) or not _is_identified(x, seen):
        raise PasEstimable
    beta = np.zeros(2) if start is None else start.copy()
    week = np.zeros(y.shape[1]) if weeks is None else weeks[alive].copy()
    beta, week = _newton(y, seen, x, beta, week)
    all_weeks = np.zeros(len(alive))
    all_weeks[alive] = week
    return beta, all_weeks


def _is_identified(x: Reels, seen: Masque) -> bool:
    """Some hall goes from untreated to treated, and another is untreated while it is."""
    treated = (x[0] > 0) & seen
    changes = treated.any(axis=1) & ((x[0] == 0) & seen).any(axis=1)
    return bool(changes.any() and (((x[0] == 0) & seen).any(axis=0) & treated.any(axis=0)).any())


def _newton(y: Reels, seen: Masque, x: Reels, beta: Reels, week: Reels) -> tuple[Reels, Reels]:
    size = y.shape[1]
    totals = y.sum(axis=1)
    value = -math.inf
    step = np.zeros(size + 2)
    for _ in range(TOURS):
        scale = 1.0
        while True:
            new_week, new_beta = week + scale * step[:size], beta + scale * step[size:]
            eta = new_week + np.tensordot(new_beta, x, 1)
            raw = np.where(seen, np.exp(np.clip(eta, -40, 40)), 0.0)
            new_value = float((y * eta).sum() - (totals * np.log(raw.sum(axis=1))).sum())
            if new_value >= value - 1e-9 or scale < 1e-4:
                break
            scale /= 2
        gained, week, beta, value = new_value - value, new_week, new_beta, new_value
        mu = raw * (totals / raw.sum(axis=1))[:, None]
        if gained < PRECISION and np.abs(step).max() < 1e-7:
            return beta, week
        step = _step(y, mu, x, totals)
    raise PasEstimable


def _step(y: Reels, mu: Reels, x: Reels, totals: Reels) -> Reels:
    """One Newton step on (weeks, effect, slope), hall effects eliminated; the first week is the reference."""
    size = mu.shape[1]
    hessian = np.zeros((size + 2, size + 2))
    crossed = mu * x
    hessian[:size, :size] = np.diag(mu.sum(axis=0)) - mu.T @ (mu / totals[:, None])
    means = crossed.sum(axis=2)
    hessian[:size, size:] = (crossed.sum(axis=1) - (means / totals) @ mu).T
    hessian[size:, :size] = hessian[:size, size:].T
    hessian[size:, size:] = np.einsum("aij,bij->ab", crossed, x) - (means / totals) @ means.T
    gap = y - mu
    gradient = np.concatenate([gap.sum(axis=0), (gap * x).sum(axis=(1, 2))])
    step = np.zeros(size + 2)
    try:
        step[1:] = np.linalg.solve(hessian[1:, 1:], gradient[1:])
    except np.linalg.LinAlgError:
        raise PasEstimable from None
    return np.clip(step, -5, 5)
