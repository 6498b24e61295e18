import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entredeux.cadre.acteur import Acteur
from entredeux.territoires.actions import NouveauLieu, create_lieu, create_lieux
from entredeux.territoires.models import Lieu
from tests.territoires.lieux import CITE_2, DUCHERE, HORS_QPV_LYON

pytestmark = pytest.mark.usefixtures("territoires")
LIEUX, NOUVEAU, RECHERCHE = (reverse(f"territoires:{name}") for name in ("lieux", "nouveau", "recherche"))


def signed_in(who: Acteur) -> Client:
    client = Client()
    client.force_login(who.compte)
    return client


def lieu_at(by: Acteur, nom: str = "Hall Van Gogh", **champs) -> Lieu:
    return create_lieu(by=by, nom=nom, type_lieu="hall", **champs)


def test_claire_creates_a_hall_from_a_point(claire):
    client = signed_in(claire)
    page = client.post(NOUVEAU, {"nom": "Hall Van Gogh", "type_lieu": "hall", "lon": "2,843", "lat": "50.4348"})
    assert (page.status_code, page.url) == (302, LIEUX)
    assert {z.genre: z.code for z in Lieu.objects.get().zones.all()}["qpv_2024"] == "QN06226M"
    assert "Hall Van Gogh" in client.get(LIEUX).content.decode()


def test_a_shared_name_is_asked_and_nothing_typed_is_lost(claire):
    client = signed_in(claire)
    typed = {"nom": "Place Jean-Jaurès", "type_lieu": "place_rue", "adresse": "1 place Jean-Jaurès"}
    page = client.post(NOUVEAU, {**typed, "commune_texte": "saint denis"})
    html = page.content.decode()
    assert page.status_code == 422
    assert [html.count(f'type="radio" name="commune" value="{code}"') for code in ("93066", "97411", "11339")] == [
        1,
        1,
        1,
    ]
    assert "Seine-Saint-Denis" in html
    assert 'value="1 place Jean-Jaurès"' in html
    assert not Lieu.objects.exists()

    chosen = {"commune_texte": "saint denis", "commune_pour": "saint denis", "commune": "93066"}
    assert client.post(NOUVEAU, {**typed, **chosen}).status_code == 302
    assert Lieu.objects.get().commune_id == "93066"


def test_a_radio_left_from_another_text_does_not_count(claire):
    data = {"nom": "Place", "type_lieu": "place_rue", "commune_texte": "Lens", "commune_pour": "saint denis"}
    signed_in(claire).post(NOUVEAU, {**data, "commune": "93066"})
    assert Lieu.objects.get().commune_id == "62498"


def test_an_unknown_name_proposes_what_looks_like_it(claire):
    data = {"nom": "Place", "type_lieu": "place_rue", "commune_texte": "saint den"}
    html = signed_in(claire).post(NOUVEAU, data).content.decode()
    assert 'type="radio" name="commune" value="93066"' in html


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"lon": "abc", "lat": "50"}, "Donnez un nombre de degrés"),
        ({"lon": "50,4348", "lat": "2,843"}, "semblent inversées"),
        ({"lon": "13,4", "lat": "52,5"}, "n'est pas en France"),
        ({"lon": "2,8"}, "donnez les deux, ou aucune"),
        ({"adresse": "3 rue Bollaert, appartement 12"}, "Un logement précis ne se note pas"),
        ({"type_lieu": "domicile", "adresse": "3 rue Bollaert"}, "Un domicile ne dit jamais où il est"),
        ({"type_lieu": "chateau"}, "Sélectionnez un choix valide"),
        ({"commune_texte": "Lansse"}, "Rien ne correspond"),
        ({"qpv_2015_texte": "QN06226M"}, "Rien ne correspond"),
        ({"contrat_ville_texte": "Zzz\x00219", "contrat_ville": "\x00"}, "Rien ne correspond"),
        ({"lon": "2,843", "lat": "50,4348", "qpv_2024_texte": "QN06225M"}, "Le point du lieu donne son quartier"),
    ],
)
def test_every_mistake_has_its_sentence(claire, data, sentence):
    page = signed_in(claire).post(NOUVEAU, {"nom": "Hall", "type_lieu": "hall", **data})
    assert page.status_code == 422
    assert sentence in page.content.decode().replace("&#x27;", "'")
    assert not Lieu.objects.exists()


def test_claire_declares_then_moves_a_place(claire):
    client, lieu = signed_in(claire), lieu_at(claire, lon=CITE_2[1], lat=CITE_2[2])
    url = reverse("territoires:modifier", args=[lieu.pk])
    shown = {"nom": lieu.nom, "type_lieu": "hall", "lon": "2,843", "lat": "50,4348", "version": 1}
    assert client.post(url, {**shown, "qpv_2015_texte": "QP062026", "contrat_ville_texte": "cv219"}).status_code == 302
    codes = {zone.genre: (zone.code, zone.origine) for zone in lieu.zones.all()}
    assert (codes["qpv_2015"], codes["contrat_ville"]) == (("QP062026", "declaree"), ("CV219", "declaree"))

    moved = {**shown, "version": 2, "lon": str(DUCHERE[1]), "lat": str(DUCHERE[2]), "depuis": "2024-09-01"}
    assert client.post(url, moved).status_code == 302
    html = client.get(url).content.decode()
    assert "QN06934M" in html
    assert "31 août 2024" in html


