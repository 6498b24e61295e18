"""What answers, and in what order. The same list is awaited on SQLite and on PostgreSQL: the suite runs on both."""

import random

import pytest
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from entredeux.reseau.recherche.extraits import mark
from entredeux.reseau.recherche.indexation import rebuild_index
from entredeux.reseau.recherche.lecture import Filtres
from entredeux.reseau.recherche.synonymes import build, trade_groups, trade_synonyms
from tests.reseau.fabrique_recherche import RESEAU, ask, found, index, make_document, soiree


@pytest.fixture
def fonds(db) -> None:
    index(*soiree())


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("médiation numérique", "evenement:numerique"),
        ("MEDIATION numeriques", "evenement:numerique"),
        ("les halls", "evenement:hall"),
        ("l'illectronisme", "evenement:numerique"),
        ("oeufs", "element:ecole"),
        ("tisaneries", "replay:lievin"),
    ],
)
def test_accents_plurals_elisions_and_ligatures_do_not_matter(fonds, typed, first):
    assert found(typed)[0] == first


@pytest.mark.parametrize("typed", ["harcelemant", "harcèlemnt", "harcelmeent", "harcèlementt", "harvelement"])
def test_one_wrong_letter_is_understood(fonds, typed):
    assert found(typed, synonymes={}) == ["element:ecole"]


def test_what_was_read_instead_is_said(fonds):
    assert ask("harvelement").corrections == [("harvelement", "harcelement")]


def test_a_word_somebody_wrote_is_not_corrected(fonds):
    reponse = ask("sabbat")
    assert [each.document.reference for each in reponse.resultats] == ["replay:lievin"]
    assert reponse.corrections == []


def test_the_beginning_of_a_word_finds_it(fonds):
    assert found("illectr") == ["evenement:numerique"]
    assert ask("illectr").corrections == [("illectr", "illectronisme")]


def test_synonyms_of_the_trade_answer_after_the_word_itself(fonds):
    assert found("hall", synonymes={}) == ["evenement:hall"]
    assert found("hall", synonymes=trade_synonyms()) == ["evenement:hall", "evenement:numerique"]
    assert found("exclusion numérique")[0] == "evenement:numerique"


def test_synonyms_of_several_words_want_them_all():
    assert build([["hall", "parties communes"]]) == {("hal",): (("parti", "comun"),), ("parti", "comun"): (("hal",),)}


def test_every_group_of_synonyms_has_its_reason_and_each_word_adds_something():
    for groupe in trade_groups():
        assert len(groupe.raison) > 20
        assert len(build([groupe.mots])) == len(set(groupe.mots)), groupe.mots
    assert 20 <= len(trade_groups()) <= 60


def test_a_title_that_is_the_question_comes_first(db):
    index(
        make_document("fiche:long", "Congés payés, maladie et départ de la structure : ce qui change"),
        make_document("fiche:texte", "Autre", texte="Les congés payés. " * 20),
        make_document("fiche:exact", "Congés payés"),
    )
    assert found("congés payés", synonymes={})[0] == "fiche:exact"


def test_words_side_by_side_are_worth_more(db):
    apart = "Le compte est tenu chaque soir. On le rend ensuite au bailleur. Il y a encore un mot de plus."
    index(
        make_document("fiche:a", "A", texte=f"{apart} rendu"),
        make_document(
            "fiche:b", "B", texte="Le compte rendu est tenu chaque soir, au bailleur. Il y a un mot de plus."
        ),
    )
    assert found("compte rendu", synonymes={})[0] == "fiche:b"


def test_parts_of_one_whole_that_answer_together_help_each_other(db):
    alone = make_document("a:seul", "Le gardien", texte="Un gardien.", ensemble="ailleurs")
    parts = [make_document(f"b:{n}", "Le gardien", texte="Un gardien.", ensemble="journee") for n in range(2)]
    index(alone, *parts)
    assert found("gardien", synonymes={}) == ["b:0", "b:1", "a:seul"]


def test_equal_documents_come_in_the_order_of_their_reference(db):
    names = [f"fiche:{n:02d}" for n in range(30)]
    shuffled = random.Random(3).sample(names, len(names))
    rebuild_index(make_document(name, "La même chose", texte="Le même texte.") for name in shuffled)
    assert found("chose") == names[:10]
    assert found("chose", page=2) == names[10:20]


# The awaited order is written down: it must come out of both engines, to the last place.
SUJETS = ["hall", "gardien", "école", "harcèlement", "numérique", "bailleur", "voisin", "nuit", "posture", "santé"]
ATTENDU = {
    "gardien hall": "045 013 064 025 047 101 042 031 117 057",
    "harcelement a l'ecole": "002 006 049 026 051 119 072 018 039 069",
    "posture du bailleur la nuit": "012 035 091 008 056 118 090 001 110 075",
    "sante": "037 074 088 050 068 107 009 016 025 004",
}


