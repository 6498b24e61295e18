import re

import pytest
from django.urls import reverse

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Compte
from entredeux.reseau.programme import load_programme
from entredeux.ui import menu

PERSONNES = [
    prise.personne
    for serie in load_programme().series
    for evenement in serie.evenements
    for prise in [*evenement.interventions, *evenement.pleniere]
    if prise.personne
] + ["Marie Slimati"]


def test_home_shows_the_programme_with_the_log_in_beside_it(client):
    response = client.get("/")
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count('class="seance"') == 9
    assert f'action="{reverse("account_login")}"' in page
    assert page.index("2024-12-05") < page.index("2024-02-29") < page.index("2019-12-04")


def test_every_event_has_its_page(client):
    for url in re.findall(r'href="(/programme/[^"]+)"', client.get("/").content.decode()):
        page = client.get(url).content.decode()
        assert page.count("<h1>") == 1
        assert "<h2>Sources</h2>" in page


def test_unknown_event_answers_404(client):
    assert client.get("/programme/2024-01-01-autre/").status_code == 404


@pytest.mark.parametrize("shown", [True, False])
def test_no_page_names_a_speaker_unless_asked(client, settings, shown):
    settings.RESEAU_MONTRE_NOMS = shown
    urls = ["/", *dict.fromkeys(re.findall(r'href="(/programme/[^"]+)"', client.get("/").content.decode()))]
    pages = "".join(client.get(url).content.decode() for url in urls)
    assert {name for name in PERSONNES if name in pages} == (set(PERSONNES) if shown else set())


def test_space_asks_to_log_in(client):
    assert client.get("/espace/")["Location"] == f"{reverse('account_login')}?next=/espace/"


def test_space_leads_each_role_to_its_home(client, samira: Acteur, monkeypatch):
    monkeypatch.setattr(menu, "_accueils", {"mediation": "planche"})
    client.force_login(samira.compte)
    assert client.get("/espace/")["Location"] == reverse("planche")


def test_space_of_an_account_without_structure_says_what_to_do(client, db):
    client.force_login(Compte.objects.create_user("alix@exemple.fr", "un mot de passe long", nom="Alix"))
    page = client.get("/espace/").content.decode()
    assert "n'est rattaché à aucune structure" in page
    assert "Se déconnecter" in page


def test_signed_in_person_still_reads_the_programme_and_sees_the_way_in(client, samira: Acteur):
    client.force_login(samira.compte)
    page = client.get("/").content.decode()
    assert "Ouvrir mon espace" in page
    assert 'name="password"' not in page
    assert page.count('class="seance"') == 9
