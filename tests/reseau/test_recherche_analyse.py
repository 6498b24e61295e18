"""From a text to its stems: what must be the same however it is typed."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entredeux.reseau.recherche.analyse import OUTILS, fold, read_question, read_stems, stem, stem_written
from entredeux.reseau.recherche.documents import cut, tidy
from entredeux.reseau.recherche.recette import PASSAGE
from entredeux.reseau.recherche.requete import neighbours

MOTS = st.text(string.ascii_lowercase, min_size=1, max_size=14)


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=200))
def test_any_text_gives_stems_that_can_be_stored(text):
    stems = read_stems(text)
    assert all(0 < len(each) <= 40 and each.isascii() and each.isalnum() for each in stems)


@given(MOTS)
def test_a_letter_dropped_exchanged_replaced_or_added_is_a_neighbour_both_ways(word):
    near = neighbours(word)
    assert word not in near
    assert all(word in neighbours(other) for other in sorted(near)[:5] if other)
    assert all(abs(len(other) - len(word)) <= 1 for other in near)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("médiation", "mediation"),
        ("MÉDIATION", "médiation"),
        ("médiateur", "médiatrices"),
        ("médiation", "médiateurs"),
        ("école", "l'école"),
        ("école", "l’écoles"),
        ("œuvre", "oeuvres"),
        ("conflit", "conflits"),
        ("local", "locaux"),
        ("bureau", "bureaux"),
        ("payé", "payer"),
        ("harcèlement", "harceler"),
        ("habitante", "habitants"),
        ("participatif", "participation"),
        ("déontologique", "deontologiques"),
        ("formatrice", "formation"),
        ("sabbatique", "sabatique"),
        ("professionnelle", "profesionnelles"),
        ("13ème", "13e"),
        ("13 e", "13"),
    ],
)
def test_what_is_looked_for_together_has_one_stem(one, other):
    assert read_stems(one) == read_stems(other)
    assert len(read_stems(one)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("quartier", "quart"),
        ("licence", "licencier"),
        ("avenir", "avenant"),
        ("impartialité", "partie"),
        ("hall", "halte"),
        ("prévention", "prévenant"),
    ],
)
def test_what_has_nothing_to_do_together_has_two(one, other):
    assert stem(one) != stem(other)


def test_tool_words_are_not_indexed_and_elisions_are_cut():
    assert read_stems("Qu'est-ce que l'aller vers, jusqu'aujourd'hui ?") == ["aler"]
    assert {"le", "est", "comment"} <= OUTILS


def test_words_of_asking_go_unless_nothing_else_is_said():
    assert [mot.forme for mot in read_question("Bonjour, je cherche un local, merci")] == ["local"]
    assert [mot.forme for mot in read_question("bonjour")] == ["bonjour"]


@given(st.lists(MOTS, min_size=1, max_size=12))
def test_a_word_cut_out_of_a_text_has_the_stem_it_was_indexed_under(words):
    text = " ".join(words)
    assert [found for found in map(stem_written, words) if found] == read_stems(text)


@given(st.text(max_size=3000), st.integers(0, 5000) | st.none())
def test_cutting_loses_no_word_and_keeps_passages_short(text, ancre):
    passages = cut(text, ancre)
    assert "".join("".join(passage.texte for passage in passages).split()) == "".join(tidy(text).split())
    assert all(0 < len(passage.texte) <= 2 * PASSAGE and passage.ancre == ancre for passage in passages)
