"""Certificates: for those who were there, with a code that says the event and never the name."""

import re
import shutil
import subprocess

import pytest
from django.core.exceptions import ValidationError

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unite
from entredeux.cadre.models import EntreeJournal
from entredeux.reseau.actions.accueil import record_pointages
from entredeux.reseau.actions.attestations import (
    draw_attestation,
    issue_attestations,
    withdraw_attestation,
)
from entredeux.reseau.codes import code_attestation, code_billet, read_code
from entredeux.reseau.envois_attestations import mail_attestation
from entredeux.reseau.models import Attestation, Sequence
from entredeux.reseau.queries.attestations import verify_attestation
from entredeux.socle.erreurs import Refus
from tests.reseau.boite import open_boite, subject_of
from tests.reseau.fabrique_jour import JOUR, a_l_heure, annulation, arrivee, make_journee, register

NOM = "Éloïse Martin-Œuvrard"


@pytest.fixture
def journee(db):
    return make_journee()


@pytest.fixture
def eloise(journee):
    return register(journee, NOM, "eloise@exemple.fr")


def welcome(journee, by, *gestes):
    record_pointages(evenement=journee, jour=JOUR, gestes=gestes, by=by, now=a_l_heure(17))


@pytest.fixture
def attestation(journee, eloise, alice):
    atelier = Sequence.objects.get(evenement=journee, titre="Occuper un hall")
    welcome(journee, alice, arrivee(eloise, atelier=atelier.uid, instant=a_l_heure(10, 30)))
    return issue_attestations(evenement=journee, by=alice)[0]


def text_of(pdf: bytes) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) n'est pas là : le texte du PDF n'a pas été relu.")
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(read.stdout.decode().split())


# --- codes


def test_codes_are_long_enough_and_read_back_whatever_is_typed(attestation, eloise):
    code = code_attestation(attestation.pk)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", code)
    assert code == code_attestation(attestation.pk)
    assert read_code(f" {code.lower().replace('-', ' ')} ") == code.replace("-", "")
    assert read_code("oil-u") == "011V"
    assert re.fullmatch(r"\w{3}\u00a0\w{3}", code_billet(eloise.pk))


def test_the_database_holds_neither_the_code_nor_the_name(attestation):
    row = Attestation.objects.values().get(pk=attestation.pk)
    code = code_attestation(attestation.pk)
    assert code.replace("-", "") not in str(row)
    assert "Martin" not in str(row)


# --- who receives one


def test_only_those_present_and_only_once(journee, eloise, alice):
    register(journee, "Absente Partout", "absente@exemple.fr")
    welcome(journee, alice, arrivee(eloise))
    assert [each.inscription for each in issue_attestations(evenement=journee, by=alice)] == [eloise]
    before = EntreeJournal.objects.count()
    assert issue_attestations(evenement=journee, by=alice) == []
    assert EntreeJournal.objects.count() == before
    assert Attestation.objects.count() == 1


def test_hours_follow_a_correction_and_a_mistake_withdraws_it(journee, eloise, alice):
    tard = arrivee(eloise, instant=a_l_heure(12, 30))
    welcome(journee, alice, tard)
    [attestation] = issue_attestations(evenement=journee, by=alice)
    assert attestation.minutes == 240
    welcome(journee, alice, arrivee(eloise, instant=a_l_heure(9)))
    issue_attestations(evenement=journee, by=alice)
    attestation.refresh_from_db()
    assert attestation.minutes == 420

    ailleurs = register(journee, "Notée Parerreur", "")
    là = arrivee(ailleurs)
    welcome(journee, alice, là)
    issue_attestations(evenement=journee, by=alice)
    code = code_attestation(Attestation.objects.get(inscription=ailleurs).pk)
    assert verify_attestation(code) is not None
    welcome(journee, alice, annulation(là))
    issue_attestations(evenement=journee, by=alice)
    assert verify_attestation(code) is None


def test_not_before_the_event_is_over(alice):
    with pytest.raises(ValidationError, match="n'est pas terminé"):
        issue_attestations(evenement=make_journee(date_debut=JOUR.replace(year=2099)), by=alice)


def test_only_who_prepares_the_event_issues(journee, yann, rose):
    with pytest.raises(Refus):
        issue_attestations(evenement=journee, by=yann)
    assert issue_attestations(evenement=journee, by=rose) == []


# --- the mail, to a real server


