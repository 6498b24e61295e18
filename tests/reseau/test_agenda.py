"""What other programs read: calendars parsed back and checked property by property, and the feed."""

import datetime
import time
import xml.etree.ElementTree as ElementTree
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from entredeux.reseau.models import Evenement
from entredeux.reseau.presenters.agenda import export_evenement
from entredeux.reseau.queries.programme import sequences_of
from tests.reseau.fabrique import make_conference, make_evenement, make_sequence, make_serie

HALLS = "2024-12-05-comment-la-mediation-sociale-peut-elle-intervenir-lors"
# RFC 5545, 3.6 and 3.6.1; METHOD needs DTSTART too.
OBLIGATOIRES = {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "STATUS", "SEQUENCE", "LAST-MODIFIED"}
A_9_H, A_17_H = datetime.time(9), datetime.time(17)


def read_ics(client, address: str) -> Calendar:
    """Parsed back, and checked as a strict reader would: lines, mandatory properties, known time zones."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return check_ics(answer.content)


def check_ics(content: bytes) -> Calendar:
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert not any(b"\n" in line or len(line) > 75 for line in lines)
    calendar = Calendar.from_ical(content)
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    assert calendar["PRODID"] == "-//Entre-deux//Programme du reseau//FR"
    zones = {zone["TZID"] for zone in calendar.walk("VTIMEZONE")}
    identifiants = [entry["UID"] for entry in calendar.events]
    assert zones
    assert len(set(identifiants)) == len(identifiants)
    for entry in calendar.events:
        assert set(entry.keys()) >= OBLIGATOIRES
        assert entry.errors == []
        for name in ("DTSTART", "DTEND"):
            if zone := entry[name].params.get("TZID") if name in entry else None:
                assert zone in zones
        if "DTEND" in entry:
            assert entry.decoded("DTEND") > entry.decoded("DTSTART")
    return calendar


def test_webinar_of_5_december_2024_opens_in_a_calendar(client, vrai_programme):
    (entry,) = read_ics(client, f"/evenements/{HALLS}/agenda.ics").events
    assert entry["SUMMARY"].endswith("Avec quels moyens et pour quels résultats ?")
    assert (entry.decoded("DTSTART"), entry.decoded("DTEND")) == (
        datetime.date(2024, 12, 5),
        datetime.date(2024, 12, 6),
    )
    assert (entry["STATUS"], entry["TRANSP"]) == ("CONFIRMED", "TRANSPARENT")
    assert entry["URL"].endswith(f"/programme/webinaires-fm-anct-2024/{HALLS}/")
    assert entry["DESCRIPTION"].startswith("Présence en soirée, repérage rapide")


def test_whole_calendar_holds_every_event_with_a_day(client, vrai_programme):
    """Eight of nine: in June 2019 no day is confirmed, and none is invented."""
    days = [entry.decoded("DTSTART") for entry in read_ics(client, "/agenda.ics").events]
    assert [f"{day:%Y-%m-%d}" for day in days] == [
        "2019-11-19",
        "2019-12-04",
        "2024-02-29",
        "2024-04-04",
        "2024-06-13",
        "2024-09-12",
        "2024-10-17",
        "2024-12-05",
    ]


def test_month_alone_has_no_calendar_yet(client, vrai_programme):
    marseille = Evenement.objects.get(slug__startswith="2019-06")
    assert client.get(f"/evenements/{marseille.slug}/agenda.ics").status_code == 404
    assert "Ajouter à mon agenda" not in client.get(marseille.chemin).content.decode()
    with pytest.raises(ValueError, match="n'est pas confirmé"):
        export_evenement(marseille, [])


def test_calendar_without_any_event_is_a_calendar(client, db):
    assert read_ics(client, "/agenda.ics").events == []


def test_hours_are_those_of_the_place(client, db):
    make_evenement(heure_debut=A_9_H, heure_fin=A_17_H, fuseau="Indian/Reunion", adresse="1 rue des Fleurs")
    calendar = read_ics(client, "/evenements/journee-fictive/agenda.ics")
    (entry,) = calendar.events
    reunion = ZoneInfo("Indian/Reunion")
    assert entry.decoded("DTSTART") == datetime.datetime(2027, 6, 3, 9, tzinfo=reunion)
    assert entry.decoded("DTSTART").astimezone(datetime.UTC).hour == 5
    assert entry["LOCATION"] == "1 rue des Fleurs, Lille"
    assert "TRANSP" not in entry


def test_summer_and_winter_hours_are_both_told(client, db):
    serie = make_serie()
    for slug, day in (("hiver", datetime.date(2027, 1, 15)), ("ete", datetime.date(2027, 7, 15))):
        make_evenement(serie, slug=slug, date_debut=day, heure_debut=A_9_H, heure_fin=A_17_H)
    calendar = read_ics(client, "/agenda.ics")
    assert [entry.decoded("DTSTART").astimezone(datetime.UTC).hour for entry in calendar.events] == [8, 7]
    (zone,) = calendar.walk("VTIMEZONE")
    assert {part.name for part in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}


def test_conference_exports_all_its_sessions(client, db):
    """36 sessions of three days, and the conference itself, which holds no time of its own."""
    make_conference(36, 3, 5)
    whole, *sessions = read_ics(client, "/evenements/conference-fictive/agenda.ics").events
    assert len(sessions) == 36
    assert (whole.decoded("DTSTART"), whole.decoded("DTEND")) == (datetime.date(2027, 6, 1), datetime.date(2027, 6, 4))
    assert whole["TRANSP"] == "TRANSPARENT"
    assert {entry["RELATED-TO"] for entry in sessions} == {whole["UID"]}
    assert sessions[0].decoded("DTSTART") == datetime.datetime(2027, 6, 1, 9, tzinfo=ZoneInfo("Europe/Paris"))
    assert sessions[0]["LOCATION"] == "Salle 1, Lille"
    assert {entry["LOCATION"] for entry in sessions} == {f"Salle {rank}, Lille" for rank in range(1, 6)}


def test_sessions_one_after_the_other_are_told_in_one_entry(client, db):
    sequences = [make_sequence("Accueil", "09:00", "09:30"), make_sequence("Échanges", "09:30", "11:00", salle="A")]
    make_evenement(heure_debut=A_9_H, heure_fin=datetime.time(11), sequences=sequences)
    (entry,) = read_ics(client, "/evenements/journee-fictive/agenda.ics").events
    assert entry["DESCRIPTION"].replace("\xa0", " ") == "9 h – 9 h 30 : Accueil\n9 h 30 – 11 h : Échanges (A)"


def test_one_participant_s_calendar_holds_the_chosen_workshop_only(db):
    evenement = make_evenement(
        heure_debut=A_9_H,
        heure_fin=A_17_H,
        sequences=[
            make_sequence("Plénière", "09:00", "12:00", genre="pleniere"),
            make_sequence("Le hall", "14:00", "15:30", est_sur_inscription=True),
            make_sequence("L'école", "14:00", "15:30", est_sur_inscription=True),
        ],
    )
    sequences = sequences_of(evenement)
    chosen = {sequences[1].pk}
    (entry,) = check_ics(export_evenement(evenement, sequences, chosen)).events
    assert "Le hall" in entry["DESCRIPTION"]
    assert "Plénière" in entry["DESCRIPTION"]
    assert "L'école" not in entry["DESCRIPTION"]
    assert len(check_ics(export_evenement(evenement, sequences)).events) == 4


def test_cancelled_event_is_cancelled_in_calendars(client, db):
    make_evenement(est_annule=True, motif_annulation="La salle est fermée.")
    for address in ("/agenda.ics", "/evenements/journee-fictive/agenda.ics"):
        (entry,) = read_ics(client, address).events
        assert entry["STATUS"] == "CANCELLED"
        assert entry["DESCRIPTION"] == "Annulé. La salle est fermée."


def test_corrected_event_replaces_the_former_one(client, db):
    """Same UID, a higher SEQUENCE: what a calendar that subscribes needs to correct what it had."""
    page = make_evenement()
    page.save_revision().publish()
    Evenement.objects.update(last_published_at=datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC))
    (before,) = read_ics(client, "/agenda.ics").events
    page.refresh_from_db()
    page.title = "Journée déplacée"
    page.save_revision().publish()
    Evenement.objects.update(last_published_at=datetime.datetime(2027, 1, 2, tzinfo=datetime.UTC))
    (after,) = read_ics(client, "/agenda.ics").events
    assert (after["UID"], after["SUMMARY"]) == (before["UID"], "Journée déplacée")
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_text_of_an_editor_does_not_break_the_file(client, db):
    make_evenement(title="A;B,C\\D\r\nBEGIN:VEVENT", slug="x", resume="é" * 300 + "\nEND:VCALENDAR")
    (entry,) = read_ics(client, "/agenda.ics").events
    assert entry["SUMMARY"].startswith("A;B,C\\D")
    assert entry["DESCRIPTION"].endswith("\nEND:VCALENDAR")


def test_calendar_makes_the_same_queries_whatever_its_size(client, db, django_assert_num_queries):
    serie = make_serie()
    make_evenement(serie, sequences=[make_sequence("Atelier", "14:00", "15:00")])
    client.get("/agenda.ics")
    with django_assert_num_queries(3):
        client.get("/agenda.ics")
    for rank in range(20):
        make_evenement(serie, slug=f"f-{rank}", sequences=[make_sequence("Atelier", "14:00", "15:00")])
    with django_assert_num_queries(3):
        assert len(read_ics(client, "/agenda.ics").events) == 21


def test_export_of_a_conference_stays_quick(client, db):
    """Processor time, with room for a slow machine; the bench measures (bench/programme.py)."""
    make_conference(36, 3, 5)
    client.get("/evenements/conference-fictive/agenda.ics")
    start = time.process_time()
    client.get("/evenements/conference-fictive/agenda.ics")
    assert time.process_time() - start < 0.4


# --- the feed

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_feed_tells_the_last_published_first(client, vrai_programme):
    answer = client.get("/agenda.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    entries = feed.findall("a:entry", ATOM)
    assert len(entries) == 9
    for entry in entries:
        assert all(entry.find(f"a:{name}", ATOM) is not None for name in ("id", "title", "updated", "link"))
    halls = next(e for e in entries if "halls" in e.findtext("a:title", "", ATOM))
    assert halls.find("a:link", ATOM).get("href").endswith(f"/programme/webinaires-fm-anct-2024/{HALLS}/")
    assert [each.get("term") for each in halls.findall("a:category", ATOM)] == [
        "Occupations de halls",
        "Tranquillité résidentielle",
        "Bailleurs",
        "Soirée",
    ]
    marseille = next(e for e in entries if "Sud-PACA" in e.findtext("a:title", "", ATOM))
    assert "juin 2019, jour non confirmé" in marseille.findtext("a:summary", "", ATOM)


def test_every_page_of_the_network_names_the_feed(client, vrai_programme):
    assert '<link rel="alternate" type="application/atom+xml"' in client.get("/").content.decode()
