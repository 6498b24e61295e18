"""Opening hours: what is read, what is not guessed, and what a person sends somebody to at that hour."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entredeux.partenaires.annuaire.horaires import (
    JOURS_OSM,
    Horaires,
    read_horaires,
    say_moment,
    say_week,
    write_osm,
)
from entredeux.partenaires.annuaire.horaires_francais import to_osm
from entredeux.partenaires.queries.annuaire import is_open

SEMAINE = "Mo-Fr 09:00-12:00,14:00-18:00; Sa 09:00-12:00; PH off"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris"))


def moment(hours: str, when: str) -> str:
    found = read_horaires(hours)
    assert found is not None
    return say_moment(found, at(when)).phrase.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2026-12-01T10:00", "ouvert maintenant jusqu'à 12 h"),  # a Tuesday
        ("2026-12-01T12:00", "fermé, ouvre aujourd'hui à 14 h"),  # closing time is closed
        ("2026-12-01T19:00", "fermé, ouvre demain à 9 h"),
        ("2026-12-05T13:00", "fermé, ouvre lundi à 9 h"),  # a Saturday
        ("2026-12-25T10:00", "fermé, ouvre demain à 9 h"),  # Christmas, « PH off »
    ],
)
def test_moment_of_an_ordinary_week(when, said):
    assert moment(SEMAINE, when) == said


def test_public_holiday_that_the_hours_do_not_mention_is_not_guessed():
    assert moment("Mo-Fr 09:00-17:00", "2026-12-25T10:00") == "jour férié : appelez avant d'y envoyer quelqu'un"
    assert moment("Mo-Fr 09:00-17:00", "2026-12-24T18:00") == "fermé, ouvre lundi à 9 h"


def test_week_is_said_by_runs_of_days():
    said = [f"{days} {hours}".replace("\u00a0", " ") for days, hours in say_week(read_horaires(SEMAINE))]
    assert said == ["du lundi au vendredi de 9 h à 12 h et de 14 h à 18 h", "le samedi de 9 h à 12 h"]
    assert say_week(read_horaires("24/7")) == [("du lundi au dimanche", "jour et nuit")]


@pytest.mark.parametrize(
    "text",
    ["", "Sur rendez-vous", "week 1-53/2 Mo 09:00-12:00", "Fr 19:00-11:00", "Mo 25:00-26:00",
     "Mo 09:00-12:00,11:00-13:00",
     "Dec 25 off", "Mo[1] 09:00-12:00", "sunrise-sunset"],
)  # fmt: skip
def test_what_goes_beyond_is_not_read(text):
    assert read_horaires(text) is None


@pytest.mark.parametrize(
    ("text", "osm"),
    [
        ("Lundi au vendredi : 9h à 13h et 14h à 17h", "Mo-Fr 09:00-13:00,14:00-17:00"),
        ("9h-12h et 14h-17h du lundi au vendredi", "Mo-Fr 09:00-12:00,14:00-17:00"),
        (
            "Mardi et vendredi : 13h30 à 18h30 Mercredi : 10h30 à 18h30",
            "Tu 13:30-18:30; We 10:30-18:30; Fr 13:30-18:30",
        ),
        ("lundi 13:30 - 17:00 ; mardi 09:00 - 12:00 / 13:30 - 17:00", "Mo 13:30-17:00; Tu 09:00-12:00,13:30-17:00"),
        ("mardi 14:00-17:00\nmercredi Fermé", "Tu 14:00-17:00"),
        ("mercredi de 14 à 18h", "We 14:00-18:00"),
        (SEMAINE, SEMAINE),
    ],
)
def test_french_hours_become_the_national_notation(text, osm):
    assert to_osm(text) == osm


@pytest.mark.parametrize(
    "text",
    [
        "Du lundi au vendredi, de 8h30 à 17h, sur rendez-vous uniquement",
        "9h à 12h / 13h à 17h (17h30 le mercredi)",
        "samedi après-midi tous les 15 jours de 14h à 16h",
        "Lundi au vendredi : 9h à 18h (lundi matin fermé)",
        "9h-12h 14h-17h",
        "du lundi au vendredi de h30 à 12h30",
    ],
)
def test_one_word_not_understood_and_nothing_is_converted(text):
    assert to_osm(text) == ""


def test_hours_are_those_of_the_place():
    noon_in_paris = at("2026-12-01T12:30")
    assert not is_open("Mo-Fr 09:00-12:00", "62510", noon_in_paris)
    assert is_open("Mo-Fr 09:00-16:00", "97411", noon_in_paris)  # 15 h 30 in La Réunion
    assert not is_open("Mo-Fr 09:00-15:00", "97411", noon_in_paris)


@st.composite
def weeks(draw) -> Horaires:
    days = []
    for _ in JOURS_OSM:
        cuts = sorted(draw(st.sets(st.integers(0, 1439), min_size=0, max_size=6)))
        days.append(tuple(zip(cuts[::2], cuts[1::2], strict=False)))
    return Horaires(tuple(days), draw(st.sampled_from([None, True])))


@given(weeks())
def test_any_week_written_is_read_back_the_same(week):
    if any(week.semaine):
        assert read_horaires(write_osm(week)) == week


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text):
    read_horaires(text)
    assert to_osm(text) == "" or read_horaires(to_osm(text)) is not None
