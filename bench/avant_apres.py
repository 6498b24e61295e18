"""Does the interval of the before/after evaluation hold what it says?

`python bench/avant_apres.py --runs 1000 --scenario effort`

Made-up halls: overdispersed weekly counts with memory (AR(1)), seasons, hours that vary, staggered starts. Each run
asks whether the 95 % interval holds the true effect (coverage) and whether our page would have announced one
(reject). The raw before/after comparison is run beside, as the control that must fail.
"""

import argparse
import math
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # matrices of a hundred rows: more threads only wait for each other
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from entredeux.observatoire.evaluation.estimation import Panneau, PasEstimable, estimate_effect
from entredeux.observatoire.evaluation.panneau import Releve, panel_of, placebo_of

SEMAINES = 104
MOYENNE = 1.5
SCENARIOS = {
    "constant": {},
    "effort": {"heures_apres": 1.5},
    "sublineaire": {"heures_apres": 1.5, "detection": 0.6},
    "trente_halls": {"halls": 30},
    "placebo": {"placebo": True},
    "effet": {"rr": 0.7},
}


def make_halls(
    rng: np.random.Generator,
    *,
    halls: int = 12,
    rr: float = 1.0,
    heures_apres: float = 1.0,
    detection: float = 1.0,
) -> Releve:
    """Half of the halls are treated, from a week between 46 and 58."""
    starts = np.full(halls, SEMAINES)
    starts[: halls // 2] = rng.integers(46, 59, halls // 2)
    weeks = np.arange(SEMAINES)
    treated = weeks[None, :] >= starts[:, None]
    hours = np.exp(rng.normal(0, 0.25, (halls, SEMAINES))) * np.where(treated, heures_apres, 1.0)
    memory = _memory(rng, halls, rho=0.3, spread=0.35)
    log_rate = math.log(MOYENNE) + rng.normal(0, 0.4, (halls, 1)) + 0.3 * np.sin(2 * np.pi * weeks / 52) + memory
    mean = np.exp(log_rate) * hours**detection * np.where(treated, rr, 1.0)
    counts = rng.poisson(mean * rng.gamma(4, 1 / 4, mean.shape)).astype(float)
    return Releve(counts, np.ones_like(counts), hours, tuple(None if s == SEMAINES else int(s) for s in starts))


def _memory(rng: np.random.Generator, halls: int, rho: float, spread: float) -> np.ndarray:
    noise = rng.normal(0, spread * math.sqrt(1 - rho**2), (halls, SEMAINES))
    noise[:, 0] = rng.normal(0, spread, halls)
    for week in range(1, SEMAINES):
        noise[:, week] += rho * noise[:, week - 1]
    return noise


def raw_before_after(panel: Panneau) -> tuple[float, float]:
    """What a report does by hand: counts of treated halls after over before, by week, Poisson errors."""
    mine = panel.traite.any(axis=1)
    y, after, used = panel.y[mine], panel.traite[mine], panel.vu[mine]
    late, early = y[after & used].sum(), y[~after & used].sum()
    ratio = math.log((late / (after & used).sum()) / (early / (~after & used).sum()))
    reach = 1.96 * math.sqrt(1 / late + 1 / early)
    return math.exp(ratio - reach), math.exp(ratio + reach)


def measure(scenario: str, runs: int, seed: int) -> dict[str, float]:
    options = dict(SCENARIOS[scenario])
    early = options.pop("placebo", False)
    truth = options.get("rr", 1.0)
    held = announced = raw_held = raw_rejected = failed = 0
    rng = np.random.default_rng(seed)
    for _ in range(runs):
        halls = make_halls(rng, **options)
        panel = placebo_of(halls) if early else panel_of(halls)
        low, high = raw_before_after(panel)
        raw_held += low <= truth <= high
        raw_rejected += not low <= 1 <= high
        try:
            found = estimate_effect(panel)
            held += found.bas <= truth <= found.haut
            announced += not found.contient_un and (early or _placebo_holds(halls))
        except PasEstimable:
            failed += 1
    done = max(1, runs - failed)
    return {
        "coverage_pct": 100 * held / done,
        "reject_pct": 100 * announced / done,
        "raw_coverage_pct": 100 * raw_held / runs,
        "raw_reject_pct": 100 * raw_rejected / runs,
        "not_estimable": failed,
    }


def _placebo_holds(halls: Releve) -> bool:
    """The page announces an effect only when the same comparison, eight weeks early, finds none."""
    return estimate_effect(placebo_of(halls)).contient_un


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--scenario", choices=SCENARIOS, default="constant")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    start = time.monotonic()
    found = measure(options.scenario, options.runs, options.seed)
    print(f"scenario={options.scenario} runs={options.runs} seconds={time.monotonic() - start:.0f}")
    print(
        f"raw_coverage_pct={found['raw_coverage_pct']:.1f} raw_reject_pct={found['raw_reject_pct']:.1f} "
        f"not_estimable={found['not_estimable']:.0f}"
    )
    print(f"coverage_pct={found['coverage_pct']:.1f} reject_pct={found['reject_pct']:.1f}")


if __name__ == "__main__":
    main()
