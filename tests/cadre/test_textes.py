"""Reading many sealed texts at once: one line of the journal, few queries, and what is erased stays erased."""

import pytest

from entredeux.cadre import chiffrement
from entredeux.cadre.models import EntreeJournal
from entredeux.cadre.textes import EFFACE, open_textes_without_journal, read_textes
from entredeux.terrain import actions


@pytest.fixture
def consignes(samira):
    return [actions.leave_consigne(texte=f"Mot {rang}", by=samira) for rang in range(3)]


def test_one_line_says_how_many_were_read(consignes, samira):
    before = EntreeJournal.objects.count()
    assert read_textes(consignes, "texte", by=samira) == {row.pk: f"Mot {i}" for i, row in enumerate(consignes)}
    entry = EntreeJournal.objects.latest("numero")
    assert (EntreeJournal.objects.count() - before, entry.evenement, entry.nombre) == (
        1,
        "terrain.consigne.texte.lues",
        3,
    )
    assert len(entry.condense) == 64


def test_same_number_of_queries_for_one_and_for_three(consignes, django_assert_max_num_queries, samira):
    open_textes_without_journal(consignes[:1], "texte")
    for some in (consignes[:1], consignes):
        with django_assert_max_num_queries(2):
            open_textes_without_journal(some, "texte")


def test_an_erased_text_says_so_among_the_others(consignes):
    chiffrement.erase_unite(consignes[1].unite)
    found = open_textes_without_journal(consignes, "texte")
    assert list(found.values()) == ["Mot 0", EFFACE, "Mot 2"]


def test_nothing_read_is_not_journaled(samira):
    before = EntreeJournal.objects.count()
    assert read_textes([], "texte", by=samira) == {}
    assert EntreeJournal.objects.count() == before
