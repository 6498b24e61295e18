"""All that is out, taken together: one value a cell, and nothing a subtraction gives back."""

from datetime import date
from itertools import combinations

import numpy as np
import pytest

from entredeux.observatoire import audit, mesures
from entredeux.observatoire.audit import registre
from entredeux.observatoire.enums import Axe
from entredeux.observatoire.models import Publication
from entredeux.observatoire.periodes import closed_months, periods_of
from entredeux.observatoire.publication import TOUT, publish_table
from tests.observatoire.fabrique import cut, write_year

QPV = ["QN06201M", "QN06202M", "QN06203M", "QN06204M", ""]
PAGE = (Axe.QPV, Axe.MOIS, Axe.REGISTRE, Axe.DOMAINE)
AXES = [(), (Axe.QPV,), (Axe.REGISTRE,), (Axe.DOMAINE,), *combinations(PAGE, 2)]
PLANCHER = 11


@pytest.fixture
def published(structure, paul):
    """Every period of a year, cut ten ways: what a funder could ask for in a whole evening."""
    write_year(structure, 2025, QPV, acts_per_month=260)
    for period in periods_of(closed_months("2025-01", date(2026, 2, 14))):
        for axes in AXES:
            publish_table(cut(structure, period.code, axes), by=paul)
    return list(Publication.objects.all())


def test_one_cell_has_one_value_over_all_that_is_out(published) -> None:
    assert audit.find_anomalies(published) == []
    cells = [cell for publication in published for cell, _ in registre._identified_cells(publication)]
    assert len(cells) > 5000
    assert len(cells) - len(set(cells)) > 1000


def test_audit_sees_a_second_value_a_broken_print_and_a_low_cell(structure, paul) -> None:
    """The auditor is no decoration: each fault planted is found."""
    write_year(structure, 2025, QPV, acts_per_month=30)
    publish_table(cut(structure), by=paul)
    first = Publication.objects.get()
    copy = Publication(
        structure=first.structure, coupe=first.coupe, audience=first.audience, etat=first.etat, empreinte="autre"
    )
    copy.cellules = [[*key, 3 if value else None] for *key, value in first.cellules]
    raisons = {anomaly.raison for anomaly in audit.find_anomalies([first, copy])}
    assert raisons == {
        "le tableau ne correspond plus à son empreinte",
        "une valeur est sous le plancher de 11",
        "une même cellule porte deux valeurs",
    }


# --- differencing: bounds on every hidden cell, tightened by all the totals published around it


def cells_around(structure, by, axes: tuple[Axe, ...]) -> tuple[dict, dict]:
    """Exact counts and published values of every period of the year, named (months, *key)."""
    exact, shown = {}, {}
    for period in periods_of(closed_months("2025-01", date(2026, 2, 14))):
        asked = cut(structure, period.code, axes)
        table = publish_table(asked, by=by)
        keys, cells = mesures.count_cells(asked, table.valeurs)
        exact |= {(period.mois, *key): n for key, n in zip(keys, cells.n.tolist(), strict=True)}
        shown |= {(period.mois, *key): cell.valeur for key, cell in table.cellules.items()}
    return exact, shown


def sums_between(cells: dict) -> list[tuple[tuple, list[tuple]]]:
    """Each total with its parts: over quarters, over themes, and over the months of a longer period."""
    sums = []
    for months, *key in cells:
        for i in [i for i, value in enumerate(key) if value == TOUT]:
            values = sorted({cell[i + 1] for cell in cells} - {TOUT})
            sums.append(((months, *key), [(months, *key[:i], value, *key[i + 1 :]) for value in values]))
        if len(months) > 1:
            sums.append(((months, *key), [((month,), *key) for month in months]))
        if len(months) == 12:
            sums.append(((months, *key), [(months[i : i + 3], *key) for i in (0, 3, 6, 9)]))
    return sums


def tighten(low: dict, high: dict, sums: list) -> None:
    """A total is the sum of its parts: bounds of each follow from the others', until nothing moves."""
    moved = True
    while moved:
        before = (sum(low.values()), sum(high.values()))
        for total, parts in sums:
            lows, highs = sum(low[p] for p in parts), sum(high[p] for p in parts)
            low[total], high[total] = max(low[total], lows), min(high[total], highs)
            for part in parts:
                others_high, others_low = highs - high[part], lows - low[part]
                low[part] = max(low[part], low[total] - others_high)
                high[part] = min(high[part], high[total] - others_low)
                lows, highs = others_low + low[part], others_high + high[part]
        moved = before != (sum(low.values()), sum(high.values()))


def attack(shown: dict, *, error: int, zeros_shown: bool, sums: list) -> tuple[dict, dict]:
    """What the attacker knows of every cell. He knows the method, its floor and its largest error."""
    low = {key: (int(zeros_shown) if n is None else max(0, n - error)) for key, n in shown.items()}
    high = {key: (PLANCHER - 1 + error if n is None else n + error) for key, n in shown.items()}
    tighten(low, high, sums)
    return low, high


def test_differencing_breaks_simple_hiding_and_not_ours(structure, paul) -> None:
    """Three synthetic years, no followed case: the noise is at its smallest, 5 at most."""
    targets = broken = 0
    for seed in (1, 2, 3):
        write_year(structure, 2025, QPV, acts_per_month=130, seed=seed, followed=0)
        exact, shown = cells_around(structure, paul, (Axe.QPV, Axe.REGISTRE))
        sums = sums_between(exact)
        small = [key for key, n in exact.items() if 0 < n < PLANCHER]
        targets += len(small)

        small_hidden = {key: None if 0 < n < PLANCHER else n for key, n in exact.items()}
        low, high = attack(small_hidden, error=0, zeros_shown=True, sums=sums)
        assert all(low[key] <= exact[key] <= high[key] for key in small)
        broken += sum(low[key] == high[key] for key in small)

        low, high = attack(shown, error=5, zeros_shown=False, sums=sums)
        assert all(low[key] <= exact[key] <= high[key] for key in small)
        assert sum(high[key] - low[key] <= 2 for key in small) == 0
        assert np.median([high[key] - low[key] for key in small]) >= 8
    assert targets > 500
    assert broken / targets >= 0.20
