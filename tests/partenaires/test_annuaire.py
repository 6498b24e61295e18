"""Open directories as they are found: each trap of the real files, in a row of a few."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from entredeux.partenaires.annuaire.conversion import LigneRefusee, convert, is_luhn
from entredeux.partenaires.models import FicheAnnuaire

COLONNES = (
    *(
        "id_fs",
        "lib_fs",
        "adresse",
        "insee_com",
        "code_postal",
        "lib_com",
        "latitude",
        "longitude",
        "mail",
        "telephone",
    ),
    *("h_lundi", "h_mardi"),
)
VALSERHONE = (
    *("1", "France services de Valserhône", "5-9 Rue des Papetiers", "01033", "01200", "Valserhône", "46.106", "5.826"),
    *("franceservices@ccpb01.fr", "04 50 56 87 49", "13:30 - 17:00", "09:00 - 12:00"),
)
SAINT_TRIVIER = (
    *("2", "France services", "22 Esplanade", "01388", "01560", "Saint-Trivier-de-Courtes", "46.459", "5.083"),
    *("saint-trivier-de-courtes@exemple.fr", "04 74 30 19 63", "", ""),
)
FRANCE_SERVICES = "".join(",".join(row) + "\n" for row in (COLONNES, VALSERHONE, SAINT_TRIVIER))
DIALECTE = """Lieu,Adresse postale,Email,Téléphone,Coord. X,Coord. Y
Abracodabra,8 rue de la Boétie - 33000 Bordeaux,marie.dupont@exemple.fr,0612345678,44.85,-0.57
,12 rue sans nom - 33000 Bordeaux,,,,
Sans lieu,,,,,
"""


def run(path: Path, *options: str) -> dict:
    out = StringIO()
    call_command("import_partenaires", str(path), "--json", *options, stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


@pytest.fixture
def liste(tmp_path) -> Path:
    path = tmp_path / "liste-fs.csv"
    path.write_text(FRANCE_SERVICES, encoding="utf-8")
    return path


def test_list_of_france_services_is_known_by_its_columns(db, liste):
    answer = run(liste)

    assert (answer["lues"], answer["acceptees"], answer["rejetees"], answer["doublons"]) == (2, 2, [], 0)
    assert (answer["encodage"], answer["separateur"], answer["ligne_entete"]) == ("utf-8", ",", 1)
    assert answer["mapping"]["format"] == "france-services"
    one = FicheAnnuaire.objects.get(identifiant="1")
    assert (one.nom, one.code_insee, one.code_postal) == ("France services de Valserhône", "01033", "01200")
    assert one.horaires_accueil == "Mo 13:30-17:00; Tu 09:00-12:00"
    assert FicheAnnuaire.objects.get(identifiant="2").courriel == "saint-trivier-de-courtes@exemple.fr"


def test_second_run_adds_nothing_and_a_changed_row_is_refreshed(db, liste):
    run(liste)
    assert run(liste)["doublons"] == 2

    liste.write_text(FRANCE_SERVICES.replace("04 50 56 87 49", "04 50 00 00 00"), encoding="utf-8")
    answer = run(liste)

    assert (answer["acceptees"], answer["doublons"]) == (1, 1)
    assert FicheAnnuaire.objects.get(identifiant="1").telephone == "0450000000"


def test_row_gone_from_its_source_is_marked_and_comes_back(db, liste):
    run(liste)
    whole = liste.read_text(encoding="utf-8")
    liste.write_text("".join(whole.splitlines(keepends=True)[:2]), encoding="utf-8")
    run(liste)
    assert FicheAnnuaire.objects.get(identifiant="2").disparue_le is not None

    liste.write_text(whole, encoding="utf-8")
    run(liste)
    assert FicheAnnuaire.objects.get(identifiant="2").disparue_le is None


def test_dialect_with_its_traps(db, tmp_path):
    path = tmp_path / "gironde.csv"
    path.write_text(DIALECTE, encoding="utf-8")

    answer = run(path)

    assert answer["rejetees"] == [
        {"ligne": 3, "raison": "sans nom"},
        {"ligne": 4, "raison": "ni commune, ni coordonnées : personne ne saurait où aller"},
    ]
    kept = FicheAnnuaire.objects.get()
    assert (kept.code_postal, kept.commune, kept.adresse) == ("33000", "Bordeaux", "8 rue de la Boétie")
    assert (kept.courriel, kept.telephone) == ("", "")  # a person's
    assert (kept.latitude, kept.longitude) == (44.85, -0.57)


def test_dry_run_writes_nothing(db, liste):
    assert run(liste, "--dry-run")["acceptees"] == 2
    assert not FicheAnnuaire.objects.exists()


def test_file_without_name_nor_place_is_refused_and_changes_nothing(db, tmp_path, capsys):
    path = tmp_path / "autre.csv"
    path.write_text("couleur,taille\nrouge,3\n", encoding="utf-8")
    with pytest.raises(SystemExit) as stop:
        call_command("import_partenaires", str(path), stderr=StringIO())
    assert stop.value.code == 2
    assert not FicheAnnuaire.objects.exists()


def test_missing_file_is_said(db):
    with pytest.raises(SystemExit) as stop:
        call_command("import_partenaires", "/nulle/part.csv", stderr=StringIO())
    assert stop.value.code == 2


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [
        ("45.95", "-0.0085", (45.95, -0.0085)),
        ("-0.57", "44.85", (44.85, -0.57)),  # swapped
        ("6692424,50691385", "475198,121680863", (47.294, 0.0247)),  # Lambert-93, decimal commas
        ("-21.1", "55.5", (-21.1, 55.5)),  # La Réunion, left alone
        ("0", "0", (None, None)),
        ("abc", "2", (None, None)),
    ],
)
def test_coordinates_put_in_order(lat, lon, expected):
    found = convert({"nom": "Lieu", "commune": "X", "latitude": lat, "longitude": lon}, []).valeurs
    got = (found["latitude"], found["longitude"])
    assert got == expected or got == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("siret", "kept"),
    [("00000000000000", ""), ("null", ""), ("401 092 267 00020", "40109226700020"), ("12345678901234", "")],
)
def test_fake_siret_is_dropped(siret, kept):
    assert convert({"nom": "Lieu", "commune": "X", "siret": siret}, []).valeurs["siret"] == kept


def test_la_poste_has_its_own_rule():
    assert is_luhn("35600000063516")


@pytest.mark.parametrize(
    ("phone", "kept"), [("326533780", "0326533780"), ("+33679000000", ""), ("04.50.56.87.49", "0450568749"), ("?", "")]
)
def test_phones(phone, kept):
    assert convert({"nom": "Lieu", "commune": "X", "telephone": phone}, []).valeurs["telephone"] == kept


def test_name_of_a_person_alone_is_refused():
    with pytest.raises(LigneRefusee, match="personne"):
        convert({"nom": "Mme Durand", "commune": "X"}, [])
