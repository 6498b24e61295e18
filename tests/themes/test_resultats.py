"""What may be said of counts: every number speaks for eleven people or more, whatever the counts are."""

from hypothesis import given, settings
from hypothesis import strategies as st

from entredeux.themes.resultats import RIEN, SEUIL, Genre, Resume, band_of, least_share, round_share, summarize

ECHELLE = ("tout_a_fait", "plutot", "plutot_pas", "pas_du_tout")
POUR = ("tout_a_fait", "plutot")
CONTRE = ("plutot_pas", "pas_du_tout")
GROUPES = {**{code: (code,) for code in ECHELLE}, "favorable": POUR, "defavorable": CONTRE}

nombres = st.one_of(st.integers(0, 12), st.integers(0, 300))
comptes = st.fixed_dictionaries({**{code: nombres for code in ECHELLE}, "sans_reponse": nombres})


def said(*numbers: int) -> Resume:
    return summarize(dict(zip(ECHELLE, numbers, strict=True)), ECHELLE, POUR)


def test_each_answer_is_given_when_each_is_large_enough():
    assert said(40, 30, 20, 11) == Resume(
        Genre.DETAIL, (("tout_a_fait", 40), ("plutot", 30), ("plutot_pas", 20), ("pas_du_tout", 10))
    )


def test_two_sides_when_one_answer_is_too_small():
    assert said(40, 30, 20, 10) == Resume(Genre.PARTAGE, (("favorable", 70), ("defavorable", 30)))


def test_a_side_too_small_is_never_given_only_how_large_the_other_is_at_least():
    assert said(60, 40, 4, 1) == said(95, 6, 0, 2) == Resume(Genre.BORNE, (("favorable", 90),))
    assert said(2, 1, 60, 40) == Resume(Genre.BORNE, (("defavorable", 90),))


def test_everyone_agreeing_reads_like_almost_everyone():
    assert said(50, 50, 0, 0) == said(50, 50, 3, 2) == Resume(Genre.BORNE, (("favorable", 90),))


def test_ten_people_or_two_small_sides_say_nothing():
    assert said(10, 0, 0, 0) == said(5, 5, 0, 0) == said(8, 0, 7, 0) == RIEN


def test_those_who_preferred_not_to_answer_weigh_nothing():
    counts = {"tout_a_fait": 30, "plutot": 30, "plutot_pas": 20, "pas_du_tout": 20}
    assert summarize(counts, ECHELLE, POUR) == summarize(counts | {"sans_reponse": 400}, ECHELLE, POUR)


@settings(max_examples=400, deadline=None)
@given(comptes)
def test_every_share_stands_for_eleven_people_or_more_and_so_does_every_difference(counts):
    shown = summarize(counts, ECHELLE, POUR)
    total = sum(counts[code] for code in ECHELLE)
    groups = [sum(counts[each] for each in GROUPES[code]) for code, _ in shown.parts]

    assert all(number >= SEUIL for number in groups)
    if shown.genre in (Genre.DETAIL, Genre.PARTAGE):  # the shares make the whole: nobody is left by subtraction
        assert sum(groups) == total
    assert all(share % 5 == 0 for _, share in shown.parts)


@settings(max_examples=400, deadline=None)
@given(comptes, st.integers(0, 10), st.integers(0, 10))
def test_ten_people_on_the_small_side_change_nothing_that_is_read(counts, few, fewer):
    """Whatever they think, and were there none of them: the band being the same, the page is the same."""
    one = counts | {"plutot_pas": 0, "pas_du_tout": few}
    other = counts | {"plutot_pas": fewer, "pas_du_tout": 0} if few + fewer <= 10 else one
    totals = [sum(each[code] for code in ECHELLE) for each in (one, other)]
    if band_of(totals[0]) == band_of(totals[1]):
        assert summarize(one, ECHELLE, POUR) == summarize(other, ECHELLE, POUR)


@given(st.integers(SEUIL, 6000), st.integers(0, SEUIL - 1))
def test_the_bound_is_true_and_is_the_bands_alone(total, few):
    if total - few < SEUIL:
        return
    assert 100 * (total - few) >= least_share(total) * total
    assert least_share(total) == least_share(total // 10 * 10)


@given(st.integers(0, 5000))
def test_the_band_never_says_more_than_is_there(number):
    band = band_of(number)
    assert band <= number
    assert (band == 0) == (number < SEUIL)


def test_rounding_is_to_the_nearest_five():
    assert [round_share(number, 200) for number in (11, 14, 15, 24, 25, 190)] == [5, 5, 10, 10, 15, 95]
