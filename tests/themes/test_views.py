"""Any signed-in account may read a theme: nothing in it is about anyone."""

import pytest
from django.test import Client
from django.urls import reverse

from entredeux.cadre.models import Compte


@pytest.fixture
def paul_lit(client: Client, paul) -> Client:
    client.force_login(Compte.objects.get(nom="Paul"))
    return client


PAGES = ["/themes/", "/themes/hall/", "/themes/voisinage/", "/themes/vocabulaires/"]


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_asked_to_sign_in(db, client, page):
    response = client.get(page)
    assert (response.status_code, response["Location"]) == (302, f"{reverse('account_login')}?next={page}")


@pytest.mark.parametrize("page", PAGES)
def test_a_signed_in_account_reads_it(paul_lit, page):
    response = paul_lit.get(page)
    assert response.status_code == 200
    assert response.content.decode().count("<h1>") == 1
    assert "&amp;" not in response.content.decode()  # nothing is escaped twice


def test_an_unknown_theme_is_not_found(paul_lit):
    assert paul_lit.get("/themes/rodeo/").status_code == 404


def test_registres_two_to_eight_are_marked(paul_lit):
    assert paul_lit.get("/themes/").content.decode().count("libellé de travail</span>") == 7


def test_the_page_of_a_pack_gives_law_numbers_and_partners(paul_lit):
    page = paul_lit.get("/themes/hall/").content.decode()
    for words in (
        "Code de la sécurité intérieure, article L.272-4",
        "cloix-mendesgil.com",
        "Pas encore relu sur le texte officiel",
        '<a href="tel:17">17</a>',
        "Plaques d'immatriculation".replace("'", "&#x27;"),
        "Prévention spécialisée",
        "Délai de réparation par type de dysfonctionnement",
    ):
        assert words in page


def test_a_broken_file_is_told_without_its_folder(paul_lit, dossier):
    (dossier / "jardin.yaml").write_text("code: [", encoding="utf-8")
    page = paul_lit.get("/themes/").content.decode()
    assert "jardin.yaml, ligne 1" in page
    assert str(dossier) not in page
    assert "Conflits de voisinage" in page
