"""Promises of the secret over any data: the floor, one value a cell, the table of noise, the office's own method."""

import uuid

import numpy as np
import pandas as pd
import pytest
from cell_key_perturbation.create_perturbed_table import create_perturbed_table
from hypothesis import given
from hypothesis import strategies as st

from entredeux.observatoire.cellules import TAILLE_CLE, Cellules, record_key
from entredeux.observatoire.enums import Audience
from entredeux.observatoire.secret import (
    CACHE,
    ECART_MAX,
    PLANCHERS,
    VARIANCE,
    cap_minutes,
    draw_by_hash,
    hide_below,
    is_team_large_enough,
    mean_minutes,
    noise_law,
    noise_of,
    protect,
    share,
    thresholds,
)

NOISES = np.arange(-ECART_MAX, ECART_MAX + 1)
cell = st.integers(0, 400).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.integers(0, TAILLE_CLE - 1),
        st.integers(min(n, 1), max(n, 0)),
        st.integers(min(n, 1), max(n, 0)),
    )
)


def cells_of(rows: list[tuple[int, int, int, int]]) -> Cellules:
    return Cellules.of(*(list(column) for column in zip(*rows, strict=True)))


@given(st.lists(cell, min_size=1, max_size=60), st.sampled_from(Audience))
def test_no_shown_cell_is_below_the_floor(rows: list, audience: Audience) -> None:
    shown = protect(cells_of(rows), audience=audience)
    assert all(value == CACHE or value >= PLANCHERS[audience] for value in shown)


@given(st.lists(cell, min_size=1, max_size=60), st.sampled_from(Audience))
def test_zero_and_few_units_are_hidden(rows: list, audience: Audience) -> None:
    cells = cells_of(rows)
    shown = protect(cells, audience=audience)
    assert all(shown[cells.n == 0] == CACHE)
    assert all(shown[cells.unites < PLANCHERS[audience] - ECART_MAX] == CACHE)


