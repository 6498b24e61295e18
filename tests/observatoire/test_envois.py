"""A month sent from one instance and received by another: whole, signed, once, over real HTTP."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from entredeux.cadre.models import EntreeJournal
from entredeux.cadre.signature import public_key, sign_document
from entredeux.observatoire import envois
from entredeux.observatoire.audit.union import Constat
from entredeux.observatoire.echange import CHEMIN, USAGE, digest
from entredeux.observatoire.envois import prepare_envoi, send_envoi
from entredeux.observatoire.models import EnvoiReseau, Publication, ReceptionReseau
from entredeux.socle.erreurs import Refus
from tests.observatoire.fabrique import follow, random_acts, write_facts
from tests.observatoire.test_pages_observatoire import logged
from tests.observatoire.test_travail import SELLIER, SEULE, write_work

RESEAU = "https://reseau.example"
MOIS = "2025-03"


@pytest.fixture
def trimestre(structure):
    """January to March: 200 acts a month at Sellier, a few elsewhere, by a team of three."""
    for number in range(1, 4):
        acts = [*random_acts(200, [SELLIER], seed=number), *random_acts(4, ["QN06202M"], seed=number)]
        write_facts(structure, f"2025-{number:02d}", acts)
    follow(structure, SELLIER, "QN06202M")
    return structure


@pytest.fixture
def liste(structure, tmp_path, settings):
    """This instance receives, and knows the structure by its key."""
    path = tmp_path / "connues.json"
    known = [{"structure": str(structure.pk), "nom": "Passerelle", "cle": public_key(USAGE)}]
    path.write_text(json.dumps(known), encoding="utf-8")
    settings.RECEPTION, settings.ADRESSE = str(path), RESEAU
    return path


def preview(by, mois: str = MOIS):
    return prepare_envoi(mois=mois, vers=RESEAU, by=by)


def table_by_quarter(by, **changed) -> dict:
    return next(table for table in preview(by).document["tables"] if table["axes"] == ["qpv"]) | changed


def signed(by, **changed) -> dict:
    return sign_document(preview(by).document | changed, USAGE)


def post(document: object, **headers) -> tuple[int, dict]:
    body = document if isinstance(document, str | bytes) else json.dumps(document)
    answer = Client().post(CHEMIN, body, content_type=headers.pop("content_type", "application/json"), **headers)
    return answer.status_code, json.loads(answer.content)


# --- what leaves


def test_only_what_the_register_says_to_everyone_leaves(trimestre, helene) -> None:
    found = preview(helene)
    axes = [table["axes"] for table in found.document["tables"]]
    assert sorted(axes) == [["qpv"], ["qpv", "domaine"], ["qpv", "registre"]]
    for table in found.document["tables"]:
        line = Publication.objects.get(empreinte=table["empreinte"], coupe__contains=f'"periode":"{MOIS}"')
        assert line.cellules == table["cellules"]
        assert digest(table["cellules"]) == line.empreinte
        assert all(cell[-1] is None or cell[-1] >= 11 for cell in table["cellules"])
    assert found.empreinte == preview(helene).empreinte
    keys = {key for key in found.document if key != "tables"}
    assert keys == {"format", "structure", "nom", "vers", "mois", "revision", "quantites"}


def test_a_table_asked_at_the_floor_of_five_does_not_leave(trimestre, helene) -> None:
    before = preview(helene).document
    line = Publication.objects.filter(coupe__contains=f'"periode":"{MOIS}"').first()
    said = {"structure_id": trimestre.pk, "version_definition": 1, "etat": line.etat, "lignes": 1}
    coupe = line.coupe.replace('"axes":["qpv"', '"axes":["mois"')
    Publication.objects.create(**said, coupe=coupe, audience="partenaire", empreinte="0" * 64, cellules=[["x", 6]])
    assert preview(helene).document == before


def test_quantities_leave_with_the_end_of_their_period(structure, helene) -> None:
    for number in range(1, 13):
        write_work(structure, f"2025-{number:02d}", equipe=SEULE)
    follow(structure, SELLIER)
    periods = {
        month: {q["periode"] for q in preview(helene, month).document["quantites"]}
        for month in ("2025-02", MOIS, "2025-12")
    }
    assert periods == {"2025-02": set(), MOIS: {"2025-T1"}, "2025-12": {"2025-T4", "2025"}}


@pytest.mark.parametrize(
    ("mois", "vers", "words"),
    [
        ("2025-T1", RESEAU, "porte sur un mois"),
        ("2025-13", RESEAU, "n'existe pas"),
        ("2199-01", RESEAU, "ne sont pas encore arrêtés"),
        ("2024-01", RESEAU, "n'est pas arrêté"),
        (MOIS, "http://reseau.example", "commence par https://"),
        (MOIS, "ftp://reseau.example", "Donnez l'adresse"),
        (MOIS, "https://", "Donnez l'adresse"),
        (MOIS, "https://moi:secret@reseau.example", "Donnez l'adresse"),
        (MOIS, "n'importe", "Donnez l'adresse"),
        (MOIS, "https://[reseau", "Donnez l'adresse"),
    ],
)
def test_a_month_or_an_address_that_cannot_be_is_refused(trimestre, helene, mois, vers, words) -> None:
    with pytest.raises(ValidationError) as refusal:
        prepare_envoi(mois=mois, vers=vers, by=helene)
    assert words in refusal.value.messages[0]


def test_an_open_month_is_refused_by_both_sides(trimestre, helene, liste) -> None:
    month = f"{timezone.localdate() - timedelta(days=40):%Y-%m}"
    with pytest.raises(ValidationError, match="ne sont pas encore arrêtés"):
        preview(helene, month)
    assert post(signed(helene, mois=month, quantites=[]))[0] == 422


def test_the_direction_alone_sends(trimestre, claire, paul, samira) -> None:
    for acteur in (claire, paul, samira):
        with pytest.raises(Refus):
            preview(acteur)
        assert logged(acteur).get("/observatoire/envoi/").status_code == 404


def test_what_was_not_read_does_not_leave(trimestre, helene) -> None:
    with pytest.raises(ValidationError, match="a changé depuis"):
        send_envoi(mois=MOIS, vers=RESEAU, empreinte="0" * 64, by=helene)
    assert EnvoiReseau.objects.count() == 0


def test_a_failing_audit_stops_the_sending(trimestre, helene, monkeypatch) -> None:
    monkeypatch.setattr(envois, "attack_union", lambda register: Constat(cibles=60, exactes=1, etroites=1))
    monkeypatch.setattr(envois, "_post", lambda *said: pytest.fail("parti"))
    with pytest.raises(ValidationError, match="1 se retrouvent exactement"):
        send_envoi(mois=MOIS, vers=RESEAU, empreinte=preview(helene).empreinte, by=helene)


# --- what is received


def test_a_month_is_received_once(trimestre, helene, liste) -> None:
    document = signed(helene)
    assert post(document) == (201, {"code": "recu", "message": "Le mois 2025-03 est reçu."})
    assert post(document)[0] == 200
    kept = ReceptionReseau.objects.get()
    assert (kept.nom, kept.mois, kept.revision, kept.document) == ("Passerelle", MOIS, 1, document)
    assert EntreeJournal.objects.filter(evenement="observatoire.envoi.recu").count() == 1


def test_another_content_for_a_received_month_is_refused_unless_revised(trimestre, helene, liste) -> None:
    post(signed(helene))
    assert post(signed(helene, quantites=[]))[1]["code"] == "deja_recu"
    assert post(signed(helene, quantites=[], revision=2))[0] == 201
    assert post(signed(helene))[0] == 409
    assert ReceptionReseau.objects.count() == 2


def test_a_document_for_another_instance_is_refused(trimestre, helene, liste) -> None:
    assert post(signed(helene, vers="https://ailleurs.example"))[1]["code"] == "adresse"


def test_a_cell_under_the_floor_is_refused_whoever_signed(trimestre, helene, liste) -> None:
    cells = [[SELLIER, 10], ["*", 30]]
    table = table_by_quarter(helene, cellules=cells, empreinte=digest(cells))
    assert post(signed(helene, tables=[table]))[1]["code"] == "plancher"


def test_a_document_changed_on_the_way_is_refused(trimestre, helene, liste) -> None:
    document = signed(helene)
    assert post(document | {"nom": "Autre"})[0] == 403
    assert post(document | {"signature": ""})[0] == 403
    assert post(document | {"structure": "00000000-0000-4000-8000-000000000000"})[0] == 403
    assert post(sign_document(preview(helene).document))[0] == 403  # the journal's key is another
    assert ReceptionReseau.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"format": "autre"}, "n'est pas une valeur connue"),
        ({"mois": "mars"}, "n'a pas la forme attendue"),
        ({"revision": "1"}, "est refusé"),
        ({"nom": ""}, "est refusé"),
        ({"personnes": 3}, "n'est pas attendu"),
        ({"tables": 3}, "est refusé"),
        ({"quantites": [{"mesure": "actes", "periode": MOIS, "valeur": 3}]}, "n'est pas un code connu"),
        ({"quantites": [{"mesure": "passages_faits", "periode": MOIS, "valeur": -3}]}, "est trop petit"),
        ({"quantites": [{"mesure": "passages_faits", "periode": "2025-02", "valeur": 3}]}, "ne finit pas avec"),
        ({"quantites": [{"mesure": "interventions_annee", "periode": MOIS, "valeur": 3}]}, "ne finit pas avec"),
    ],
)
def test_a_wrong_document_is_refused_with_its_fault(trimestre, helene, liste, changed, words) -> None:
    status, said = post(signed(helene, **changed))
    assert (status, ReceptionReseau.objects.count()) == (422, 0)
    assert words in said["message"]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([[SELLIER, 12], [SELLIER, 12]], "donnée deux fois"),
        ([[SELLIER, "12"]], "n'a pas un code par axe"),
        ([[12]], "n'a pas un code par axe"),
        ([[]], "n'a pas un code par axe"),
        ([[None, 12]], "n'a pas un code par axe"),
        ([[SELLIER, 12.5]], "est refusé"),
        ([[SELLIER, True]], "est refusé"),
    ],
)
def test_cells_that_do_not_hold_together_are_refused(trimestre, helene, liste, cells, words) -> None:
    table = table_by_quarter(helene, cellules=cells, empreinte=digest(cells))
    status, said = post(signed(helene, tables=[table]))
    assert (status, said["code"]) == (422, "schema")
    assert words in said["message"]
    table = table_by_quarter(helene, empreinte="0" * 64)
    assert "leur empreinte" in post(signed(helene, tables=[table]))[1]["message"]


@pytest.mark.parametrize(
    "body", [" ", "{", "[]", '"x"', "NaN", '{"structure": NaN}', "[" * 100_000, b"\xff\xfe", '{"a": "\\ud800"}']
)
def test_what_is_no_document_is_refused(liste, body) -> None:
    status, said = post(body)
    assert status in (400, 403)
    assert said["message"].endswith(".")


def test_the_door_is_closed_until_the_instance_is_set_to_receive(trimestre, helene, settings) -> None:
    assert Client().post(CHEMIN, "{}", content_type="application/json").status_code == 404


def test_other_verbs_types_and_sizes_are_refused_in_json(liste) -> None:
    assert Client().get(CHEMIN).status_code == 405
    assert post("x", content_type="text/plain")[0] == 415
    assert post("x", CONTENT_LENGTH=str(5 * 1024 * 1024))[0] == 413


def test_an_unreadable_list_receives_nothing(trimestre, helene, liste) -> None:
    document = signed(helene)
    liste.write_text("[{]", encoding="utf-8")
    assert post(document)[1]["code"] == "liste"


# --- over real HTTP


@pytest.fixture
def reseau(live_server, liste, settings):
    """This process answers on a real port as the network's instance would."""
    settings.ADRESSE = settings.RESEAU_INSTANCE = live_server.url
    return live_server.url