def test_a_stale_form_comes_back_filled(claire):
    client, lieu = signed_in(claire), lieu_at(claire)
    url = reverse("territoires:modifier", args=[lieu.pk])
    assert client.post(url, {"nom": "Hall Rembrandt", "type_lieu": "hall", "version": 1}).status_code == 302
    page = client.post(url, {"nom": "Hall Vermeer", "type_lieu": "hall", "version": 1})
    assert page.status_code == 422
    assert 'value="Hall Vermeer"' in page.content.decode()
    assert "pendant votre saisie" in page.content.decode()


def test_archive_and_reopen(claire):
    client, lieu = signed_in(claire), lieu_at(claire)
    assert client.post(reverse("territoires:archiver", args=[lieu.pk])).status_code == 302
    assert "Hall Van Gogh" not in client.get(LIEUX).content.decode().split("<h1>")[1]
    assert "Hall Van Gogh" in client.get(LIEUX, {"archives": "on"}).content.decode()
    assert client.post(reverse("territoires:rouvrir", args=[lieu.pk])).status_code == 302
    lieu.refresh_from_db()
    assert lieu.est_actif


def test_the_list_costs_the_same_for_one_and_three_hundred(claire):
    client = signed_in(claire)
    lieu_at(claire, lon=CITE_2[1], lat=CITE_2[2])
    client.get(LIEUX)
    one = count_queries(client)
    create_lieux([NouveauLieu(f"Hall {n}", "hall", lon=CITE_2[1], lat=CITE_2[2]) for n in range(300)], by=claire)
    assert count_queries(client) == one


def count_queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(LIEUX).status_code == 200
    return len(queries)


def test_filters_are_in_the_address_and_an_empty_list_says_what_to_do(claire):
    client = signed_in(claire)
    assert "n&#x27;a pas encore de lieu" in client.get(LIEUX).content.decode().replace("'", "&#x27;")
    lieu_at(claire, "Hall Van Gogh", residence="Résidence Sellier")
    lieu_at(claire, "Hall Rembrandt")
    html = client.get(LIEUX, {"q": "sellier"}).content.decode()
    assert ("Hall Van Gogh" in html, "Hall Rembrandt" in html) == (True, False)
    assert "Aucun lieu ne correspond" in client.get(LIEUX, {"q": "zzz"}).content.decode()
    assert "Hall Van Gogh" not in client.get(LIEUX, {"type_lieu": "toit"}).content.decode()


def test_who_reaches_the_pages(claire, samira, paul, nadia, autre_structure):
    lieu = lieu_at(claire)
    urls = [LIEUX, NOUVEAU, reverse("territoires:modifier", args=[lieu.pk])]
    assert [signed_in(claire).get(url).status_code for url in urls] == [200, 200, 200]
    for who in (samira, paul, nadia):
        assert [signed_in(who).get(url).status_code for url in urls] == [404, 404, 404]
        assert signed_in(who).post(reverse("territoires:archiver", args=[lieu.pk])).status_code == 404
    assert Client().get(LIEUX).status_code == 302


def test_search_answers_a_page_without_javascript_and_radios_with_it(samira):
    client = signed_in(samira)
    page = client.get(RECHERCHE, {"q": "saint den", "genre": "commune"}).content.decode()
    assert "Seine-Saint-Denis" in page
    assert "<h1>" in page
    typed = {"commune_texte": "saint den", "genre": "commune", "champ": "commune"}
    fragment = client.get(RECHERCHE, typed, headers={"HX-Request": "true"}).content.decode()
    assert "<h1>" not in fragment
    assert fragment.count('type="radio" name="commune"') == 3
    assert '<input type="hidden" name="commune_pour" value="saint den">' in fragment


def test_search_shows_only_ones_own_places(claire, samira, paul, nadia):
    lieu_at(claire, residence="Grande Résidence")
    found = {}
    for who in (samira, paul, nadia):
        html = signed_in(who).get(RECHERCHE, {"q": "van", "genre": "lieu"}).content.decode()
        found[who.compte.nom] = "Grande Résidence" in html
    assert found == {"Samira": True, "Paul": False, "Nadia": False}


@pytest.mark.parametrize("retour", ["https://ailleurs.exemple.fr/", "//ailleurs.exemple.fr", "javascript:alert(1)"])
def test_search_never_leads_elsewhere(samira, retour):
    html = signed_in(samira).get(RECHERCHE, {"q": "lens", "retour": retour}).content.decode()
    content = html.split("<h1>")[1]
    assert "Lens" in content
    assert "ailleurs" not in content
    assert "javascript" not in content


def test_search_takes_a_choice_back_to_the_page_that_asked(samira):
    html = signed_in(samira).get(RECHERCHE, {"q": "lens", "retour": "/terrain/", "champ": "commune"}).content.decode()
    assert '<form method="get" action="/terrain/">' in html
    assert 'type="radio" name="commune" value="62498"' in html


@pytest.mark.parametrize("q", ["", " ", "%", "_", "'", "<script>", "\x00", "é" * 300, "(", "62300"])
def test_search_takes_any_text(samira, q):
    for genre in ("commune", "qpv", "qpv_2015", "contrat_ville", "lieu", "autre"):
        assert signed_in(samira).get(RECHERCHE, {"q": q, "genre": genre, "champ": "a b"}).status_code == 200


def test_a_point_without_quarter_is_told_from_no_point(claire):
    lieu_at(claire, "Place Bellecour", lon=HORS_QPV_LYON[0], lat=HORS_QPV_LYON[1])
    html = signed_in(claire).get(LIEUX).content.decode()
    assert "Hors quartier prioritaire" in html
    lieu_at(claire, "Lieu sans point")
    assert '<span class="discret">inconnu</span>' in signed_in(claire).get(LIEUX).content.decode()
