"""The coordination's pages: what waits, why, and the three ways out."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entredeux.carnet.enums import EtatEnveloppe
from entredeux.carnet.models import Enveloppe
from entredeux.demo.carnet import build
from entredeux.terrain.models import Intervention

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, claire, samira):
    build(samira)
    client.force_login(claire.compte)
    return client


def one(raison: str) -> Enveloppe:
    return Enveloppe.objects.get(raison=raison)


def test_the_list_says_what_waits_and_why(desk):
    page = desk.get("/carnet/quarantaine/").content.decode()
    assert "2 saisies du carnet vous attendent" in page
    assert "Une réponse n&#x27;est plus acceptée" in page
    assert "Quelqu&#x27;un d&#x27;autre a changé le même champ" in page


def test_the_coordination_is_told_on_its_day(desk):
    assert "2 saisies du carnet à examiner" in desk.get("/terrain/aujourdhui/").content.decode()


def test_a_code_no_longer_proposed_is_replaced_and_recorded_under_its_author(desk, samira):
    row = one("a_corriger")
    page = desk.get(f"/carnet/quarantaine/{row.pk}/").content.decode()
    assert "renvoi_oral" in page
    before = Intervention.objects.count()
    answer = desk.post(f"/carnet/quarantaine/{row.pk}/", {"issue": "accord"})
    assert answer.status_code == 302
    act = Intervention.objects.get(pk=row.fiche)
    assert (act.issue, act.cree_par, Intervention.objects.count()) == ("accord", samira.compte, before + 1)


def test_still_wrong_it_stays_and_the_page_says_why(desk):
    row = one("a_corriger")
    answer = desk.post(f"/carnet/quarantaine/{row.pk}/", {"issue": ""})
    assert answer.status_code == 302  # an issue is not required: it is recorded without one
    assert Intervention.objects.get(pk=row.fiche).issue == ""


def test_both_values_are_shown_and_the_chosen_one_is_kept(desk):
    row = one("meme_champ")
    page = desk.get(f"/carnet/quarantaine/{row.pk}/").content.decode()
    assert "Celle du carnet : Information donnée" in page
    assert "Celle de la fiche : Accord trouvé" in page
    assert desk.post(f"/carnet/quarantaine/{row.pk}/trancher/", {}).status_code == 422
    assert desk.post(f"/carnet/quarantaine/{row.pk}/trancher/", {"issue": "saisie"}).status_code == 302
    assert Intervention.objects.get(pk=row.fiche).issue == "information_donnee"


def test_putting_aside_needs_a_reason(desk):
    row = one("a_corriger")
    assert desk.post(f"/carnet/quarantaine/{row.pk}/ecarter/", {"motif": ""}).status_code == 422
    assert desk.post(f"/carnet/quarantaine/{row.pk}/ecarter/", {"motif": "Doublon."}).status_code == 302
    row.refresh_from_db()
    assert row.etat == EtatEnveloppe.ECARTEE


def test_a_decided_entry_says_so_and_offers_nothing(desk, claire):
    row = one("a_corriger")
    desk.post(f"/carnet/quarantaine/{row.pk}/ecarter/", {"motif": "Doublon."})
    assert "Écarter cette saisie" not in desk.get(f"/carnet/quarantaine/{row.pk}/").content.decode()


def test_a_rescue_file_that_is_none_changes_nothing(desk):
    count = Enveloppe.objects.count()
    for content in (b"bonjour", b"{}", b'{"genre": "entredeux-carnet-secours", "entrees": [{"id": "x"}]}'):
        answer = desk.post("/carnet/telephones/", {"fichier": SimpleUploadedFile("secours.json", content)})
        assert answer.status_code == 422
        assert "Rien n&#x27;a été changé" in answer.content.decode()
    assert Enveloppe.objects.count() == count


def test_another_structure_sees_nothing(desk, client, nadia):
    client.force_login(nadia.compte)
    assert client.get(f"/carnet/quarantaine/{one('meme_champ').pk}/").status_code == 404
    assert client.get(f"/carnet/quarantaine/{uuid.uuid4()}/").status_code == 404


def test_same_queries_for_one_entry_and_thirty(desk, samira):
    with CaptureQueriesContext(connection) as few:
        desk.get("/carnet/quarantaine/")
    for _ in range(5):
        build(samira)
    with CaptureQueriesContext(connection) as many:
        desk.get("/carnet/quarantaine/")
    assert len(many) == len(few)
