"""Mails about workshops as a real server receives them, and what a refusal leaves."""

from collections.abc import Iterator

import pytest
from django.test import Client

from entredeux.reseau.actions import ateliers as actions
from entredeux.reseau.models import Rapporteur
from entredeux.reseau.saisie_ateliers import SaisieElement
from tests.reseau.boite import Boite, open_boite, subject_of
from tests.reseau.fabrique_ateliers import make_day, make_inscription
from tests.reseau.test_feuilles_pages import enter, page_of


@pytest.fixture
def boite(db, settings) -> Iterator[Boite]:
    with open_boite() as (boite, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield boite


def bodies(message) -> list[str]:
    return [message.get_body((genre,)).get_content() for genre in ("plain", "html")]


def test_rapporteur_s_mail_is_text_and_html_and_both_open_the_sheet(boite, alice):
    atelier = make_day(ateliers=("L'écoute & le cadre",)).ateliers[0]
    actions.designate_rapporteur(sequence=atelier, nom="Nora", courriel="nora@exemple.fr", by=alice)
    (message,) = boite.recus
    assert subject_of(message) == "[Entre-deux] Votre feuille de rapporteur : L'écoute & le cadre"
    for body in bodies(message):
        assert "Nora" in body
        path = body.partition("/feuilles/")[2].partition("/")[0]
        assert Client().get(f"/feuilles/{path}/").status_code == 200
    assert "L&#x27;écoute &amp; le cadre" in bodies(message)[1]


def test_address_refused_is_told_to_who_prepares_the_day(boite, alice):
    jour = make_day()
    boite.refus = {"nora@exemple.fr": "550 5.1.1 inconnue"}
    actions.designate_rapporteur(sequence=jour.ateliers[0], nom="Nora", courriel="nora@exemple.fr", by=alice)
    assert Rapporteur.objects.get().courriel_refuse_le is not None
    assert "Adresse refusée par son serveur" in page_of(enter(alice).get(f"/evenements/{jour.slug}/feuilles/"))


def test_refusal_by_one_reader_keeps_no_other_from_rereading(boite, alice):
    jour = make_day()
    atelier = jour.ateliers[0]
    for courriel in ("ines@exemple.fr", "omar@exemple.fr"):
        make_inscription(jour, courriel, atelier)
    element = actions.record_element(sequence=atelier, saisie=SaisieElement("constat", "Un."), by=alice)
    boite.refus = {"ines@exemple.fr": "550 5.1.1 inconnue"}
    assert actions.close_feuille(feuille=element.feuille, by=alice) == 2
    assert [message["To"] for message in boite.recus] == ["omar@exemple.fr"]
    assert [row.courriel_refuse_le is None for row in jour.inscriptions.order_by("courriel_index")] == [False, True]
