"""Lists of joinings as rooms export them. People and addresses are invented; the columns are those of real exports."""

import io
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from entredeux.reseau.connexions import LigneRefusee, read_connexions
from entredeux.reseau.connexions.horloge import read_duree
from entredeux.reseau.intervalles import clip, merge, total
from entredeux.socle.lecture.erreurs import FichierRefuse

PARIS = ZoneInfo("Europe/Paris")
JOUR = date(2024, 12, 5)


def lire(text: str | bytes, encoding: str = "utf-8", nom: str = "export.csv"):
    content = text if isinstance(text, bytes) else text.encode(encoding)
    return read_connexions(content, nom, jours=(JOUR,), zone=PARIS)


def sejours(lecture) -> list[tuple[str, str, str]]:
    """(address or name, from, to), as read on a clock in Paris."""
    return [
        (
            each.courriel or each.nom,
            f"{each.debut.astimezone(PARIS):%d/%m %H:%M:%S}" if each.debut else "",
            f"{(each.debut + each.duree).astimezone(PARIS):%H:%M:%S}" if each.debut else str(each.duree),
        )
        for each in lecture.releves
    ]


ZOOM = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
"812 3456 7890",Webinaire,12/05/2024 09:55:00 AM,12/05/2024 11:31:00 AM,hote@exemple.fr,96,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest
"Dupont, Marie",marie@exemple.fr,12/05/2024 09:58:12 AM,12/05/2024 10:30:12 AM,32,No
"Dupont, Marie",marie@exemple.fr,12/05/2024 10:41:00 AM,12/05/2024 11:30:00 AM,49,No
Anonyme,,12/05/2024 10:10:00 AM,,30,Yes
"""
ZOOM_FR = """Nom (nom d'origine),Adresse e-mail,Heure d'arrivée,Heure de départ,Durée (minutes),Invité
Marie Dupont,marie@exemple.fr,05/12/2024 09:58:12,05/12/2024 11:30:00,92,Non
"""
TEAMS = (
    "1. Summary\nMeeting title\tWebinaire\nAttended participants\t2\nStart time\t12/5/24, 9:55:01 AM\n\n"
    "2. Participants\nName\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\n"
    "Marie Dupont\t12/5/24, 9:58:12 AM\t12/5/24, 11:30:00 AM\t1h 20m 48s"
    "\tmarie@exemple.fr\tmarie@exemple.fr\tAttendee\n\n"
    "3. In-Meeting Activities\nName\tJoin Time\tLeave Time\tDuration\tEmail\tRole\n"
    "Marie Dupont\t12/5/24, 9:58:12 AM\t12/5/24, 10:30:00 AM\t31m 48s\tmarie@exemple.fr\tAttendee\n"
    "Marie Dupont\t12/5/24, 10:41:00 AM\t12/5/24, 11:30:00 AM\t49m\tmarie@exemple.fr\tAttendee\n\n"
    "4. Questions\nQuestion\tAnswer\nEt ensuite\tRien\n"
)
TEAMS_FR = (
    "2. Participants\nNom\tPremière participation\tDernier départ\tDurée de la réunion\tE-mail\tRôle\n"
    "Marie Dupont\t05/12/2024 09:58:12\t05/12/2024 11:30:00\t1h 20m 48s\tmarie@exemple.fr\tParticipant\n"
)
BBB = (
    "Name,Moderator,Activity Score,Talk Time,Webcam Time,Messages,Join,Left,Duration\n"
    '"Marie Dupont","FALSE","3.2","00:04:00","-","2",'
    '"12/5/2024, 09:58:12\u202fAM","12/5/2024, 11:30:00\u202fAM","01:20:48"\n'
    '"Anonymous","","","","","","","",""\n'
)
BBB_FR = (
    "Nom,Modérateur,Score d'activité,Temps de parole,Rejoindre,Gauche,Durée\n"
    '"Marie Dupont","FALSE","3,2","00:04:00","05/12/2024 09:58:12","05/12/2024 11:30:00","01:20:48"\n'
)


@pytest.mark.parametrize(
    ("text", "encoding", "attendu"),
    [
        (
            ZOOM,
            "utf-8-sig",
            [
                ("marie@exemple.fr", "05/12 09:58:12", "10:30:12"),
                ("marie@exemple.fr", "05/12 10:41:00", "11:30:00"),
                ("Anonyme", "05/12 10:10:00", "10:40:00"),
            ],
        ),
        (ZOOM_FR, "cp1252", [("marie@exemple.fr", "05/12 09:58:12", "11:30:00")]),
        (
            TEAMS,
            "utf-16",
            [("marie@exemple.fr", "05/12 09:58:12", "10:30:00"), ("marie@exemple.fr", "05/12 10:41:00", "11:30:00")],
        ),
        (TEAMS_FR, "utf-16", [("marie@exemple.fr", "05/12 09:58:12", "11:19:00")]),
        (BBB, "utf-8", [("Marie Dupont", "05/12 09:58:12", "11:19:00")]),
        (BBB_FR, "cp1252", [("Marie Dupont", "05/12 09:58:12", "11:19:00")]),
    ],
    ids=["zoom", "zoom en français", "teams", "teams en français", "bbb", "bbb en français"],
)
def test_each_room_is_read(text, encoding, attendu):
    assert sejours(lire(text, encoding)) == attendu


@pytest.mark.parametrize(
    ("entree", "sortie", "attendu"),
    [
        ("9 h 58", "11h30", ("05/12 09:58:00", "11:30:00")),
        ("09:58", "11:30", ("05/12 09:58:00", "11:30:00")),
        ("2024-12-05T08:58:12Z", "2024-12-05T11:30:00+01:00", ("05/12 09:58:12", "11:30:00")),
        ("5 déc. 2024 à 09:58", "Dec 5, 2024 11:30 AM", ("05/12 09:58:00", "11:30:00")),
        ("05.12.24 09:58", "05.12.24 11:30", ("05/12 09:58:00", "11:30:00")),
        ("2024-12-05 12:00 AM", "2024-12-05 12:15 PM", ("05/12 00:00:00", "12:15:00")),
    ],
)
def test_clocks(entree, sortie, attendu):
    lecture = lire(f"Courriel;Arrivée;Départ\nmarie@exemple.fr;{entree};{sortie}\n")
    assert [each[1:] for each in sejours(lecture)] == [attendu]


def test_hours_said_in_utc_are_shifted():
    lecture = lire("Name,Email,Join Time (UTC),Leave Time (UTC)\nM,m@exemple.fr,2024-12-05 09:00,2024-12-05 10:00\n")
    assert sejours(lecture) == [("m@exemple.fr", "05/12 10:00:00", "11:00:00")]


def test_months_come_first_only_when_the_events_day_says_so():
    american = "Email,Join,Left\na@exemple.fr,12/05/2024 10:00,12/05/2024 10:30\n"
    french = "Email,Join,Left\na@exemple.fr,05/12/2024 10:00,05/12/2024 10:30\n"
    assert sejours(lire(american)) == sejours(lire(french)) == [("a@exemple.fr", "05/12 10:00:00", "10:30:00")]


def test_first_and_family_names_apart_make_one_name():
    lecture = lire("Prénom;Nom;Connexion;Déconnexion\nMarie;Dupont;9h58;11h30\n")
    assert [each.nom for each in lecture.releves] == ["Marie Dupont"]


def test_lengths_without_hours_are_kept_as_lengths():
    lecture = lire("Name (Original Name),User Email,Total Duration (Minutes),Guest\nMarie,m@exemple.fr,92,No\n")
    assert sejours(lecture) == [("m@exemple.fr", "", "1:32:00")]


def test_webinar_report_with_several_headers_and_absent_people():
    lecture = lire(
        "Attendee Report\nTopic,Webinar ID,Actual Start Time,Actual Duration (minutes)\nX,81,2024-12-05 09:55:00,95\n"
        "Host Details\nAttended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes)\n"
        "Yes,Hôte,hote@exemple.fr,2024-12-05 09:50:00,2024-12-05 11:30:00,100\n"
        "Attendee Details\nAttended,User Name (Original Name),First Name,Last Name,Email,Registration Time,"
        "Approval Status,Join Time,Leave Time,Time in Session (minutes)\n"
        "Yes,Marie Dupont,Marie,Dupont,m@exemple.fr,2024-11-01 10:00:00,approved,2024-12-05 09:58:00,"
        "2024-12-05 10:58:00,60\n"
        "No,Paul,Paul,Durand,p@exemple.fr,2024-11-01 10:00:00,approved,--,--,--\n"
    )
    assert sejours(lecture) == [
        ("hote@exemple.fr", "05/12 09:50:00", "11:30:00"),
        ("m@exemple.fr", "05/12 09:58:00", "10:58:00"),
    ]
    assert lecture.refusees == [LigneRefusee(10, "aucune heure : cette personne ne s'est pas connectée")]


def test_a_workbook_is_read_too(tmp_path):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Participants")
        for column, title in enumerate(("Nom", "Courriel", "Arrivée", "Départ")):
            sheet.write(0, column, title)
        hours = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_row(1, 0, ["Marie Dupont", "marie@exemple.fr"])
        sheet.write_datetime(1, 2, datetime(2024, 12, 5, 9, 58), hours)
        sheet.write_datetime(1, 3, datetime(2024, 12, 5, 11, 30), hours)
    lecture = lire(buffer.getvalue(), nom="export.xlsx")
    assert sejours(lecture) == [("marie@exemple.fr", "05/12 09:58:00", "11:30:00")]


def test_each_refused_row_says_its_line_and_quotes_nothing():
    lecture = lire(
        "Nom;Courriel;Arrivée;Départ\n"
        "Marie;marie@exemple.fr;09:58;11:30\n"
        "Secret;secret@exemple.fr;25:61;11:30\n"
        "Secret;secret@exemple.fr;;11:30\n"
        "Secret;secret@exemple.fr;09:58;jamais\n"
        "Secret;secret@exemple.fr;31/02/2024 09:58;31/02/2024 10:58\n"
        "Secret;secret@exemple.fr;11:00;10:00\n"
        ";;09:58;11:30\n"
        "Secret\n"
    )
    assert len(lecture.releves) == 1
    assert [(each.ligne, each.raison) for each in lecture.refusees] == [
        (3, "heure d'arrivée illisible"),
        (4, "heure d'arrivée absente"),
        (5, "heure de départ illisible"),
        (6, "heure d'arrivée illisible"),
        (7, "départ avant l'arrivée"),
        (8, "ni nom ni adresse"),
        (9, "aucune heure : cette personne ne s'est pas connectée"),
    ]
    assert "Secret" not in str(lecture.refusees)


@pytest.mark.parametrize(
    ("content", "phrase"),
    [
        (b"", "Le fichier est vide"),
        (b"%PDF-1.7 ...", "est un document PDF"),
        (bytes(range(32)) * 40, "données binaires"),
        (b"a,b\n1,2\n", "Aucune ligne ne donne les noms des colonnes"),
        (b"Nom,Courriel,Arrivee,Depart\n", "reconnues ligne 1, mais aucune personne"),
        (b"Nom,Courriel,Arrivee,Depart\nx,y@z.fr,hier,demain\n", "La première, ligne 2 : heure d'arrivée illisible"),
        (b"x" * (5 * 1024 * 1024 + 1), "dépasse 5 Mo"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(content, phrase):
    with pytest.raises(FichierRefuse, match=phrase):
        lire(content)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        *(("92", 92), ("1h 32m 5s", 92.0833), ("1 h 32 min", 92), ("01:32:05", 92.0833), ("1:32", 92)),
        *(("PT1H32M", 92), ("45 min", 45), ("2 heures et 5 minutes", 125), ("90,5", 90.5), ("30s", 0.5)),
    ],
)
def test_lengths(text, minutes):
    assert read_duree(text).total_seconds() / 60 == pytest.approx(minutes, abs=0.001)


@pytest.mark.parametrize("text", ["", "-", "longtemps", "1h et demie", "999999", "h"])
def test_what_is_no_length(text):
    assert read_duree(text) is None


# --- intervals: for any data

MINUIT = datetime(2024, 12, 5, tzinfo=PARIS)
INSTANTS = st.integers(0, 300).map(lambda minutes: MINUIT + timedelta(minutes=minutes))
INTERVALLES = st.lists(st.tuples(INSTANTS, INSTANTS), max_size=12)


def minutes_covered(intervals) -> set[int]:
    """Minute by minute: what the arithmetic must agree with."""
    return {
        minute
        for start, end in intervals
        for minute in range(int((start - MINUIT).total_seconds() // 60), int((end - MINUIT).total_seconds() // 60))
    }


@given(INTERVALLES)
def test_merging_covers_the_same_minutes_once(intervals):
    merged = merge(intervals)
    assert minutes_covered(merged) == minutes_covered(intervals)
    assert total(intervals) == timedelta(minutes=len(minutes_covered(intervals)))
    assert all(one[1] < other[0] for one, other in pairwise(merged))
    assert merge(merged) == merged


@given(INTERVALLES, st.randoms())
def test_merging_knows_no_order(intervals, chance):
    shuffled = [*intervals, *intervals]
    chance.shuffle(shuffled)
    assert merge(shuffled) == merge(intervals)


@given(INTERVALLES, INSTANTS, INSTANTS)
def test_clipping_keeps_what_is_inside(intervals, one, other):
    within = (min(one, other), max(one, other))
    assert minutes_covered(clip(intervals, within)) == minutes_covered(intervals) & minutes_covered([within])
