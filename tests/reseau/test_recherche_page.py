"""The search page, for the public and for a member of the network; and what keeps the index after the pages."""

import pytest
from django.urls import reverse

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions import withdraw_intervenant
from entredeux.reseau.models import DocumentIndexe, Intervenant, Prise
from entredeux.reseau.queries.recherche import related_themes
from entredeux.reseau.recherche.indexation import rebuild_index
from tests.reseau.fabrique import make_evenement, make_sequence
from tests.reseau.fabrique_recherche import PUBLIC, found, index, make_document, soiree

PAGE = reverse("recherche")
DES_HALLS = (
    "Comment la médiation sociale peut-elle intervenir lors d'occupations illégales de halls d'immeubles ? "
    "Avec quels moyens et pour quels résultats ?"
)


@pytest.fixture
def fonds(db) -> None:
    index(*soiree())


def get(client, **query) -> str:
    response = client.get(PAGE, query)
    assert response.status_code == 200
    return response.content.decode()


def test_first_visit_says_what_to_type_and_proposes_themes(client, fonds):
    page = get(client)
    assert page.count("<h1>") == 1
    assert "Rechercher dans ce que le réseau a dit" in page
    assert f'href="{PAGE}?theme=bailleurs"' in page


def test_an_answer_has_its_title_its_place_and_its_passage(client, fonds):
    page = get(client, q="tisanerie")
    assert "1 résultat" in page
    assert 'href="/replay:lievin/?t=751#t-751"' in page
    assert "dit à 12 min 31 s" in page
    assert "<mark>tisanerie</mark>" in page


def test_filters_are_kept_and_can_be_left(client, fonds):
    page = get(client, q="médiation hall", genre="evenement", annee="2024")
    assert '<option value="2024" selected>2024 (2)</option>' in page
    assert 'href="?q=m%C3%A9diation+hall"' in page


def test_a_filter_without_answer_says_so_and_how_to_go_on(client, fonds):
    page = get(client, q="tisanerie", region="99")
    assert "Rien avec ces filtres" in page
    assert 'href="?q=tisanerie"' in page


def test_nothing_found_says_what_to_try_and_proposes_themes(client, fonds):
    page = get(client, q="xylophone")
    assert "Rien ne répond à ces mots" in page
    assert f'href="{PAGE}?theme=bailleurs"' in page


def test_themes_that_share_a_word_are_proposed_first(fonds):
    assert related_themes("les bailleurs", PUBLIC)[0] == ("bailleurs", "Bailleurs", 1)
    assert related_themes("illectronismes", PUBLIC)[0] == ("illectronisme", "Illectronisme", 1)


def test_what_was_read_instead_of_a_mistyped_word_is_said(client, fonds):
    page = get(client, q="hârvelement")
    assert "<strong>harcèlement</strong>" in page


def test_the_network_is_found_by_its_members_only(client, db, samira: Acteur, paul: Acteur):
    index(make_document("fiche:1", "Charte des pairs", audience="reseau"))
    assert "Charte des" not in get(client, q="charte")
    client.force_login(paul.compte)
    assert "Charte des" not in get(client, q="charte")
    client.force_login(samira.compte)
    assert "<mark>Charte</mark> des pairs" in get(client, q="charte")


@pytest.mark.parametrize(
    "query",
    [
        {"q": '"'},
        {"q": "a\x00b"},
        {"q": "x" * 5000},
        {"q": "hall", "page": "-1"},
        {"q": "hall", "page": "99999999999"},
        {"q": "hall", "page": "999"},
        {"q": "hall", "annee": "²"},
        {"q": "hall", "annee": "0"},
        {"q": "hall", "theme": "\x00", "region": "x" * 900, "genre": "<script>"},
        {"q": "<script>alert(1)</script>"},
    ],
)
def test_nothing_in_the_address_breaks_the_page(client, fonds, query):
    page = get(client, **query)
    assert "<script>alert" not in page


def test_only_reading_is_answered(client, db):
    assert client.post(PAGE, {"q": "hall"}).status_code == 405


def test_as_many_queries_for_three_results_and_three_hundred(client, db, django_assert_max_num_queries):
    rebuild_index(soiree())
    get(client, q="médiation hall")
    with django_assert_max_num_queries(12):
        get(client, q="médiation hall")
    rebuild_index(
        make_document(
            f"fiche:{n}",
            "Médiation de hall",
            texte="Un hall. " * 90,
            themes=("bailleurs",),
            region="32",
            annee=2000 + n % 25,
        )
        for n in range(300)
    )
    with django_assert_max_num_queries(12):
        get(client, q="médiation hall")


def test_the_real_programme_is_found(client, vrai_programme):
    rebuild_index()
    first = DocumentIndexe.objects.get(reference=found("occupations de halls")[0])
    assert (first.titre, first.annee) == (DES_HALLS, 2024)
    assert client.get(first.url).status_code == 200
    assert f'href="{first.url}"' in get(client, q="occupation hall")


def test_a_published_event_is_found_then_no_more(db):
    evenement = make_evenement(title="Journée des tisaniers", slug="tisaniers", live=False)
    evenement.save_revision().publish()
    assert found("tisaniers") == [f"evenement:{evenement.pk}"]
    evenement.refresh_from_db()
    evenement.unpublish()
    assert found("tisaniers") == []


def test_a_withdrawn_person_is_found_no_more(db):
    person = Intervenant.objects.create(nom="Ondine Valfleury", slug="ondine-valfleury")
    prises = [Prise(intervenant=person, fonction="médiatrice")]
    evenement = make_evenement(sequences=[make_sequence("Tisanes", prises=prises)])
    evenement.save_revision().publish()
    assert found("Valfleury") == [f"evenement:{evenement.pk}"]
    withdraw_intervenant(intervenant=person, by=Acteur.systeme())
    assert found("Valfleury") == []
    assert found("tisanes") == [f"evenement:{evenement.pk}"]
