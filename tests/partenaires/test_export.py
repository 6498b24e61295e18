"""The directory handed out, judged by the State's own package and by frictionless; never what a team wrote."""

import csv
import io
import json

import frictionless
import pytest
from data_inclusion.schema.v1 import Service, Structure

from entredeux.cadre.models import EntreeJournal
from entredeux.partenaires.actions import write_note
from entredeux.partenaires.annuaire.export import (
    COLONNES_MEDIATION_NUM,
    export_data_inclusion,
    export_mediation_num,
    international,
    write_csv,
)
from entredeux.partenaires.models import FicheAnnuaire
from tests.architecture.sources import RACINE
from tests.partenaires.fabrique import DEMARCHES, NUMERIQUE, make_fiche
from tests.partenaires.test_annuaire import run

SCHEMA = RACINE / "tests" / "partenaires" / "donnees" / "standard-mediation-num.schema.json"
ENTIERE = {
    "siret": "40109226700020",
    "telephone": "0321000001",
    "courriel": "accueil@numerique.example",
    "site_web": "https://numerique.example",
    "horaires_accueil": "Mo-Fr 09:00-12:00; PH off",
    "date_maj": "2026-09-01",
    "thematiques": [NUMERIQUE, DEMARCHES],
    "publics": ["seniors"],
    "modalites": {"frais_a_charge": ["Gratuit"], "dispositif_programmes_nationaux": ["France Services"]},
}


def test_data_inclusion_accepts_every_row(db):
    make_fiche(**ENTIERE)
    make_fiche("Sans presque rien", adresse="", latitude=None, longitude=None, precision_point="", thematiques=[])
    made = export_data_inclusion(FicheAnnuaire.objects.order_by("pk"))

    structures = [Structure.model_validate(each) for each in made.contenu["structures"]]
    services = [Service.model_validate(each) for each in made.contenu["services"]]
    assert [each.nom for each in structures] == ["Espace numérique fictif", "Sans presque rien"]
    assert structures[0].telephone == "+33321000001"
    assert str(structures[0].date_maj) == "2026-09-01"
    assert {each.value for each in services[0].thematiques} == {NUMERIQUE, DEMARCHES}
    assert services[0].structure_id == structures[0].id
    assert len(services) == 1  # no thématique, no service: nothing is invented
    assert made.ecartees == {}


def test_a_sheet_that_the_national_schema_refuses_stays_out_and_is_counted(db):
    make_fiche("X")
    made = export_data_inclusion(FicheAnnuaire.objects.all())
    assert (made.nombre, dict(made.ecartees)) == (0, {"refusée par data·inclusion : nom": 1})


def test_centre_of_a_commune_is_not_given_as_an_address(db):
    make_fiche(precision_point="commune", horaires_accueil="Sur rendez-vous")
    structure = export_data_inclusion(FicheAnnuaire.objects.all()).contenu["structures"][0]
    assert not {"latitude", "longitude", "horaires_accueil"} & set(structure)


def test_a_day_to_come_is_the_day_we_saw_it(db):
    make_fiche(date_maj="2999-01-01")
    assert export_data_inclusion(FicheAnnuaire.objects.all()).contenu["structures"][0]["date_maj"] == "2026-11-30"


def test_digital_mediation_table_is_valid_for_frictionless(db, tmp_path):
    make_fiche(**ENTIERE)
    make_fiche("Bibliothèque | fictive", **ENTIERE | {"telephone": "0262000001", "publics": []})
    make_fiche("Sans SIRET")
    make_fiche("Sans service", **ENTIERE | {"services": []})
    made = export_mediation_num(FicheAnnuaire.objects.order_by("pk"))
    path = tmp_path / "annuaire.csv"
    path.write_text(write_csv(made.contenu), encoding="utf-8", newline="")

    frictionless.system.trusted = True
    report = frictionless.Resource(path=str(path), schema=str(SCHEMA)).validate()

    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert [row["telephone"] for row in rows] == ["+33321000001", "+262262000001"]
    assert dict(made.ecartees) == {"sans SIRET": 1, "sans service de médiation numérique": 1}
    assert [field["name"] for field in json.loads(SCHEMA.read_text("utf-8"))["fields"]] == list(COLONNES_MEDIATION_NUM)


def test_no_cell_begins_as_a_formula(db):
    make_fiche(**ENTIERE | {"adresse": '=HYPERLINK("x")', "complement_adresse": "-+@étage"})
    row = next(csv.DictReader(io.StringIO(write_csv(export_mediation_num(FicheAnnuaire.objects.all()).contenu))))
    assert (row["adresse"], row["complement_adresse"]) == ('HYPERLINK("x")', "étage")


def test_what_leaves_comes_back_the_same(db, tmp_path):
    make_fiche(**ENTIERE)
    first = export_data_inclusion(FicheAnnuaire.objects.all()).contenu
    path = tmp_path / "annuaire.json"
    path.write_text(json.dumps(first), encoding="utf-8")

    answer = run(path, "--source", "retour")

    assert (answer["mapping"]["format"], answer["acceptees"]) == ("data-inclusion", 1)
    back = FicheAnnuaire.objects.get(source="retour")
    assert (back.nom, back.siret, back.telephone) == ("Espace numérique fictif", "40109226700020", "+33321000001")
    assert sorted(back.thematiques) == sorted([NUMERIQUE, DEMARCHES])
    assert back.horaires_accueil == "Mo-Fr 09:00-12:00; PH off"


@pytest.mark.parametrize("text", ["{", "[]", '{"structures": 3}', '"x"', "\ufeff"])
def test_json_that_says_nothing_is_refused_in_words(db, tmp_path, text):
    path = tmp_path / "vide.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as stop:
        run(path)
    assert stop.value.code == 2
    assert not FicheAnnuaire.objects.exists()


def test_export_from_the_page_is_one_line_of_the_journal_and_holds_no_note(client, claire, samira):
    fiche = make_fiche(**ENTIERE)
    write_note(fiche=fiche, note="Entrer par la cour.", by=samira)
    client.force_login(claire.compte)

    for format in ("data-inclusion", "mediation-num"):
        answer = client.get(f"/partenaires/annuaire/exports/{format}/")
        assert "Espace numérique fictif" in answer.content.decode()
        assert "par la cour" not in answer.content.decode()
    assert EntreeJournal.objects.filter(evenement__startswith="partenaires.annuaire.exporte").count() == 2


def test_mediator_and_funder_take_no_file(client, samira, paul):
    make_fiche(**ENTIERE)
    for who in (samira, paul):
        client.force_login(who.compte)
        assert client.get("/partenaires/annuaire/exports/data-inclusion/").status_code == 404


@pytest.mark.parametrize(
    ("phone", "said"), [("0321000001", "+33321000001"), ("0590000001", "+590590000001"), ("3939", "3939"), ("", "")]
)
def test_phones_in_the_international_form(phone, said):
    assert international(phone) == said
