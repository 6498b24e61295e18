"""The index says what its sources say, whatever the order in which it learnt it, and forgets what is taken out."""

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from entredeux.reseau.models import (
    BlocOccurrences,
    DocumentIndexe,
    FormeIndexee,
    IndexRecherche,
    PassageIndexe,
)
from entredeux.reseau.recherche import sources
from entredeux.reseau.recherche.indexation import index_document, rebuild_index, refresh_index, remove_document
from entredeux.reseau.recherche.occurrences import TRANCHE, Bloc, read_bloc, weigh
from tests.reseau.fabrique_recherche import PUBLIC, RESEAU, found, index, make_document, soiree


def state() -> dict[str, object]:
    """All that the index holds, by reference and not by number."""
    names = dict(DocumentIndexe.objects.values_list("pk", "reference"))
    postings = {}
    for stem, audience, tranche, contenu in BlocOccurrences.objects.values_list(
        "racine", "audience", "tranche", "contenu"
    ):
        for rank, line in Bloc.unpack(bytes(contenu)).lignes.items():
            postings[stem, audience, names[tranche * TRANCHE + rank]] = line
    return {
        "postings": postings,
        "formes": {(f.forme, f.audience): (f.racine, f.frequence) for f in FormeIndexee.objects.all()},
        "passages": sorted(PassageIndexe.objects.values_list("document__reference", "rang", "ancre", "texte")),
        "documents": sorted(DocumentIndexe.objects.values_list("reference", "titre", "racines_corps", "empreinte")),
        "nombres": {row.audience: row.documents for row in IndexRecherche.objects.all()},
    }


def test_indexing_one_by_one_in_any_order_is_rebuilding(db):
    documents = soiree()
    index(*reversed(documents))
    by_hand = state()
    rebuild_index(documents)
    assert state() == by_hand
    assert by_hand["nombres"] == {"public": 4, "reseau": 0}


def test_indexing_twice_writes_once(db, django_assert_max_num_queries):
    document = soiree()[0]
    assert index_document(document) is True
    before = state()
    with django_assert_max_num_queries(4 + 2):  # the transaction's own two
        assert index_document(document) is False
    assert state() == before


def test_what_changed_is_found_as_it_is_now(db):
    index(make_document("fiche:1", "La laverie", texte="On y attend, on y parle."))
    assert found("laverie") == ["fiche:1"]
    index(make_document("fiche:1", "Le lavoir", texte="On y attend."))
    assert (found("laverie"), found("lavoir"), found("parle")) == ([], ["fiche:1"], [])


def test_what_is_taken_out_leaves_nothing(db):
    index(*soiree())
    before = state()
    extra = make_document("fiche:extra", "Tisanerie nouvelle", texte="Une tisanerie que personne n'avait vue.")
    index(extra)
    assert state() != before
    assert remove_document("fiche:extra") is True
    assert state() == before
    assert remove_document("fiche:extra") is False


def test_a_document_that_changes_audience_changes_hands(db):
    index(make_document("fiche:1", "Notre charte", audience="reseau"))
    assert (found("charte"), found("charte", RESEAU)) == ([], ["fiche:1"])
    index(make_document("fiche:1", "Notre charte"))
    assert (found("charte"), found("charte", RESEAU)) == (["fiche:1"], ["fiche:1"])
    assert set(state()["nombres"].items()) == {("public", 1), ("reseau", 0)}


def test_refreshing_writes_what_changed_and_forgets_what_is_gone(db):
    documents = soiree()
    rebuild_index(documents)
    kept, changed = documents[:2], make_document("element:ecole", "À l'école", texte="Autre chose.")
    bilan = refresh_index([*kept, changed])
    assert (bilan.documents, bilan.ecrits, bilan.retires) == (3, 1, 1)
    after = state()
    rebuild_index([*kept, changed])
    assert state() == after


def test_another_recipe_makes_everything_again(db):
    rebuild_index(soiree())
    IndexRecherche.objects.update(version=0)
    FormeIndexee.objects.update(frequence=99)
    assert refresh_index(soiree()).ecrits == 4
    assert not FormeIndexee.objects.filter(frequence=99).exists()


def test_two_documents_of_one_name_stop_the_rebuild_and_keep_the_former_index(db):
    rebuild_index(soiree())
    before = state()
    with pytest.raises(ValueError, match="fiche:1"):
        rebuild_index([make_document("fiche:1", "Un"), make_document("fiche:1", "Deux")])
    assert state() == before


def test_command_rebuilds_from_the_registered_sources(db, monkeypatch, capsys):
    monkeypatch.setattr(sources, "_sources", {})
    sources.register_source("fiche", "Fiche", "Fiches", iterate=soiree)
    call_command("recherche_rebuild")
    assert "4 documents (Fiches), 0 retirés" in capsys.readouterr().out
    assert found("tisanerie") == ["replay:lievin"]


@given(st.dictionaries(st.integers(0, TRANCHE - 1), st.tuples(st.integers(1, 65535), st.integers(0, 255)), max_size=60))
def test_a_row_of_postings_is_read_back_as_it_was_packed(lignes):
    packed = Bloc(dict(lignes)).pack()
    assert Bloc.unpack(packed).lignes == lignes
    ranks, weights, titled, _ = read_bloc(packed)
    assert list(ranks) == sorted(lignes)
    assert len(weights) == len(lignes)
    assert list(titled) == sorted(rank for rank, (_, size) in lignes.items() if size)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["hal", "medi", "bail"]), max_size=2000), st.integers(0, 3))
def test_weights_are_whole_bounded_and_grow_with_the_title(corps, times):
    without = weigh([[], [], ["hal", *corps]])
    with_title = weigh([["hal"] * (times + 1), [], ["hal", *corps]])
    assert all(1 <= weight <= 65535 and isinstance(weight, int) for weight in without.values())
    assert with_title["hal"] > without["hal"]


def test_what_a_database_refuses_is_tidied(db):
    index(make_document("fiche:1", "Nul\x00 part", texte="a\x00b " * 3, resume="e\u0301cole"))
    row = DocumentIndexe.objects.get()
    assert (row.titre, row.resume) == ("Nul part", "école")
    assert found("école") == ["fiche:1"]
    assert found("part", PUBLIC) == ["fiche:1"]