@given(st.lists(cell, min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_a_cell_has_one_value_in_any_table_and_any_order(rows: list, random: object) -> None:
    alone = [int(protect(cells_of([row]), audience=Audience.PUBLIC)[0]) for row in rows]
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    together = protect(cells_of([rows[i] for i in order]), audience=Audience.PUBLIC)
    assert together.tolist() == [alone[i] for i in order]


@given(st.lists(cell, min_size=1, max_size=60), st.sampled_from(Audience))
def test_protecting_what_is_protected_changes_nothing(rows: list, audience: Audience) -> None:
    shown = protect(cells_of(rows), audience=audience)
    assert hide_below(shown, audience).tolist() == shown.tolist()
    assert protect(cells_of(rows), audience=audience).tolist() == shown.tolist()


@given(st.lists(cell, min_size=1, max_size=60))
def test_noise_never_passes_five_times_the_largest_unit(rows: list) -> None:
    cells = cells_of(rows)
    shown = protect(cells, audience=Audience.PUBLIC)
    gap = np.abs(shown - cells.n)[shown != CACHE]
    assert all(gap <= (ECART_MAX * cells.top)[shown != CACHE])


@pytest.mark.parametrize("n", [3, 4, 5, 6])
def test_noise_has_mean_zero_and_the_announced_variance(n: int) -> None:
    law = noise_law(n)
    assert abs(law @ NOISES) < 1e-6
    assert abs(law @ NOISES**2 - VARIANCE) < 1e-6


@pytest.mark.parametrize("n", range(7))
def test_noise_on_few_acts_never_gives_less_than_nothing(n: int) -> None:
    law = noise_law(n)
    assert law.sum() == pytest.approx(1.0)
    assert abs(law @ NOISES) < 1e-6
    assert law[NOISES + n < 0].sum() == 0


@pytest.mark.parametrize("n", range(7))
def test_integer_steps_carry_the_same_law(n: int) -> None:
    steps = np.concatenate([[0], thresholds()[n], [TAILLE_CLE]])
    assert np.abs(np.diff(steps) / TAILLE_CLE - noise_law(n)).max() < 1e-9


def test_every_noise_is_drawn_at_its_rate() -> None:
    rng = np.random.default_rng(7)
    draws = draw_by_hash(rng.integers(0, TAILLE_CLE, 200_000))
    noise = noise_of(np.full(200_000, 40), draws)
    assert np.abs(np.bincount(noise + 5, minlength=11) / 200_000 - noise_law(40)).max() < 0.005


def test_hash_unties_a_total_from_its_parts() -> None:
    """Bare sums: the draw of a total is the sum of its parts' draws. Hashed: it looks drawn afresh."""
    rng = np.random.default_rng(11)
    a, b = rng.integers(0, TAILLE_CLE, (2, 50_000))
    hashed = (draw_by_hash((a + b) % TAILLE_CLE) - draw_by_hash(a) - draw_by_hash(b)) % TAILLE_CLE
    counts, _ = np.histogram(hashed, 16, (0, TAILLE_CLE))
    assert counts.min() > 2800
    assert counts.max() < 3450


def test_record_key_is_stable_secret_and_32_bits() -> None:
    unite = uuid.UUID("8d8ac610-566d-4ef0-9c22-186b2a5ed793")
    key = record_key(b"s" * 32, unite)
    assert key == record_key(b"s" * 32, unite)
    assert key != record_key(b"t" * 32, unite)
    assert 0 <= key < TAILLE_CLE


def test_share_needs_both_values_shown() -> None:
    assert share(25, 100) == 0.25
    assert share(None, 100) is None
    assert share(25, None) is None
    assert share(25, 0) is None


def test_mean_of_durations_hides_with_its_count_and_stays_under_the_cap() -> None:
    assert mean_minutes(240, 12) == 20
    assert mean_minutes(240, None) is None
    assert mean_minutes(9000, 12) == 120
    assert cap_minutes(np.array([5, 120, 600])).tolist() == [5, 120, 120]


def test_team_of_three_with_no_one_above_85_percent() -> None:
    assert is_team_large_enough(mediators=3, acts=100, most=85)
    assert not is_team_large_enough(mediators=3, acts=100, most=86)
    assert not is_team_large_enough(mediators=2, acts=100, most=50)


# --- the judge: the package of the Office for National Statistics

CLES_ONS = 4096


def draw_like_ons(ks: np.ndarray) -> np.ndarray:
    """Its key rule: the bare sum modulo 4,096, spread over our 32 bits."""
    return ks % CLES_ONS * (TAILLE_CLE // CLES_ONS)


def ptable_for_ons() -> pd.DataFrame:
    counts, keys = np.meshgrid(np.arange(1, 751), np.arange(CLES_ONS), indexing="ij")
    noise = noise_of(counts.ravel(), draw_like_ons(keys.ravel()))
    return pd.DataFrame({"pcv": counts.ravel(), "ckey": keys.ravel(), "pvalue": noise})


def test_same_keys_same_cells_as_the_ons_package(capsys: pytest.CaptureFixture) -> None:
    rng = np.random.default_rng(3)
    acts = pd.DataFrame(
        {
            "qpv": rng.choice([f"QN0620{i}M" for i in range(8)], 20_000, p=np.arange(1, 9) / 36).tolist(),
            "mois": rng.integers(1, 13, 20_000),
            "registre": rng.choice(list("abcdefgh"), 20_000, p=np.arange(1, 9) / 36).tolist(),
            "record_key": rng.integers(0, CLES_ONS, 20_000),
        }
    )
    compared = 0
    for columns in (["qpv"], ["qpv", "registre"], ["qpv", "mois"], ["qpv", "mois", "registre"]):
        theirs = create_perturbed_table(acts, ptable_for_ons(), [], columns, "record_key", threshold=11)
        grouped = acts.groupby(columns)["record_key"].agg(["size", "sum"]).reset_index()
        ours = Cellules.of(grouped["size"], grouped["sum"], [1] * len(grouped), grouped["size"])
        grouped["shown"] = protect(ours, audience=Audience.PUBLIC, draw=draw_like_ons)
        both = theirs.merge(grouped, on=columns)
        assert both["count"].fillna(CACHE).astype(int).tolist() == both["shown"].tolist()
        compared += len(both)
    assert compared == 929
