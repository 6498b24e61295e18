"""Each principle of the frame has its page, and the screens that uphold it."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from entredeux.themes.principes import ecrans, ecrans_of, principes_of, read_carte_alerte, read_principes
from entredeux.themes.queries import labels
from tests.functional.adresses import names


@pytest.fixture
def phone(samira) -> Client:
    client = Client()
    client.force_login(samira.compte)
    return client


def test_nine_principles_with_what_public_pages_say_and_where(db):
    assert [each.code for each in read_principes()] == list(labels("principes"))
    assert len(read_principes()) == 9


def test_every_principle_is_upheld_by_screens_that_exist(db):
    known = {name for name, _ in names()}
    for principe in read_principes():
        assert ecrans_of(principe.code), principe.code
    for ecran in ecrans():
        assert ecran.principe in labels("principes")
        assert set(ecran.vues) <= known, ecran
        try:
            reverse(ecran.url_name)
        except NoReverseMatch:
            pytest.fail(f"{ecran.url_name} demande une fiche : donnez la page d'où l'on y vient")


def test_page_of_a_principle_links_what_one_may_open(phone, paul):
    address = reverse("themes:principe", args=["droits_fondamentaux"])
    seen = phone.get(address).content.decode()
    assert f'href="{reverse("situations:alertes")}"' in seen
    assert f'href="{reverse("terrain:urgence")}"' in seen
    funder = Client()
    funder.force_login(paul.compte)
    seen = funder.get(address).content.decode()
    assert f'href="{reverse("situations:alertes")}"' not in seen
    assert "L&#x27;alerte" in seen
    assert phone.get(reverse("themes:principe", args=["inconnu"])).status_code == 404


def test_footer_of_every_field_page_leads_to_the_frame(phone):
    frame = reverse("themes:principes")
    for name in (
        "terrain:accueil",
        "terrain:intervention",
        "situations:liste",
        "situations:nouvelle",
        "terrain:interventions",
    ):
        assert f'href="{frame}"' in phone.get(reverse(name)).content.decode(), name
    assert reverse("themes:principe", args=["tiers"]) in phone.get(reverse("terrain:accueil")).content.decode()


def test_footer_is_not_shown_to_who_has_no_field_page(paul):
    client = Client()
    client.force_login(paul.compte)
    page = client.get("/observatoire/explorer/").content.decode()
    assert "Cadre de la médiation" not in page


def test_pages_name_the_principles_they_uphold(db):
    assert [code for code, _ in principes_of("situations:declarer_lien")] == ["independance", "impartialite"]
    assert principes_of("programme") == []


def test_card_says_duties_what_is_kept_and_what_is_not_to_everyone_alike(phone, samira):
    card = read_carte_alerte()
    anyone, hers = Client().get(reverse("terrain:urgence")), phone.get(reverse("terrain:urgence"))

    assert anyone.status_code == 200
    page = anyone.content.decode()
    for each in card.devoirs:
        assert each.article in page
        assert each.source.split(" ")[0] in page
    for number in ("17", "15", "18", "115", "119", "3018"):
        assert f'href="tel:{number}"' in page
    assert "434-3" in page
    assert "Le récit des faits" in page
    assert hers.content == anyone.content
    assert samira.compte.nom not in hers.content.decode()
    assert "csrfmiddlewaretoken" not in page
