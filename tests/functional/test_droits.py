"""A note opened for three hours with a reason, its author told; a neighbour who asks that her words be erased, and who
reads the answer with a number alone. A funder finds nothing."""

import re
import sqlite3

import pytest
from playwright.sync_api import Page, expect

from tests.functional.courrier import collect_mail
from tests.functional.navigateur import check_axe, check_axe_everywhere, check_reflow

pytestmark = pytest.mark.navigateur

NOTE = "chacun accepte d'en reparler (fiction)"
RAISON = "Les cris reprennent ce soir, et Samira ne répond pas."
FERMEES = ("cadre/ouvertures/", "cadre/droits/", "cadre/droits/noter/", "cadre/conservation/")


def test_note_opens_three_hours_with_a_reason_and_its_author_is_told(open_as, produit, reperes):
    karim, act = open_as("karim", "telephone"), f"/terrain/interventions/{reperes['fiche']}/"
    karim.goto(act)
    expect(karim.get_by_text(NOTE)).to_have_count(0)
    karim.get_by_role("link", name="Ouvrir exceptionnellement, avec une raison").click()
    expect(karim.get_by_role("heading", level=1)).to_have_text("Ouvrir exceptionnellement la note d'une intervention")
    check_axe_everywhere(karim)
    check_reflow(karim)

    karim.get_by_role("radio", name="Une personne peut être en danger").check(force=True)
    karim.get_by_label("La raison, en une phrase").fill("vite")
    karim.get_by_role("button", name="Ouvrir pour trois heures").click()
    expect(karim.get_by_text("Dites la raison en une phrase").first).to_be_visible()
    expect(karim.get_by_label("La raison, en une phrase")).to_have_value("vite")

    karim.get_by_label("La raison, en une phrase").fill(RAISON)
    karim.get_by_role("button", name="Ouvrir pour trois heures").click()
    expect(karim.get_by_text(NOTE)).to_be_visible()
    check_axe_everywhere(karim)
    check_reflow(karim)
    opened = re.sub(r"^https?://[^/]+", "", karim.url)

    told = mail_about(collect_mail(produit), opened)
    assert "Karim a ouvert exceptionnellement la note d'une intervention" in told
    assert NOTE not in told
    assert RAISON not in told

    samira = open_as("samira", "telephone")
    samira.goto("/cadre/ouvertures/")
    expect(samira.get_by_text("à voir").first).to_be_visible()
    check_axe(samira)
    samira.goto(opened)
    expect(samira.get_by_text(RAISON)).to_be_visible()
    expect(samira.get_by_text(NOTE)).to_have_count(0)
    samira.get_by_role("button", name="J'en prends note").click()
    expect(samira.get_by_text("C'est noté : vous avez vu cette ouverture.")).to_be_visible()

    three_hours_later(produit, opened)
    karim.goto(opened)
    expect(karim.get_by_text("Les trois heures sont passées")).to_be_visible()
    expect(karim.get_by_text(NOTE)).to_have_count(0)
    check_axe(karim)


def mail_about(boite, opened: str) -> str:
    """The only one that leads to this opening; it is Samira's."""
    mails = [(str(each["To"]), str(each.get_body(("plain",)).get_content())) for each in boite.recus]
    ((to, text),) = [(to, text) for to, text in mails if opened in text]
    assert to == "samira@demo.example"
    return text


def three_hours_later(produit, opened: str) -> None:
    """The row as it will be then: the clock of the machine is left alone."""
    key = opened.rstrip("/").rpartition("/")[2].replace("-", "")
    with sqlite3.connect(produit.dossier / "entredeux.sqlite3", timeout=30) as base:
        changed = base.execute(
            "UPDATE cadre_brisdeglace SET cree_le = datetime(cree_le, '-3 hours', '-1 second'), "
            "expire_le = datetime(expire_le, '-3 hours', '-1 second') WHERE id = ?",
            [key],
        )
        assert changed.rowcount == 1


def test_neighbour_asks_for_her_erasure_and_reads_the_answer_with_a_number(open_as, open_page, reperes):
    claire, party = open_as("claire", "bureau"), f"/situations/parties/{reperes['partie_id']}/"
    claire.goto(party)
    words = claire.get_by_role("region", name="Ce qu'elle a dit").locator("li p").first.inner_text()
    claire.get_by_role("link", name="Une demande sur cette fiche").click()
    check_axe_everywhere(claire)
    check_reflow(claire)
    claire.get_by_role("radio", name="L'effacement de ce qui la concerne").check(force=True)
    claire.get_by_role("radio", name="La personne elle-même").check(force=True)
    claire.get_by_role("button", name="Noter la demande").click()
    number = claire.locator(".numero-recu").inner_text()
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", number)
    check_axe_everywhere(claire)

    person = open_page("telephone")
    look_up(person, number)
    expect(person.get_by_text("Une réponse vous est due avant le")).to_be_visible()
    check_axe_everywhere(person)
    check_reflow(person)

    claire.get_by_role("link", name="Le numéro est donné, traiter la demande").click()
    expect(claire.get_by_text("Ce que les autres parties ont dit et convenu")).to_be_visible()
    check_axe_everywhere(claire)
    check_reflow(claire)
    claire.get_by_role("button", name="Effacer définitivement").click()
    expect(claire.get_by_role("heading", name="Ce qui est répondu à la personne")).to_be_visible()
    check_axe(claire)

    claire.goto(party)
    expect(claire.get_by_role("region", name="Ce qu'elle a dit").get_by_text("Rien de noté.")).to_be_visible()
    assert words
    expect(claire.get_by_text(words)).to_have_count(0)
    look_up(person, number)
    expect(person.get_by_text("Est conservé, et pourquoi")).to_be_visible()
    check_axe_everywhere(person)


def look_up(page: Page, number: str) -> None:
    page.goto("/mes-donnees/")
    page.get_by_label("Numéro").fill(number.lower())
    page.get_by_role("button", name="Voir où elle en est").click()


def test_report_of_the_month_is_read_and_printed(open_as):
    helene = open_as("helene", "bureau")
    helene.goto("/cadre/conservation/")
    expect(helene.get_by_role("heading", name="Conservé aujourd'hui")).to_be_visible()
    check_axe_everywhere(helene)
    check_reflow(helene)
    with helene.expect_download() as download:
        helene.get_by_role("link", name="PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_funder_finds_nothing(open_as, reperes):
    funder = open_as("paul", "bureau")
    paths = [
        *FERMEES,
        f"cadre/ouvertures/ouvrir/note/{reperes['fiche']}/",
        f"cadre/ouvertures/{reperes['bris_id']}/",
        f"cadre/droits/{reperes['demande_droits_id']}/",
        "cadre/conservation/2026-01.pdf",
    ]
    assert {path: funder.request.get(f"/{path}").status for path in paths} == dict.fromkeys(paths, 404)
