"""What was erased this month, what is kept, what goes within thirty days; and the notice by mail thirty days before."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.conservation import make_rapport
from entredeux.cadre.horloges import Horloge, _horloges, register_horloge, run_horloges, run_night
from entredeux.cadre.models import EnvoiPreavis
from entredeux.cadre.preavis import announce, announce_all
from entredeux.situations.actions import open_situation
from entredeux.socle.taches import start_due_periodiques
from entredeux.terrain import actions
from entredeux.terrain.models import Intervention
from entredeux.terrain.retention import TEXTES
from entredeux.terrain.saisie import SaisieIntervention
from tests.conftest import join
from tests.reseau.boite import Boite, open_boite, subject_of

NOTE = "Le groupe accepte de baisser la musique."


@pytest.fixture
def boite(settings) -> Iterator[Boite]:
    """A real server at the other end of the line."""
    with open_boite() as (boite, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield boite


def record(by, le: date) -> Intervention:
    saisie = SaisieIntervention(
        date_service=le, registre="conflits", domaine="habitat", motif="regroupement", note=NOTE
    )
    return actions.record_intervention(saisie, by=by)


def day(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)


def page_of(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


# --- the report


def test_report_says_what_the_clocks_erased_what_is_kept_and_what_goes_soon(samira, claire, nadia):
    for age in (400, 380, 345):
        record(samira, day(-age))
    record(nadia, day(-400))
    kept = record(samira, day(-10))
    run_horloges(timezone.localdate())

    rapport = make_rapport(claire, timezone.localdate().replace(day=1), timezone.localdate())

    erased = {line.quoi: line.nombre for horloge, lines in rapport.horloges for line in lines}
    assert erased == {
        "Textes et photos des fiches, par destruction de leur clé ; reste l'acte": 2,
        "Fiches détachées de qui était là ; restent les nombres": 3,
        "Fiches dont le jour est oublié ; reste le mois": 2,
    }
    notes = next(each for each in rapport.conserve if each.quoi == "Notes d'interventions")
    assert (notes.nombre, notes.prochaine) == (2, day(-345) + TEXTES)
    assert [(each.le, each.quoi) for each in rapport.bientot] == [
        (day(-345) + TEXTES, f"Note de l'intervention du {day(-345):%d/%m/%Y}")
    ]
    assert kept.note


def test_page_and_files_say_the_same_and_no_word_of_a_record(samira, claire):
    record(samira, day(-400))
    run_horloges(timezone.localdate())
    client = page_of(claire)

    page = client.get(reverse("cadre:conservation")).content.decode()
    assert "Textes et photos des fiches" in page
    assert NOTE not in page
    mois = f"{timezone.localdate():%Y-%m}"
    odt = client.get(reverse("cadre:conservation_fichier", args=[mois, "odt"]))
    content = zipfile.ZipFile(io.BytesIO(odt.content)).read("content.xml").decode()
    assert "Textes et photos des fiches" in content
    assert client.get(reverse("cadre:conservation_fichier", args=[mois, "pdf"])).content.startswith(b"%PDF")
    assert client.get(reverse("cadre:conservation_fichier", args=[mois, "exe"])).status_code == 404
    empty = client.get(reverse("cadre:conservation"), {"mois": "2024-01"}).content.decode()
    assert "Rien n'est arrivé à échéance ce mois" in empty.replace("&#x27;", "'")


@pytest.mark.parametrize("mois", ["2024-13", "demain", "9999-01", "0001-01", "2026-1"])
def test_month_that_is_none_shows_this_one(claire, mois):
    assert page_of(claire).get(reverse("cadre:conservation"), {"mois": mois}).status_code == 200


def test_network_reads_its_own_and_a_funder_nothing(alice, paul, samira, structure):
    assert page_of(alice).get(reverse("cadre:conservation")).status_code == 200
    for by in (paul, join("Emma", "employeur", structure), join("Bruno", "administration", structure), samira):
        assert page_of(by).get(reverse("cadre:conservation")).status_code == 404
        address = reverse("cadre:conservation_fichier", args=["2026-01", "pdf"])
        assert page_of(by).get(address).status_code == 404


# --- the night


def test_every_clock_runs_at_night_and_one_that_fails_stops_no_other(samira, structure):
    record(samira, day(-400))
    broken = Horloge("aaa", "Cassée", lambda _: {"x": 1 // 0}, {})
    register_horloge(broken)
    try:
        with pytest.raises(ExceptionGroup, match="horloges en échec"):
            run_night(timezone.localdate())
    finally:
        _horloges.pop("aaa")
    assert Intervention.objects.get().date_precision == "mois"
    assert "entredeux.cadre.taches.run_every_clock" in start_due_periodiques(datetime(2026, 3, 6, 3, 0, tzinfo=UTC))


# --- the notice


def test_coordination_is_told_by_mail_thirty_days_before(boite, samira, claire, helene, structure):
    record(samira, day(-366 + 33))
    open_situation(theme="voisinage", ouverte_le=day(-366 + 36), resume="Un mot caché.", by=samira)

    assert announce_all(timezone.localdate()) == 1

    assert sorted(each["To"] for each in boite.recus) == ["claire@exemple.fr", "helene@exemple.fr"]
    assert {subject_of(each) for each in boite.recus} == {"[Entre-deux] 2 fiches perdent bientôt leurs textes"}
    text = boite.recus[0].get_body(("plain",)).get_content()
    assert "2 fiches perdent leurs textes d'ici au" in text
    assert reverse("cadre:conservation") in text
    assert "caché" not in str(boite.recus[0])
    assert NOTE not in str(boite.recus[0])


def test_nothing_to_say_sends_nothing(boite, samira, claire):
    record(samira, day(-10))

    assert announce_all(timezone.localdate()) == 0
    assert boite.recus == []


def test_notice_is_seen_on_the_page_of_the_day(samira, claire):
    record(samira, day(-366 + 12))

    page = page_of(claire).get(reverse("terrain:aujourdhui")).content.decode()
    assert "1 fiche perd ses textes dans les trente jours" in page
    assert reverse("cadre:conservation") in page


@pytest.mark.parametrize("manquees", [(), (3,), range(5, 18)])
def test_each_record_is_announced_once_and_thirty_days_before_at_least(samira, claire, structure, manquees):
    """Sixty nights in a row, some of them missed: every due day is in exactly one mail, early enough."""
    start = timezone.localdate()
    due = [start + timedelta(days=number) for number in range(38, 90)]
    for each in due:
        record(samira, each - TEXTES)
    told: dict[date, date] = {}
    for number in (number for number in range(60) if number not in manquees):
        night, before = start + timedelta(days=number), EnvoiPreavis.objects.order_by("-jusqua").first()
        if announce(structure, night):
            last = EnvoiPreavis.objects.order_by("-jusqua").first()
            first = before.jusqua + timedelta(days=1) if before else night
            covered = [each for each in due if first <= each <= last.jusqua]
            assert last.nombre == len(covered)
            assert not set(covered) & set(told)
            told |= dict.fromkeys(covered, night)
    late = {each for each, night in told.items() if (each - night).days < 30}
    assert set(told) == set(due)
    assert not late or (len(tuple(manquees)) > 7 and max((each - told[each]).days for each in late) >= 17)


def test_a_system_without_structure_has_a_report_too(db):
    assert make_rapport(Acteur.systeme(), date(2026, 1, 1), date(2026, 1, 2)).efface == 0
