"""The shell opens for anybody and holds nothing; the packet opens for whoever records, and holds no person."""

import json
from pathlib import Path

import pytest

from entredeux.carnet import actions
from entredeux.carnet.models import JetonCarnet, Telephone
from entredeux.carnet.views import telephone
from tests.carnet.conftest import enrol

pytestmark = pytest.mark.django_db


def test_the_shell_opens_without_a_session_and_says_nothing(client, structure):
    page = client.get("/terrain/carnet/")
    assert page.status_code == 200
    assert structure.nom not in page.content.decode()


def test_the_worker_names_files_that_exist(client):
    script = client.get("/terrain/service.js").content.decode()
    assert "carnet/app.js" in script
    assert client.get("/terrain/service.js")["Service-Worker-Allowed"] == "/terrain/"


def test_the_manifest_is_scoped_to_the_field(client):
    said = json.loads(client.get("/terrain/carnet/manifeste.json").content)
    assert (said["scope"], said["start_url"], said["display"]) == ("/terrain/", "/terrain/carnet/", "standalone")


def test_the_packet_holds_places_and_words_and_nobody(client, samira, hall, mission, karim):
    client.force_login(samira.compte)
    said = json.loads(client.get("/terrain/carnet/paquet.json").content)
    assert [lieu["nom"] for lieu in said["lieux"]] == ["Hall B, rue Racine", "Square Verlaine"]
    assert said["missions"][0]["themes"] == ["hall"]
    assert {"motifs", "issues", "occupations"} <= said["vocabulaires"].keys()
    assert "Karim" not in json.dumps(said)


def test_the_packet_holds_the_card_of_duties(client, samira, mission):
    """Numbers, what the law asks, what is kept and what is not: a danger does not wait for the network."""
    client.force_login(samira.compte)
    said = json.loads(client.get("/terrain/carnet/paquet.json").content)
    assert {"17", "15", "18", "115", "119", "3018"} <= {each["numero"] for each in said["numeros"]}
    assert {"garder", "ne_pas_garder"} < said["alerte"].keys()
    assert any("434-3" in each["article"] and each["source"] for each in said["alerte"]["devoirs"])


def test_a_packet_already_carried_is_not_sent_again(client, samira, hall, mission):
    client.force_login(samira.compte)
    first = client.get("/terrain/carnet/paquet.json")
    again = client.get("/terrain/carnet/paquet.json", headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_a_funder_finds_neither_packet_nor_quarantine(client, paul):
    client.force_login(paul.compte)
    for address in ("/terrain/carnet/paquet.json", "/carnet/quarantaine/", "/carnet/telephones/"):
        assert client.get(address).status_code == 404
    assert client.post("/terrain/carnet/telephone/", {"nom": "x"}).status_code == 404


def test_preparing_a_phone_gives_a_token_once(client, samira):
    client.force_login(samira.compte)
    answer = client.post("/terrain/carnet/telephone/", {"nom": "Téléphone du binôme"})
    said = answer.json()
    assert (answer.status_code, said["compte"]["nom"], len(said["cle"]["publique"])) == (201, "Samira", 130)
    assert said["jeton"] not in JetonCarnet.objects.get().index


def test_a_phone_without_name_is_refused_with_words(client, samira):
    client.force_login(samira.compte)
    answer = client.post("/terrain/carnet/telephone/", {"nom": " "})
    assert answer.status_code == 422
    assert "Donnez un nom" in answer.json()["message"]
    assert not Telephone.objects.exists()


def test_preparing_the_same_account_again_ends_its_former_right(samira):
    first = enrol(samira)
    phone = Telephone.objects.get()
    actions.enrol_compte(telephone=phone.pk, by=samira)
    assert [bool(row.revoque_le) for row in JetonCarnet.objects.order_by("cree_le")] == [True, False]
    assert first.jeton


def test_the_worker_keeps_every_module():
    """A module it would not keep is a screen that does not open without network."""
    folder = Path(telephone.__file__).parents[1] / "static" / "carnet"
    assert sorted(file.stem for file in folder.glob("*.js")) == sorted(telephone.MODULES)