def body_of_knowledge():
    chance = random.Random(2024)
    for number in range(120):
        words = chance.choices(SUJETS, weights=range(1, 11), k=chance.randint(5, 60))
        yield make_document(
            f"fiche:{number:03d}",
            " et ".join(chance.sample(SUJETS, chance.randint(1, 3))),
            resume=" ".join(chance.choices(SUJETS, k=4)),
            texte=" ".join(words),
            ensemble=f"jour:{number % 7}",
            annee=2019 + number % 6,
        )


@pytest.mark.parametrize("question", ATTENDU)
def test_the_first_ten_are_the_same_on_both_engines(db, question):
    rebuild_index(body_of_knowledge())
    assert [name.removeprefix("fiche:") for name in found(question)] == ATTENDU[question].split()


def test_filters_and_counts(fonds):
    reponse = ask("médiation école hall tisanerie")
    assert reponse.facettes["region"] == [("32", 3), ("11", 1)]
    assert reponse.facettes["annee"] == [("2024", 2), ("2023", 2)]
    kept = ask("médiation école hall tisanerie", filtres=Filtres(region="32", annee=2023))
    assert {each.document.reference for each in kept.resultats} == {"element:ecole", "replay:lievin"}
    assert kept.facettes["genre"] == [("element", 1), ("replay", 1)]
    assert kept.facettes["region"] == [("32", 2)]
    assert kept.facettes["annee"] == [("2024", 1), ("2023", 2)]


def test_without_a_question_a_filter_lists_the_latest_first(fonds):
    reponse = ask("", filtres=Filtres(region="32"))
    assert [each.document.reference for each in reponse.resultats] == [
        "evenement:hall",
        "element:ecole",
        "replay:lievin",
    ]
    assert ask("").resultats == []


def test_what_the_network_keeps_is_hidden_from_the_public(db):
    index(
        make_document("fiche:1", "Charte des collectifs", audience="reseau", themes=("posture",), annee=2020),
        make_document("fiche:2", "Charte publique", themes=("cooperation",), annee=2021),
    )
    assert sorted(found("charte", RESEAU)) == ["fiche:1", "fiche:2"]
    assert ask("colectif", RESEAU).nombre == 1
    assert ask("collectfs", RESEAU).corrections == [("collectfs", "collectifs")]
    reponse = ask("charte collectifs posture")
    assert [each.document.reference for each in reponse.resultats] == ["fiche:2"]
    assert reponse.facettes["theme"] == [("cooperation", 1)]
    assert (ask("collectfs").corrections, ask("collectfs").nombre) == ([], 0)
    assert ask("", filtres=Filtres(theme="posture")).resultats == []


def test_a_recording_opens_at_the_second_it_is_said(fonds):
    (resultat,) = ask("tisanerie").resultats
    assert resultat.extrait.ancre == 751
    assert resultat.extrait.texte == (
        "Nous avons posé une <mark>tisanerie</mark> au pied de la tour, et les voisins sont descendus."
    )


def test_the_passage_with_most_of_the_words_is_shown(db):
    filler = "Un autre jour, une autre équipe, un autre quartier, et rien à en dire de plus ici. " * 8
    index(
        make_document(
            "fiche:1", "Soir", texte=f"{filler} Le gardien ferme. {filler} Le gardien rallume le hall. {filler}"
        )
    )
    (resultat,) = ask("gardien hall", synonymes={}).resultats
    assert "<mark>gardien</mark> rallume le <mark>hall</mark>" in resultat.extrait.texte
    assert len(resultat.extrait.texte) < 400


def test_nothing_of_a_text_passes_unescaped(db):
    index(make_document("fiche:1", "<b>Hall</b>", texte='Le hall <script>alert("x")</script> & le hall'))
    (resultat,) = ask("hall").resultats
    assert resultat.extrait.texte == (
        "Le <mark>hall</mark> &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; le <mark>hall</mark>"
    )


@given(st.text(max_size=600), st.sets(st.sampled_from(["hal", "scrip", "medi", "b"])))
def test_marking_escapes_whatever_the_text(text, stems):
    marked = mark(text, stems)
    assert isinstance(marked, SafeString)
    bare = marked.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert ">" not in bare
    assert marked.count("<mark>") == marked.count("</mark>")


@pytest.mark.parametrize(
    "typed",
    ['"', "'", "\x00", "a\x00b", "%", "_", "\\", "(", "*", "🦊", "x" * 5000, "hall " * 2000, "\ud800", "١٢٣", ""],
)
def test_nothing_typed_breaks_it(fonds, typed):
    assert ask(typed).nombre >= 0


def test_as_many_queries_for_one_document_and_for_three_hundred(db, django_assert_num_queries):
    questions = ("gardien", "gardein du hal", "illec", "harcèlement à l'école")
    rebuild_index(list(body_of_knowledge())[:1])
    counts = {question: count_queries(question) for question in questions}
    rebuild_index(
        make_document(f"fiche:{number}", f"Gardien du hall, école {number}", texte="Harcèlement. " * 30)
        for number in range(300)
    )
    for question in questions:
        assert count_queries(question) <= max(*counts.values(), 11), question


def count_queries(question: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        ask(question)
    return len(queries)