@pytest.fixture
def boite(db, settings):
    with open_boite() as (boite, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield boite


def test_the_link_leaves_by_mail_once(boite, attestation, settings):
    [mail] = boite.recus
    assert (mail["To"], subject_of(mail)) == (
        "eloise@exemple.fr",
        "[Entre-deux] Votre attestation, Journée fictive de Lens",
    )
    texts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    assert len(texts) == 2
    for text in texts:
        assert f"{settings.ADRESSE}/attestations/lien/" in text
        assert "Durée suivie : 6 h" in text.replace("\u00a0", " ")
        assert "Martin" not in text
    mail_attestation.func(str(attestation.pk))
    assert len(boite.recus) == 1
    assert Attestation.objects.get().envoyee_le is not None


def test_a_breakdown_leaves_the_mail_to_be_sent_again(boite, journee, eloise, alice):
    boite.panne = "451 4.3.0 plus tard"
    welcome(journee, alice, arrivee(eloise))
    [attestation] = issue_attestations(evenement=journee, by=alice)
    assert (boite.recus, Attestation.objects.get().envoyee_le) == ([], None)
    boite.panne = ""
    mail_attestation.func(str(attestation.pk))
    assert len(boite.recus) == 1


def test_a_refused_address_is_noted_and_not_tried_again(boite, journee, eloise, alice):
    boite.refus["eloise@exemple.fr"] = "550 5.1.1 inconnue"
    welcome(journee, alice, arrivee(eloise))
    [attestation] = issue_attestations(evenement=journee, by=alice)
    eloise.refresh_from_db()
    assert eloise.courriel_refuse_le is not None
    boite.refus.clear()
    mail_attestation.func(str(attestation.pk))
    assert boite.recus == []


def test_nobody_without_an_address_is_written_to(boite, journee, alice):
    sans = register(journee, "Sans Adresse", "")
    welcome(journee, alice, arrivee(sans))
    assert len(issue_attestations(evenement=journee, by=alice)) == 1
    assert boite.recus == []


# --- the paper


def test_the_paper_says_who_what_when_how_long_and_how_to_check(attestation, alice, settings):
    pdf = draw_attestation(attestation=attestation, by=alice)
    text = text_of(pdf)
    for said in (
        NOM,
        "Journée fictive de Lens",
        "le jeudi 12 mars 2026, à Lens",
        "Durée suivie : 6 h.",
        "Occuper un hall",
        code_attestation(attestation.pk),
        f"{settings.ADRESSE}/attestations/verifier/",
    ):
        assert said in text.replace("\u00a0", " ").replace("\u202f", " ")
    assert b"/MarkInfo" in pdf
    assert b"pdfuaid" in pdf
    assert EntreeJournal.objects.latest("numero").evenement == "reseau.inscription.nom.lue"


def test_a_name_full_of_signs_stays_a_name(journee, alice):
    piege = register(journee, 'Zoé #strong[x] $x$ "Dièse" \\ @a <b>', "")
    welcome(journee, alice, arrivee(piege))
    [attestation] = issue_attestations(evenement=journee, by=alice)
    text = text_of(draw_attestation(attestation=attestation, by=alice))
    assert 'Zoé #strong[x] $x$ "Dièse" \\ @a <b>' in text


def test_once_the_name_is_erased_the_paper_is_refused_and_the_code_still_answers(attestation, eloise, alice):
    code = code_attestation(attestation.pk)
    erase_unite(eloise.unite)
    eloise.nom, eloise.courriel, eloise.courriel_index = b"", b"", ""
    eloise.anonymisee_le = a_l_heure(9)
    eloise.save()
    attestation.refresh_from_db()
    with pytest.raises(ValidationError, match="Le nom n'est plus conservé"):
        draw_attestation(attestation=attestation, by=alice)
    found = verify_attestation(code, NOM)
    assert (found.evenement.title, found.minutes, found.nom_conforme) == ("Journée fictive de Lens", 360, True)


def test_the_code_survives_the_registration_itself(attestation, eloise):
    eloise.delete()
    assert verify_attestation(code_attestation(attestation.pk), NOM).nom_conforme


# --- checking


def test_a_name_is_compared_never_given(attestation):
    code = code_attestation(attestation.pk)
    assert verify_attestation(code).nom_conforme is None
    assert verify_attestation(code, "martin œuvrard ELOISE").nom_conforme is True
    assert verify_attestation(code, "Éloïse Martin").nom_conforme is False
    assert verify_attestation("0000-0000-0000", NOM) is None
    assert verify_attestation(code[:-1], NOM) is None


def test_a_code_withdrawn_answers_nothing(attestation):
    code = code_attestation(attestation.pk)
    withdraw_attestation(attestation=attestation, by=Acteur.public())
    assert verify_attestation(code) is None
