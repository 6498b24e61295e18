"""Two neighbours, followed on a phone: one says yes, the other withdraws then comes back; separate meetings, the table,
an agreement, kept at one month. What one said reaches the other only once released. A funder finds nothing."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.functional.navigateur import check_axe, check_axe_everywhere, check_reflow

pytestmark = pytest.mark.navigateur

MOT = "Après vingt-deux heures, j'entends chaque pas."


def test_two_neighbours_from_the_first_word_to_an_agreement_kept(open_as):
    phone = open_as("samira", "telephone")
    address = open_with_two_neighbours(phone)
    for rank in (1, 2):
        explain_role(phone, address, rank)
    take_step(phone, address, "Accueillie, rôle et limites expliqués")
    receipt = agree(phone, address, 1)
    agree(phone, address, 2)
    take_step(phone, address, "Accord d'une première partie")

    withdraw_with_the_receipt(open_as, receipt)
    phone.goto(address)
    expect(phone.get_by_text("accord retiré")).to_be_visible()
    expect(phone.get_by_text("Il manque l'accord de : Habitante ou habitant 1").first).to_be_visible()
    agree(phone, address, 1)
    take_step(phone, address, "Accord de chaque partie")
    take_step(phone, address, "Rencontres séparées (navette)")

    say_and_release(phone, address)
    take_step(phone, address, "Table ronde")
    phone.goto(address + "table-ronde/")
    expect(phone.get_by_text(MOT)).to_be_visible()
    check_axe(phone)

    promise(phone, address, "Mettre des patins sous les meubles.")
    take_step(phone, address, "Accord trouvé")
    phone.get_by_role("link", name="Est-ce que cela tient ?").click()
    phone.get_by_label("À un mois").select_option("Tenu")
    phone.get_by_role("button", name="Enregistrer").click()
    take_step(phone, address, "Suivi à 1 mois")
    expect(phone.get_by_text("À un mois : tenu.")).to_be_visible()
    check_axe_everywhere(phone)
    check_reflow(phone)

    funder = open_as("paul", "bureau")
    for path in ("/situations/", address, address + "table-ronde/"):
        assert funder.request.get(path).status == 404


def open_with_two_neighbours(page: Page) -> str:
    page.goto("/situations/")
    page.get_by_role("link", name="Ouvrir une situation").click()
    check_axe(page)
    page.get_by_role("radio", name="Conflits de voisinage").check(force=True)
    page.get_by_role("checkbox", name="Habitante ou habitant").check()
    page.get_by_label("Ce qui est en jeu").fill("Du bruit entre deux étages.")
    page.get_by_role("button", name="Ouvrir la situation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Conflits de voisinage")
    address = re.sub(r"^https?://[^/]+", "", page.url)
    page.get_by_role("link", name="Ajouter une partie").click()
    page.get_by_role("radio", name="Habitante ou habitant").check(force=True)
    page.get_by_label("Comment l'équipe la désigne").fill("celle du dessus")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Habitante ou habitant 2, celle du dessus")
    return address


def open_partie(page: Page, address: str, rank: int) -> None:
    page.goto(address)
    page.get_by_role("link", name=f"Habitante ou habitant {rank}").click()


def explain_role(page: Page, address: str, rank: int) -> None:
    open_partie(page, address, rank)
    page.get_by_role("button", name="Rôle et limites expliqués aujourd'hui").click()
    expect(page.get_by_text("Rôle et limites expliqués : noté.")).to_be_visible()


def agree(page: Page, address: str, rank: int) -> str:
    """Read in Portuguese, given orally; returns the receipt's number."""
    open_partie(page, address, rank)
    page.get_by_role("link", name="Recueillir un accord").click()
    page.get_by_role("link", name="Português").click()
    expect(page.get_by_role("heading", name="Receber ajuda da mediação")).to_be_visible()
    expect(page.get_by_text("Traduction à faire relire").first).to_be_visible()
    check_axe(page)
    page.get_by_role("checkbox", name="Que la médiation suive").check(force=True)
    page.get_by_role("checkbox", name="Que ce que j'ai dit soit répété").check(force=True)
    page.get_by_role("radio", name="À l'oral").check(force=True)
    page.get_by_role("button", name="Enregistrer l'accord").click()
    number = page.locator(".numero-recu").inner_text()
    check_axe(page)
    page.get_by_role("link", name="Le reçu est donné, continuer").click()
    return number


def take_step(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.get_by_role("button", name="Noter cette étape").click()
    expect(page.get_by_text("Étape notée.")).to_be_visible()


def withdraw_with_the_receipt(open_as, number: str) -> None:
    """Any telephone, no account."""
    anyone = open_as("", "telephone")
    anyone.goto("/retrait/?langue=pt")
    check_axe(anyone)
    anyone.get_by_label("Número do recibo").fill(number.lower())
    anyone.get_by_role("button", name="Continuar").click()
    expect(anyone.get_by_text("Que la médiation suive la situation")).to_be_visible()
    anyone.get_by_role("button", name="Retirar o meu acordo").click()
    expect(anyone.get_by_text("Está feito.")).to_be_visible()
    check_axe(anyone)


def say_and_release(page: Page, address: str) -> None:
    """Noted on one's page; not on the other's, until it is released."""
    open_partie(page, address, 1)
    page.get_by_role("textbox", name="Ce qu'elle a dit").fill(MOT)
    page.get_by_role("button", name="Noter", exact=True).click()
    expect(page.get_by_text("reste dans l'équipe", exact=True)).to_be_visible()
    open_partie(page, address, 2)
    expect(page.get_by_text(MOT)).to_have_count(0)
    open_partie(page, address, 1)
    page.get_by_role("button", name="Elle accepte qu'on le répète").click()
    expect(page.get_by_text("peut être répété", exact=True)).to_be_visible()
    check_axe_everywhere(page)
    open_partie(page, address, 2)
    expect(page.get_by_text(MOT)).to_be_visible()


def promise(page: Page, address: str, text: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Noter un engagement").click()
    page.get_by_role("radio", name="Habitante ou habitant 2").check(force=True)
    page.get_by_label("S'engage à").fill(text)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text(text)).to_be_visible()