@pytest.mark.django_db(transaction=True)
def test_the_direction_reads_confirms_and_sends(reseau, trimestre, helene) -> None:
    client = logged(helene)
    page = client.get(f"/observatoire/envoi/?mois={MOIS}")
    found = prepare_envoi(mois=MOIS, vers=reseau, by=helene)
    assert found.empreinte in page.content.decode()
    assert EnvoiReseau.objects.count() == 0
    asked = {"mois": MOIS, "empreinte": found.empreinte}
    after = client.post("/observatoire/envoi/", asked, follow=True).content.decode()
    assert "Envoyé" in after
    assert ReceptionReseau.objects.get().empreinte == EnvoiReseau.objects.get().empreinte == found.empreinte
    again = client.post("/observatoire/envoi/", asked, follow=True).content.decode()
    assert "était déjà parti" in again
    assert (EnvoiReseau.objects.count(), ReceptionReseau.objects.count()) == (1, 1)
    assert EntreeJournal.objects.filter(evenement="observatoire.envoi.parti").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_refusal_of_the_other_side_is_said_and_nothing_is_noted(reseau, liste, trimestre, helene) -> None:
    liste.write_text("[]", encoding="utf-8")
    client = logged(helene)
    found = prepare_envoi(mois=MOIS, vers=reseau, by=helene)
    page = client.post("/observatoire/envoi/", {"mois": MOIS, "empreinte": found.empreinte})
    assert page.status_code == 422
    assert "ne connaît pas cette structure" in page.content.decode()
    assert EnvoiReseau.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_command_shows_then_sends(reseau, trimestre, helene) -> None:
    said = StringIO()
    call_command("observatoire_send", mois=MOIS, vers=reseau, stdout=said)
    assert "Rien n'est parti" in said.getvalue()
    assert ReceptionReseau.objects.count() == 0
    call_command("observatoire_send", mois=MOIS, vers=reseau, oui=True, stdout=said)
    call_command("observatoire_send", mois=MOIS, vers=reseau, oui=True, stdout=said)
    assert said.getvalue().splitlines()[-1] == "Déjà envoyé, avec ce contenu : rien n'est reparti."
    listed = StringIO()
    call_command("observatoire_receptions", stdout=listed)
    assert listed.getvalue().startswith(f"{MOIS} v1 Passerelle : 3 tableaux")


def test_nobody_at_the_other_end_is_said(trimestre, helene, settings) -> None:
    address = "http://127.0.0.1:9"
    found = prepare_envoi(mois=MOIS, vers=address, by=helene)
    with pytest.raises(ValidationError, match="ne répond pas"):
        send_envoi(mois=MOIS, vers=address, empreinte=found.empreinte, by=helene)
    assert EnvoiReseau.objects.count() == 0


def test_the_command_gives_the_key_and_asks_for_what_it_needs(structure, autre_structure) -> None:
    said = StringIO()
    call_command("observatoire_send", structure=structure.nom, cle=True, stdout=said)
    assert json.loads(said.getvalue()) == {
        "structure": str(structure.pk),
        "nom": structure.nom,
        "cle": public_key(USAGE),
    }
    with pytest.raises(CommandError, match="Dites laquelle"):
        call_command("observatoire_send", mois=MOIS, vers=RESEAU)
    with pytest.raises(CommandError, match="Donnez --mois"):
        call_command("observatoire_send", structure=structure.nom)
