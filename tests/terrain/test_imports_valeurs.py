"""Dates, hours, durations, counts, points and communes as people write them."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from entredeux.socle.lambert93 import to_wgs84
from entredeux.terrain.imports import coordonnees as geo
from entredeux.terrain.imports.territoire import CommuneIntrouvable, find_commune, read_adresse, read_qpv
from entredeux.terrain.imports.valeurs import DateLue, read_count, read_date, read_duree, read_hour, to_local

MARS = date(2024, 3, 5)


@pytest.mark.parametrize(
    "text",
    ["05/03/2024", "5/3/24", "05.03.2024", "2024-03-05", "20240305", "45356", "mardi 5 mars 2024", "5 MARS 2024"],
)
def test_a_day_is_read_however_it_is_written(text):
    assert read_date(text) == DateLue(MARS)


@pytest.mark.parametrize("text", ["2024-03", "03/2024", "mars 2024", "Mars-24"])
def test_a_month_stays_a_month(text):
    assert read_date(text) == DateLue(date(2024, 3, 1), est_au_mois=True)


@pytest.mark.parametrize(
    "text", ["05/03/2024 18h30", "2024-03-05T18:30:00", "05/03/2024 6:30 PM", "5 mars 2024 à 18 h 30"]
)
def test_a_date_may_carry_its_hour(text):
    assert read_date(text) == DateLue(MARS, minutes=18 * 60 + 30)


@pytest.mark.parametrize("text", ["", "31/02/2024", "hier", "2024", "Total", "12", "00/00/0000"])
def test_what_is_no_date_is_not_guessed(text):
    assert read_date(text) is None


def test_american_order_is_a_choice():
    assert read_date("03/05/2024", "mja") == DateLue(MARS)


def test_a_written_offset_is_brought_to_the_structures_time():
    lue = read_date("2024-03-05T23:30:00Z")
    assert to_local(lue, ZoneInfo("Europe/Paris")) == (date(2024, 3, 6), 30)
    assert to_local(lue, ZoneInfo("America/Guadeloupe")) == (MARS, 19 * 60 + 30)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("18h30", 1110), ("18:30", 1110), ("18 h", 1080), ("0,75", 1080), ("6 PM", 1080), ("25h", None), ("soir", None)],
)
def test_hours(text, minutes):
    assert read_hour(text) == minutes


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("1h30", 90), ("90 min", 90), ("1:30", 90), ("1,5 h", 90), ("45", 45), ("1h75", None), ("?", None)],
)
def test_durations(text, minutes):
    assert read_duree(text) == minutes


def test_a_bare_duration_may_be_in_hours():
    assert read_duree("1,5", "heures") == 90


@pytest.mark.parametrize(
    ("text", "count"), [("3", 3), ("1 234", 1234), ("3 personnes", 3), ("2-4", 2), ("10+", 10), ("beaucoup", None)]
)
def test_counts(text, count):
    assert read_count(text) == count


@pytest.mark.parametrize(
    ("metres", "degrees"),
    [
        # Computed by PROJ 9 (EPSG:4326 to EPSG:2154): Eiffel tower, Brest, Strasbourg, Ajaccio, Lens, the origin.
        ((648237.103, 6862249.443), (2.2945, 48.8582)),
        ((146632.979, 6836262.327), (-4.4861, 48.3904)),
        ((1050362.695, 6840899.647), (7.7521, 48.5734)),
        ((1176667.561, 6108273.283), (8.7386, 41.9192)),
        ((688039.289, 7037255.182), (2.8319, 50.4327)),
        ((700000.0, 6600000.0), (3.0, 46.5)),
    ],
)
def test_lambert93_agrees_with_proj(metres, degrees):
    assert to_wgs84(*metres) == pytest.approx(degrees, abs=1e-7)


@pytest.mark.parametrize(
    "cell",
    [
        "48.82, 2.32",
        "[48.82, 2.32]",
        "48,82 ; 2,32",
        "{'lon': 2.32, 'lat': 48.82}",
        '{"type": "Point", "coordinates": [2.32, 48.82]}',
        "POINT (2.32 48.82)",
    ],
)
def test_both_coordinates_in_one_cell(cell):
    assert geo.split_cell(cell) == (48.82, 2.32)


def test_reading_of_coordinates_is_decided_on_the_whole_column():
    assert geo.detect_reading([(2.83, 50.43), (2.79, 50.42)]) == ("wgs84", False, 1)
    assert geo.detect_reading([(50.43, 2.83), (50.42, 2.79)]) == ("wgs84", True, 1)
    assert geo.detect_reading([(475198.12, 6692424.5)]) == ("lambert93", False, 1)
    assert geo.detect_reading([(55.45, -20.88), (-61.07, 14.61)]) == ("wgs84", False, 1)  # La Réunion, Martinique


def test_one_swapped_point_among_right_ones_is_refused():
    assert geo.to_point(2.83, 50.43, "wgs84", False) == (2.83, 50.43)
    assert geo.to_point(50.43, 2.83, "wgs84", False) == "latitude et longitude semblent inversées sur cette ligne"
    assert geo.to_point(0, 0, "wgs84", False) is None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (("62498", "", ""), "62498"),
        (("1053", "", ""), "01053"),
        (("2A004", "", ""), "2A004"),
        (("75110", "", ""), "75056"),
        (("69383", "", ""), "69123"),
        (("", "75014", ""), "75056"),
        (("", "75000", "PARIS"), "75056"),
        (("", "62300", "LENS"), "62498"),
        (("", "93200", "St Denis"), "93066"),
        (("", "69003", "Lyon cedex 03"), "69123"),
        (("", "", "Liévin"), "62510"),
        (("", "", "62498"), "62498"),
        (("", "", "93200"), "93066"),
        (("", "", "62300 Lens"), "62498"),
        (("", "", "Saint-Denis (93)"), "93066"),
        (("", "", "Saint-Denis (974)"), "97411"),
        (("", "", "Lens (62498)"), "62498"),
        (("", "69211", "Lyon"), "69123"),
        (("", "", ""), ""),
    ],
)
def test_a_commune_is_found_by_what_is_said_of_it(said, code):
    assert find_commune(*said) == code


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (("", "", "Saint-Denis"), "« Saint-Denis » désigne plusieurs communes : Saint-Denis (11339)"),
        (("", "62300", ""), "« 62300 » désigne plusieurs communes"),
        (("", "75014", "Lens"), "le code postal « 75014 » n'est pas celui de « Lens »"),
        (("99999", "", ""), "code commune « 99999 » inconnu"),
        (("", "", "Atlantide"), "commune « Atlantide » inconnue"),
    ],
)
def test_an_ambiguous_commune_always_asks(said, reason):
    with pytest.raises(CommuneIntrouvable) as refused:
        find_commune(*said)
    assert str(refused.value).startswith(reason)


def test_an_address_gives_its_town_only():
    assert read_adresse("107 Boulevards des Maréchaux, 75014 PARIS") == ("75014", "PARIS")
    assert read_adresse("8 rue de la Boétie - 33000 Bordeaux") == ("33000", "Bordeaux")
    assert read_adresse("derrière la gare") == ("", "")


def test_qpv_codes_say_their_generation():
    assert read_qpv("QN00101M") == ("QN00101M", "")
    assert read_qpv("QP001001") == ("", "2015")
    assert read_qpv("oui") == ("", "QPV « oui » : ni un code de 2024 (QN…) ni un code de 2015 (QP…)")
    assert read_qpv("QN99999M")[1] != ""
