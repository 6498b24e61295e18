"""Means of durations are made of protected components: the attack that found one act's duration finds nothing now."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entredeux.observatoire.audit.registre import find_anomalies
from entredeux.observatoire.cellules import gather_cells
from entredeux.observatoire.coupes import Selection
from entredeux.observatoire.enums import Audience
from entredeux.observatoire.indicateurs.calcul import find_indicateur, publish_indicateur
from entredeux.observatoire.models import Publication
from entredeux.observatoire.secret import (
    CACHE,
    ECART_MAX,
    PLAFOND_MINUTES,
    VARIANCE,
    cap_minutes,
    mean_minutes,
    protect,
    protect_sums,
)
from tests.observatoire.fabrique import EQUIPE, Extrait, entrepot, fact, follow, write_facts

ESSAIS = 400
SELLIER = "QN06205M"


def trimmed_mean(minutes: np.ndarray) -> int:
    """What was published until calculation 2: exact durations, 5 % left out at each end, in whole minutes."""
    ordered = np.sort(minutes)
    cut = int(len(ordered) * 0.05)
    return round(float(ordered[cut : len(ordered) - cut].mean()))


def protected_mean(minutes: np.ndarray, keys: np.ndarray) -> int | None:
    one = np.zeros(len(minutes), dtype=np.int64)
    (count,) = protect(gather_cells(one, keys, np.ones_like(keys), 1), audience=Audience.PUBLIC).tolist()
    (total,) = protect_sums(gather_cells(one, keys, cap_minutes(minutes), 1)).tolist()
    return mean_minutes(total, None if count == CACHE else count)


def guess_the_last(mean_of) -> tuple[np.ndarray, np.ndarray]:
    """A cell, and the same less one act: true durations of that act, and what the two means say of it.

    The attacker is given the exact counts, which nobody publishes.
    """
    rng = np.random.default_rng(4)
    truth, guesses = [], []
    while len(truth) < ESSAIS:
        size = int(rng.integers(17, 30))
        minutes = rng.integers(5, PLAFOND_MINUTES, size)
        keys = rng.integers(0, 2**32, size)
        whole, part = mean_of(minutes, keys), mean_of(minutes[:-1], keys[:-1])
        if whole is not None and part is not None:
            truth.append(minutes[-1])
            guesses.append(size * whole - (size - 1) * part)
    return np.array(truth), np.array(guesses)


def test_two_nested_means_said_how_long_the_act_between_them_lasted() -> None:
    """The negative control: were the attack to find nothing there, the next test would prove nothing."""
    truth, guesses = guess_the_last(lambda minutes, keys: trimmed_mean(minutes))
    assert np.corrcoef(truth, guesses)[0, 1] ** 2 > 0.5
    untrimmed = np.abs(truth - guesses) <= 15
    assert untrimmed.mean() > 0.4


def test_two_nested_means_say_nothing_of_it_now() -> None:
    truth, guesses = guess_the_last(protected_mean)
    assert np.corrcoef(truth, guesses)[0, 1] ** 2 < 0.05
    blind = np.abs(truth - np.median(truth))
    best = np.abs(truth - np.clip(guesses, 5, PLAFOND_MINUTES))
    assert best.mean() > blind.mean()  # he does better by saying the usual duration
    assert (np.abs(truth - guesses) <= 15).mean() < 0.12


def test_a_case_of_many_acts_is_hidden_as_one() -> None:
    """Five acts of one case in a cell: the noise is multiplied by the minutes of the whole case."""
    rng = np.random.default_rng(2)
    gaps = []
    for _ in range(2000):
        keys = rng.integers(0, 2**32, 30)
        keys[:5] = keys[0]
        cell = gather_cells(np.zeros(30, dtype=np.int64), keys, np.full(30, 20), 1)
        assert cell.top.tolist() == [100]
        gaps.append(int(protect_sums(cell)[0]) - 600)
    assert {gap % 100 for gap in gaps} == {0}
    assert max(np.abs(gaps)) == 100 * ECART_MAX
    assert np.var(gaps) == pytest.approx(VARIANCE * 100**2, rel=0.1)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 720), st.integers(0, 2**32 - 1)), min_size=1, max_size=60))
def test_a_mean_is_between_zero_and_the_cap_or_hidden_with_its_count(acts) -> None:
    minutes, keys = (np.array(column, dtype=np.int64) for column in zip(*acts, strict=True))
    found = protected_mean(minutes, keys)
    assert found is None or 0 <= found <= PLAFOND_MINUTES
    if len(acts) <= 11 - ECART_MAX - 1:
        assert found is None


# --- through the door


@pytest.fixture
def trimestre(structure):
    for month in ("2025-01", "2025-02"):
        write_facts(structure, month, [])
    rng = np.random.default_rng(3)
    facts = [
        fact(
            structure,
            "2025-03",
            qpv=SELLIER,
            domaine=("habitat", "ecole")[rank % 2],
            minutes=int(rng.integers(5, 90)),
            cle=int(rng.integers(0, 2**32)),
            cas=False,
        )
        for rank in range(80)
    ]
    entrepot.write_month(Extrait(structure.pk, "2025-03", facts, EQUIPE))
    follow(structure, SELLIER)
    return structure


def ask(structure, by, *axes: str):
    return publish_indicateur(
        find_indicateur("minutes_par_acte"), structure=structure, periode="2025-T1", axes=axes, by=by
    )


def test_one_cell_has_one_mean_in_every_table(trimestre, paul) -> None:
    tables = [ask(trimestre, paul, *axes) for axes in ((), ("qpv",), ("domaine",), ("qpv", "domaine"))]
    assert len({table.cell().valeur for table in tables}) == 1
    assert tables[1].cell(qpv=SELLIER).valeur == tables[3].cell(qpv=SELLIER).valeur
    assert tables[2].cell(domaine="ecole").valeur == tables[3].cell(domaine="ecole").valeur
    assert find_anomalies(Publication.objects.all()) == []


def test_a_mean_of_before_stays_under_its_own_name(trimestre, paul) -> None:
    """It is read again as it was; asked for again, the definition of now makes another line of the register."""
    now = ask(trimestre, paul).sources[0]
    line = Publication.objects.get(pk=now.identifiant)
    said = json.loads(line.coupe)
    assert said.pop("calcul") == 2
    old = Publication.objects.create(
        coupe=json.dumps(said, sort_keys=True, separators=(",", ":")),
        audience=line.audience,
        version_definition=line.version_definition,
        etat=line.etat,
        structure=trimestre,
        lignes=1,
        empreinte="0" * 64,
        cellules=[[47]],
    )
    assert ask(trimestre, paul).sources[0].identifiant == line.pk != old.pk
    assert [each.raison for each in find_anomalies([line, old])] == [
        "le tableau ne correspond plus à son empreinte"
    ]  # the one we made up here, and not two values for one cell
    assert "calcul" not in Selection().canonical()
