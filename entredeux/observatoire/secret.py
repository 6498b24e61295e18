"""Statistical secrecy: the cell key method (D = 5, V = 3), then a floor on the noisy value.

Each act carries a 32-bit key drawn from its protected unit. The noise of a cell depends on the sum of its
acts' keys alone, so a cell has one value in every table, in any order, on any server that holds the acts.
Noise stops differencing, the floor stops inference on small cells; neither is enough without the other.
Parameters are public; only the secret behind the keys is not. Pure: numbers in, numbers out, no database.
Method, measures and attacks: docs/observatoire.md.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from entredeux.observatoire.cellules import TAILLE_CLE, Cellules, Entiers
from entredeux.observatoire.enums import Audience

ECART_MAX = 5
VARIANCE = 3.0
PLANCHERS = {Audience.PUBLIC: 11, Audience.PARTENAIRE: 5}
CACHE = -1
MEDIATEURS_MIN = 3
PART_MAX = 0.85
PLAFOND_MINUTES = 120  # a longer act counts for this much in a mean

Tirage = Callable[[Entiers], Entiers]


def draw_by_hash(ks: Entiers) -> Entiers:
    """A uniform 32-bit draw from the sum of keys: the finaliser of MurmurHash3.

    The bare sum would make the draw of a total the sum of its parts' draws, and the three published values
    would leak half a bit of noise. Hashing breaks the link (observatoire.md 1.6).
    """
    x = ks.astype(np.uint64) & 0xFFFFFFFF
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        x = ((x ^ (x >> np.uint64(shift))) * np.uint64(factor)) & np.uint64(0xFFFFFFFF)
    return (x ^ (x >> np.uint64(16))).astype(np.int64)


def _tilted(support: NDArray[np.float64], a: float, b: float) -> NDArray[np.float64]:
    exponent = a * support + b * support**2
    weights = np.exp(exponent - exponent.max())
    return weights / weights.sum()


def _solve_row(support: NDArray[np.float64], moments: tuple[float, ...]) -> tuple[NDArray[np.float64], float]:
    """The law of largest entropy with mean 0, or mean 0 and a variance: Newton on its dual.

    Returns the law and the coefficient of the square (positive: the law has two humps).
    """
    powers = np.stack([support, support**2])[: len(moments)]
    a_b = np.zeros(2)
    for _ in range(200):
        law = _tilted(support, *a_b)
        gap = powers @ law - np.array(moments)
        if np.abs(gap).max() < 1e-13:
            break
        centred = powers - (powers @ law)[:, None]
        step = np.linalg.solve((centred * law) @ centred.T, gap)
        a_b[: len(moments)] -= step / max(1.0, float(np.abs(step).max()))
    return _tilted(support, *a_b), float(a_b[1])


def noise_law(n: int, d: int = ECART_MAX, v: float = VARIANCE) -> NDArray[np.float64]:
    """Probabilities of a noise of -d..d on a true count `n`: mean 0, variance `v`, never below zero.

    On a count of 1, reaching `v` would need a law with two humps: there the variance is left free, and smaller.
    """
    law = np.zeros(2 * d + 1)
    if n == 0:
        law[d] = 1.0
        return law
    support = np.arange(-min(n, d), d + 1, dtype=np.float64)
    row, square = _solve_row(support, (0.0, v))
    if square > 0:
        row, _ = _solve_row(support, (0.0,))
    law[d - min(n, d) :] = row
    return law


@lru_cache
def thresholds(d: int = ECART_MAX, v: float = VARIANCE) -> Entiers:
    """The p-table as 32-bit steps, shape (d + 2, 2d): the noise is the count of steps the draw has reached, minus d.

    Integers, so that the same key gives the same noise on any processor. Row d + 1 serves every larger count.
    """
    laws = np.stack([noise_law(n, d, v) for n in range(d + 2)])
    return np.rint(np.cumsum(laws, axis=1)[:, :-1] * TAILLE_CLE).astype(np.int64)


def noise_of(n: Entiers, draw: Entiers) -> Entiers:
    """Noise of each cell, -D..D. `draw` holds 32-bit integers."""
    rows = thresholds()[np.minimum(n, ECART_MAX + 1)]
    return (draw[:, None] >= rows).sum(axis=1) - ECART_MAX


def protect(cells: Cellules, *, audience: Audience, draw: Tirage = draw_by_hash) -> Entiers:
    """The only figures that may leave: noisy counts, CACHE (-1) where hidden.

    The noise is multiplied by `top`, so that taking one followed case away is as hidden as taking one act.
    Hidden when the noisy acts or the noisy distinct units are under the floor. Zeros are hidden like the rest.
    """
    if not len(cells):
        return np.zeros(0, dtype=np.int64)
    noise = noise_of(cells.n, draw(cells.ks % TAILLE_CLE))
    shown_units = hide_below(cells.unites + noise, audience)
    shown = hide_below(cells.n + noise * cells.top, audience)
    return np.where(shown_units == CACHE, CACHE, shown)


def hide_below(values: Entiers, audience: Audience) -> Entiers:
    """Idempotent: what is hidden stays hidden, what is shown stays as it is."""
    return np.where(values < PLANCHERS[audience], CACHE, values)


def share(part: int | None, whole: int | None) -> float | None:
    """A share of two shown values (it may pass 1 by the noise), None as soon as one is hidden."""
    return None if part is None or not whole else part / whole


def mean(total: int | None, count: int | None) -> float | None:
    """A mean from a protected total and a shown count, None as soon as one is hidden."""
    return share(total, count)


def cap_minutes(minutes: Entiers) -> Entiers:
    """One long act must not move a whole quarter. The cap is public, and the same for every cell."""
    return np.minimum(minutes, PLAFOND_MINUTES)


def protect_sums(minutes: Cellules, *, draw: Tirage = draw_by_hash) -> Entiers:
    """Noisy sums of capped minutes, for a mean beside a shown count: they are never shown, and have no floor.

    A minute is an item here: `n` adds them up, `ks` is the sum of keys each weighed by its minutes (so the draw is not
    the one of the count), `top` the most minutes of one unit, which the noise is multiplied by. Taking an act away, or
    the whole case it belongs to, changes the sum by no more than `top`.
    """
    if not len(minutes):
        return np.zeros(0, dtype=np.int64)
    return np.maximum(0, minutes.n + noise_of(minutes.n, draw(minutes.ks % TAILLE_CLE)) * minutes.top)


def mean_minutes(total: int, count: int | None) -> int | None:
    """In whole minutes, from a noisy sum and the protected count of its acts; hidden with that count."""
    found = mean(total, count)
    return None if found is None else min(PLAFOND_MINUTES, round(found))


def is_team_large_enough(*, mediators: int, acts: int, most: int) -> bool:
    """At least 3 mediators, none with over 85 % of the acts: a table must not watch one person work.

    `acts` sums each mediator's acts (an act made by a pair counts for both), `most` is the largest of them.
    """
    return mediators >= MEDIATEURS_MIN and most <= PART_MAX * acts
