"""Which pairs are proposed to a person, and which are not."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from entredeux.partenaires.annuaire.distance import box_around, metres, say_distance
from entredeux.partenaires.annuaire.doublons import Candidate, find_paires

SQUARE = Candidate(
    1, "a", "Espace numérique du Square", "3 rue de l'Invention", "62800", "Liévin", "", (50.4231, 2.7762)
)


def reasons(one: Candidate, other: Candidate) -> list[str]:
    return [reason for pair in find_paires([one, other]) for reason in pair.raisons]


def test_the_same_place_under_two_lists():
    other = replace(SQUARE, id=2, source="b", nom="Espace public numérique du Square", adresse="3, rue de l'Invention")
    assert reasons(SQUARE, other) == ["noms très proches", "même adresse", "au même endroit"]


def test_one_siret_covers_several_counters():
    here = replace(SQUARE, siret="21620510700019")
    there = replace(here, id=2, nom="Bibliothèque des Cités", adresse="40 avenue Autre", point=(50.45, 2.80))
    assert reasons(here, there) == []
    assert reasons(here, replace(there, nom=here.nom, adresse=here.adresse, point=here.point))[0] == "même SIRET"


def test_a_town_shares_its_name_with_all_its_counters():
    ccas = replace(SQUARE, nom="CCAS de Liévin", adresse="1 rue A", point=None)
    assert reasons(ccas, replace(ccas, id=2, nom="CAF de Liévin", adresse="90 rue B")) == []


def test_another_postal_code_is_another_counter():
    assert reasons(SQUARE, replace(SQUARE, id=2, code_postal="62300", commune="Lens")) == []


def test_the_same_name_far_away_is_two_places():
    assert reasons(SQUARE, replace(SQUARE, id=2, adresse="", point=(50.45, 2.80))) == []


CANDIDATES = st.builds(
    Candidate,
    id=st.integers(1, 50),
    source=st.sampled_from("ab"),
    nom=st.sampled_from(["Espace numérique", "espace numerique", "Mairie", "Mairie de Lens", ""]),
    adresse=st.sampled_from(["", "1 rue A", "1, rue A", "2 rue B"]),
    code_postal=st.sampled_from(["", "62300", "62800"]),
    commune=st.sampled_from(["Lens", "Liévin"]),
    siret=st.sampled_from(["", "21620510700019"]),
    point=st.sampled_from([None, (50.42, 2.77), (50.43, 2.83)]),
)


@given(st.lists(CANDIDATES, max_size=12, unique_by=lambda one: one.id), st.randoms(use_true_random=False))
def test_pairs_do_not_depend_on_the_order_of_sheets(candidates, dice):
    found = find_paires(candidates)
    shuffled = list(candidates)
    dice.shuffle(shuffled)
    assert find_paires(shuffled) == found
    assert all(pair.une < pair.autre for pair in found)
    assert len({(pair.une, pair.autre) for pair in found}) == len(found)


def test_distances_are_right_within_half_a_percent():
    lens, lille, paris = (50.4289, 2.8319), (50.6292, 3.0573), (48.8566, 2.3522)
    assert abs(metres(lens, lille) - 27_430) < 300
    assert abs(metres(lille, paris) - 204_300) < 1_500
    assert [say_distance(each).replace("\u00a0", " ") for each in (0, 340, 999, 2_440, 17_600)] == [
        "50 m", "350 m", "1000 m", "2,4 km", "18 km",
    ]  # fmt: skip


@given(
    st.tuples(st.floats(-60, 60), st.floats(-179, 179)),
    st.floats(100, 100_000),
    st.floats(-1, 1),
    st.floats(-1, 1),
)
def test_box_holds_every_point_of_the_circle(centre, radius, up, right):
    south, north, west, east = box_around(centre, radius)
    point = (centre[0] + up * (north - south), centre[1] + right * (east - west))
    if metres(centre, point) <= radius:
        assert south <= point[0] <= north
        assert west <= point[1] <= east
