"""Two people at once on one item: whatever they typed, nothing is overwritten in silence."""

from dataclasses import replace
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from entredeux.reseau.saisie_ateliers import CHAMPS, GROUPES, SaisieElement, merge

few = st.sampled_from(["", "un", "deux"])
saisies = st.builds(
    SaisieElement,
    genre=st.sampled_from(["constat", "proposition", "citation", "engagement"]),
    texte=st.sampled_from(["un", "deux", "trois"]),
    theme=few,
    auteur_citation=few,
    a_consenti=st.booleans(),
    qui=few,
    echeance=st.sampled_from([None, date(2026, 6, 1), date(2026, 9, 1)]),
).map(SaisieElement.cleaned)


@st.composite
def editions(draw: st.DrawFn) -> tuple[SaisieElement, SaisieElement, SaisieElement]:
    """An item, and what two people make of it: each changes a thing, the type above all."""
    lu = draw(saisies)
    hands = []
    for _ in range(2):
        touched, other = draw(st.sampled_from(GROUPES[:1] * 3 + GROUPES)), draw(saisies)
        hands.append(replace(lu, **{champ: getattr(other, champ) for champ in touched}).cleaned())
    return lu, *hands


def changed(lu: SaisieElement, autre: SaisieElement) -> set[str]:
    return {champ for champ in CHAMPS if getattr(lu, champ) != getattr(autre, champ)}


LU = SaisieElement("citation", "un")


@settings(max_examples=300)
@given(editions())
@example((LU, replace(LU, genre="constat"), replace(LU, auteur_citation="deux", a_consenti=True)))
@example((replace(LU, genre="engagement"), LU, replace(LU, genre="engagement", qui="deux")))
def test_without_conflict_each_change_of_both_is_in_the_result(edition):
    lu, voulu, stocke = edition
    result, clash = merge(lu, voulu, stocke)
    if clash:
        return
    result = result.cleaned()
    for someone in (voulu, stocke):
        lost = {champ for champ in changed(lu, someone) if getattr(result, champ) != getattr(someone, champ)}
        # What a change of type empties was not written by anyone.
        assert {champ for champ in lost if getattr(someone, champ)} == set()


@given(saisies, saisies, saisies)
def test_conflict_is_the_same_seen_from_either_side(lu, voulu, stocke):
    assert merge(lu, voulu, stocke)[1] == merge(lu, stocke, voulu)[1]


@given(saisies, saisies, saisies)
def test_same_field_changed_to_two_values_is_always_a_conflict(lu, voulu, stocke):
    _, clash = merge(lu, voulu, stocke)
    for groupe in GROUPES:
        values = [tuple(getattr(each, champ) for champ in groupe) for each in (lu, voulu, stocke)]
        if len(set(values)) == 3:
            assert groupe[0] in clash


@given(saisies, saisies)
def test_alone_one_gets_what_one_typed(lu, voulu):
    assert merge(lu, voulu, lu) == (voulu, set())
    assert merge(lu, voulu, voulu) == (voulu, set())
    assert merge(lu, lu, voulu) == (voulu, set())
