"""Protection of a 30 × 8 table with all its margins, and the audit of fifty sets. `python -m bench.secret [--rapide]`.

Last line: `protection_ms=… audit_s=… targets=… exact=… …`. The quick set audits ten sets.
"""

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django
import numpy as np

QUARTIERS, REGISTRES, ACTES = 30, 8, 130_000


def protection_ms() -> float:
    """From exact cells to protected ones, every margin: noise, both floors. Median of eleven."""
    from entredeux.observatoire import secret
    from entredeux.observatoire.cellules import gather_cells
    from entredeux.observatoire.enums import Audience

    rng = np.random.default_rng(1)
    quarters, registres = rng.integers(0, QUARTIERS, ACTES), rng.integers(0, REGISTRES, ACTES)
    keys, ones = rng.integers(0, 2**32, ACTES), np.ones(ACTES, dtype=np.int64)
    cuts = (
        (quarters * REGISTRES + registres, QUARTIERS * REGISTRES),
        (quarters, QUARTIERS),
        (registres, REGISTRES),
        (np.zeros(ACTES, dtype=np.int64), 1),
    )
    exact = [gather_cells(numbers, keys, ones, size) for numbers, size in cuts]
    secret.protect(exact[0], audience=Audience.PUBLIC)
    spent = []
    for _ in range(11):
        start = time.perf_counter()
        shown = [secret.protect(cells, audience=Audience.PUBLIC) for cells in exact]
        spent.append(1000 * (time.perf_counter() - start))
    assert sum(len(part) for part in shown) == (QUARTIERS + 1) * (REGISTRES + 1)
    return float(np.median(spent))


def main() -> int:
    django.setup()
    from entredeux.observatoire.audit.bilan import run_audit
    from entredeux.observatoire.audit.synthetique import make_acts

    sets = 50 if "--rapide" not in sys.argv else 10
    protection = protection_ms()
    start = time.perf_counter()
    bilan = run_audit(make_acts(1), sets=sets, seed=1, told=lambda said: print(said, flush=True))
    failures = bilan.failures(targets_min=10 * sets)
    print(*failures, sep="\n")
    spent = time.perf_counter() - start
    print(f"protection_ms={protection:.2f} audit_jeux={sets} audit_s={spent:.0f} {bilan.last_line()}")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
