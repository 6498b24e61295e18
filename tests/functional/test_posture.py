"""On a telephone: a mediator has a link, says so and hands over; what she wrote for herself stays hers; a danger is
told, decided, received. A funder finds nothing."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.functional.navigateur import check_axe, check_axe_everywhere, check_reflow

pytestmark = pytest.mark.navigateur

PENSEE = "Je dois en reparler en analyse de pratique."


def test_link_of_interest_declared_and_case_handed_over(open_as):
    phone = open_as("samira", "telephone")
    address = open_situation(phone)
    private = write_for_oneself(phone, address)

    phone.goto(address)
    phone.get_by_role("link", name="Déclarer un lien d'intérêt").click()
    phone.get_by_role("radio", name="J'habite sur place, ou j'y ai habité").check(force=True)
    phone.get_by_role("button", name="Déclarer et confier").click()
    expect(phone.get_by_text("Dites à qui vous la confiez").first).to_be_visible()
    check_axe(phone)
    check_reflow(phone)
    phone.get_by_label("À qui vous la confiez").select_option("Karim")
    phone.get_by_role("button", name="Déclarer et confier").click()
    expect(phone.get_by_text("Ses textes ne vous sont plus ouverts.")).to_be_visible()
    expect(phone.get_by_text("Un chien, deux étages.")).to_have_count(0)
    check_axe(phone)
    assert phone.request.get(private).status == 404

    colleague = open_as("karim", "telephone")
    colleague.goto(address)
    expect(colleague.get_by_text("Un chien, deux étages.")).to_be_visible()
    expect(colleague.get_by_text("Samira a déclaré un lien d'intérêt")).to_be_visible()
    expect(colleague.get_by_text("J'habite sur place")).to_have_count(0)

    office = open_as("claire", "bureau")
    office.goto(address)
    check_axe(office)
    office.get_by_role("button", name="C'était une erreur").click()
    expect(office.get_by_text("Récusation levée")).to_be_visible()


def test_private_note_is_refused_to_everyone_but_its_author(open_as):
    phone = open_as("samira", "telephone")
    address = open_situation(phone)
    private = write_for_oneself(phone, address)

    phone.goto(private)
    expect(phone.get_by_text(PENSEE)).to_be_visible()
    check_axe(phone)
    for other in ("karim", "claire", "helene", "bruno", "paul"):
        assert open_as(other, "bureau").request.get(private).status == 404
    phone.get_by_role("button", name="Effacer cette note").click()
    expect(phone.get_by_text("Note effacée")).to_be_visible()
    assert phone.request.get(private).status == 404


def test_danger_is_told_decided_and_received(open_as):
    phone = open_as("samira", "telephone")
    phone.goto("/terrain/")
    phone.get_by_role("link", name="Urgence").click()
    expect(phone.get_by_role("link", name="119", exact=True)).to_have_attribute("href", "tel:119")
    check_axe_everywhere(phone)
    check_reflow(phone)
    phone.get_by_role("link", name="noter une alerte").click()
    check_axe(phone)
    phone.get_by_role("radio", name="La cellule départementale (CRIP)").check(force=True)
    phone.get_by_role("button", name="Noter l'alerte").click()
    expect(phone.get_by_text("à décider")).to_be_visible()
    address = re.sub(r"^https?://[^/]+", "", phone.url)
    assert open_as("karim", "telephone").request.get(address).status == 404

    office = open_as("helene", "bureau")
    office.goto("/terrain/aujourdhui/")
    office.get_by_role("link", name="alerte à décider").click()
    check_axe(office)
    office.goto(address)
    office.get_by_role("button", name="Alerter", exact=True).click()
    expect(office.get_by_text("décidée, à transmettre")).to_be_visible()

    phone.goto(address)
    phone.get_by_role("button", name="Noter l'envoi").click()
    phone.get_by_label("Référence donnée").fill("FICTION-204")
    phone.get_by_role("button", name="Noter l'accusé").click()
    expect(phone.get_by_text("FICTION-204")).to_be_visible()
    expect(phone.get_by_text("reçue", exact=True)).to_be_visible()
    check_axe(phone)
    check_reflow(phone)

    funder = open_as("paul", "bureau")
    for path in ("/situations/alertes/", "/situations/alertes/nouvelle/", address):
        assert funder.request.get(path).status == 404


def test_footer_of_a_field_page_leads_to_the_principles_it_upholds(open_as):
    phone = open_as("samira", "telephone")
    phone.goto("/terrain/")
    check_axe(phone)
    frame = phone.get_by_role("navigation", name="Cadre de la médiation")
    frame.get_by_role("link", name="Position de tiers").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Position de tiers")
    expect(phone.get_by_text("asmoune.org").or_(phone.get_by_text("francemediation.fr")).first).to_be_visible()
    check_axe(phone)
    phone.get_by_role("link", name="Le cadre de la médiation").first.click()
    expect(phone.get_by_role("main").get_by_role("listitem")).to_have_count(9)
    check_axe(phone)


def test_card_of_emergency_is_the_same_page_for_everyone(open_as):
    """What the notebook will keep offline holds nobody's name."""
    anyone, hers = open_as("", "telephone"), open_as("samira", "telephone")
    texts = [page.request.get("/terrain/urgence/").text() for page in (anyone, hers)]
    assert texts[0] == texts[1]
    assert "434-3" in texts[0]


def open_situation(page: Page) -> str:
    page.goto("/situations/nouvelle/")
    page.get_by_role("radio", name="Conflits de voisinage").check(force=True)
    page.get_by_role("checkbox", name="Habitante ou habitant").check()
    page.get_by_label("Ce qui est en jeu").fill("Un chien, deux étages.")
    page.get_by_role("button", name="Ouvrir la situation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Conflits de voisinage")
    return re.sub(r"^https?://[^/]+", "", page.url)


def write_for_oneself(page: Page, address: str) -> str:
    page.goto(address)
    page.get_by_role("link", name="Écrire pour moi").click()
    page.get_by_label("Pour vous seul ou vous seule").fill(PENSEE)
    page.get_by_role("button", name="Garder pour moi").click()
    expect(page.get_by_text("Personne d'autre ne la lit.")).to_be_visible()
    return str(page.get_by_role("link", name="Votre note du").get_attribute("href"))
