"""A pupil's case handed to the school's own team by its day alone; an anonymous wave, from the sheet to what may be
read of it. The facts stay where they were said."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.functional.courrier import collect_mail
from tests.functional.navigateur import check_axe, check_axe_everywhere, check_reflow

pytestmark = pytest.mark.navigateur

FAITS = "Des moqueries en ligne depuis la rentrée, deux élèves."


def test_a_pupils_case_goes_to_the_schools_team_without_the_facts(open_as, produit):
    phone = open_as("samira", "telephone")
    address = open_a_pupils_case(phone)
    expect(phone.get_by_text("Pas transmise.")).to_be_visible()
    phone.get_by_role("link", name="Noter une transmission").click()
    check_axe_everywhere(phone)
    assert phone.locator("main textarea, main input[type=text]").count() == 0

    phone.get_by_label("Dite à l'équipe le").fill((date.today() + timedelta(days=1)).isoformat())
    phone.get_by_role("button", name="Enregistrer").click()
    expect(phone.get_by_text("Cette date est à venir").first).to_be_visible()
    phone.get_by_label("Dite à l'équipe le").fill(date.today().isoformat())
    phone.get_by_role("button", name="Enregistrer").click()
    expect(phone.get_by_text("Transmission notée : la date, et rien d'autre.")).to_be_visible()

    phone.get_by_role("link", name="Ce que dit l'établissement").click()
    phone.get_by_role("radio", name="Oui, l'établissement le dit").check(force=True)
    check_axe(phone)
    phone.get_by_role("button", name="Enregistrer").click()
    expect(phone.get_by_text("Exclusion évitée : oui, l'établissement le dit")).to_be_visible()
    check_axe_everywhere(phone)
    check_reflow(phone)

    assert [mail for mail in collect_mail(produit).recus if FAITS in mail.as_string()] == []
    direction = open_as("helene", "bureau")
    direction.goto(address)
    expect(direction.get_by_text("Transmise le")).to_be_visible()
    expect(direction.get_by_text(FAITS)).to_have_count(0)
    funder = open_as("paul", "bureau")
    for path in (address, address + "phare/"):
        assert funder.request.get(path).status == 404


def open_a_pupils_case(page: Page) -> str:
    page.goto("/situations/nouvelle/")
    page.get_by_role("radio", name="Milieu scolaire").check(force=True)
    page.get_by_role("checkbox", name="Élève").check()
    page.get_by_label("Ce qui est en jeu").fill(FAITS)
    page.get_by_role("button", name="Ouvrir la situation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Milieu scolaire")
    return re.sub(r"^https?://[^/]+", "", page.url)


def test_a_wave_from_the_sheet_to_what_may_be_read(open_as):
    office = open_as("claire", "bureau")
    code = open_a_wave(office)
    address = re.sub(r"^https?://[^/]+", "", office.url)

    for rank in range(12):
        answer_by_code(open_as, code, look=rank == 0)
    anyone = open_as("", "telephone")
    anyone.goto("/enquete/")
    anyone.get_by_label("Code").fill("AAAAA-AAAAA")
    anyone.get_by_role("button", name="Continuer").click()
    expect(anyone.get_by_text("Ce code n'ouvre aucune enquête.").first).to_be_visible()
    check_axe(anyone)

    office.goto(address)
    expect(office.get_by_text("40 personnes invitées, 11 réponses ou plus.")).to_be_visible()
    expect(office.get_by_text("20 personnes invitées, moins de 11 réponses.")).to_be_visible()
    office.get_by_role("link", name="Feuille à remettre").first.click()
    expect(office.get_by_text(code)).to_be_visible()
    check_axe_everywhere(office)
    office.goto(address)
    office.get_by_role("link", name="Saisir une feuille").last.click()
    office.get_by_role("radio", name="Tout à fait d'accord").first.check(force=True)
    check_axe_everywhere(office)
    office.get_by_role("button", name="Ajouter cette feuille").click()
    expect(office.get_by_text("Feuille ajoutée.")).to_be_visible()

    office.goto(address)
    office.get_by_role("link", name="Clore cette vague").click()
    check_axe(office)
    office.get_by_role("button", name="Clore, et lire les résultats").click()
    expect(office.get_by_text("55 % au moins").first).to_be_visible()
    expect(office.get_by_text("Trop peu de réponses pour être montrées ; elles sont effacées.")).to_have_count(1)
    check_axe_everywhere(office)
    check_reflow(office)

    late = open_as("", "telephone")
    late.goto(f"/enquete/{code.replace('-', '')}/")
    expect(late.get_by_role("heading", level=1)).to_have_text("Cette enquête est close")
    funder = open_as("paul", "bureau")
    assert funder.request.get(address).status == 404


def open_a_wave(page: Page) -> str:
    """The code of the pupils."""
    page.goto("/themes/enquetes/")
    check_axe(page)
    page.get_by_role("link", name="Ouvrir une vague").click()
    check_axe_everywhere(page)
    page.get_by_label("Établissement").fill("Collège inventé")
    page.get_by_label("Élèves : personnes invitées").fill("40")
    page.get_by_label("Personnels : personnes invitées").fill("20")
    page.get_by_role("button", name="Ouvrir cette vague").click()
    expect(page.get_by_text("Vague ouverte.")).to_be_visible()
    return page.locator("main section strong").first.inner_text()


def answer_by_code(open_as, code: str, look: bool) -> None:
    """On anyone's phone, one line left out."""
    phone = open_as("", "telephone")
    phone.goto("/enquete/")
    phone.get_by_label("Code").fill(code.lower())
    phone.get_by_role("button", name="Continuer").click()
    if look:
        check_axe_everywhere(phone)
        check_reflow(phone)
    phone.get_by_role("radio", name="Plutôt d'accord").first.check(force=True)
    phone.get_by_role("button", name="Envoyer ma réponse").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Merci")
    phone.context.close()
