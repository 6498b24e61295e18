"""A resident's word, from the street to the town and back: noted on a phone, grouped by five, answered by the town
behind its link, told back on a round. The receipt's page says where it stands, never the word. A funder meets 404."""

import datetime
import re

import pytest
from playwright.sync_api import Page, expect

from tests.functional.courrier import collect_mail, mail_to
from tests.functional.navigateur import check_axe, check_axe_everywhere, check_reflow

pytestmark = pytest.mark.navigateur

PAROLES = (
    "Le terrain de jeu ferme quand les enfants sortent de l'école.",
    "On trouve la grille fermée un jour sur deux.",
    "Les petits jouent sur le parking à cause de la grille.",
    "Personne ne sait qui a la clé du terrain.",
    "Le mercredi après-midi, c'est fermé aussi.",
)
TITRE = "Les heures du terrain de jeu"
REPONSE = "La grille reste ouverte jusqu'à vingt heures dès lundi."


def test_a_word_is_carried_to_the_town_and_the_answer_told_back(open_as, reperes, produit):
    phone, office = open_as("ines", "telephone"), open_as("claire", "bureau")
    receipts = [note(phone, text, reperes["lieu_id"]) for text in PAROLES]
    check_receipt(open_as, receipts[0], "Recueillie, pas encore regroupée")

    address = group(office, PAROLES[:4])
    expect(office.get_by_text("Il manque 1 parole")).to_be_visible()
    expect(office.get_by_role("link", name="Envoyer à qui doit répondre")).to_have_count(0)
    add_last(office, address, PAROLES[4])
    send(office)
    mailed = mail_to(collect_mail(produit), "cadre-de-vie@ville.example", "Des habitants attendent")
    assert [text for text in PAROLES if text in mailed] == []
    (link,) = re.findall(r"http://\S+/participation/repondre/\S+", mailed)
    check_receipt(open_as, receipts[0], "Envoyée, réponse attendue")

    answer(open_as, link)
    check_receipt(open_as, receipts[0], "Réponse reçue, à vous redire", REPONSE)
    tell_back(phone)
    check_receipt(open_as, receipts[0], "Réponse redite", REPONSE)

    funder = open_as("paul", "bureau")
    for path in ("", "groupes/", "regrouper/", "a-redire/", "demarches/", "portee/", "paroles/nouvelle/"):
        assert funder.request.get(f"/participation/{path}").status == 404
    assert funder.request.get(address).status == 404


def note(page: Page, text: str, lieu: str) -> str:
    """Read in Portuguese, said yes to orally; to be told back at a place of the running round."""
    page.goto("/participation/paroles/nouvelle/?langue=pt")
    if text == PAROLES[0]:
        check_axe_everywhere(page)
        check_reflow(page)
    page.get_by_label("La parole, avec les mots de la personne").fill(text)
    page.get_by_label("De quoi parle-t-elle").select_option("Espace public")
    page.get_by_role("radio", name="À l'oral").check(force=True)
    page.get_by_label("Où lui redire la réponse").select_option(value=lieu)
    page.get_by_label("Comment la retrouver").fill("près de la grille, à la sortie de l'école")
    page.get_by_role("button", name="Noter cette parole").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Parole notée")
    return page.locator(".numero-recu").inner_text()


def check_receipt(open_as, number: str, state: str, answer: str = "") -> None:
    """Any telephone, no account: the number alone. The word itself is not there."""
    anyone = open_as("", "telephone")
    anyone.goto("/participation/recu/")
    check_axe(anyone)
    anyone.get_by_label("Numéro du reçu ou de la carte").fill(number.lower())
    anyone.get_by_role("button", name="Lire").click()
    expect(anyone.get_by_text(state, exact=True)).to_be_visible()
    if answer:
        expect(anyone.get_by_text(answer)).to_be_visible()
    expect(anyone.get_by_text(PAROLES[0])).to_have_count(0)
    check_axe(anyone)
    check_reflow(anyone)


def group(page: Page, texts: tuple[str, ...]) -> str:
    page.goto("/participation/")
    check_axe_everywhere(page)
    page.get_by_role("link", name="Regrouper des paroles").click()
    for text in texts:
        page.get_by_role("checkbox", name=text).check()
    page.get_by_label("Ce dont il s'agit, en une ligne").fill(TITRE)
    page.get_by_role("combobox", name="Domaine").last.select_option("Espace public")
    check_axe_everywhere(page)
    page.get_by_role("button", name="Regrouper").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITRE)
    check_axe_everywhere(page)
    return re.sub(r"^https?://[^/]+", "", page.url)


def add_last(page: Page, address: str, text: str) -> None:
    page.get_by_role("link", name="Ajouter des paroles").click()
    page.get_by_role("checkbox", name=text).check()
    page.get_by_role("button", name="Regrouper").click()
    expect(page).to_have_url(re.compile(f"{address}$"))


def send(page: Page) -> None:
    """To the town, for a month from now."""
    page.get_by_role("link", name="Envoyer à qui doit répondre").click()
    page.get_by_label("Qui doit répondre").select_option("Ville, cadre de vie (fictif)")
    due = datetime.date.today() + datetime.timedelta(days=30)
    page.get_by_label("Réponse attendue pour le").fill(due.isoformat())
    check_axe(page)
    page.get_by_role("button", name="Envoyer ces paroles").click()
    expect(page.get_by_text("5 paroles sont parties, sans nom.")).to_be_visible()
    page.get_by_role("link", name="La feuille à remettre").click()
    expect(page.get_by_text(PAROLES[4])).to_be_visible()
    check_axe(page)


def answer(open_as, link: str) -> None:
    town = open_as("", "telephone")
    town.goto(link)
    for text in PAROLES:
        expect(town.get_by_text(text)).to_be_visible()
    check_axe_everywhere(town)
    check_reflow(town)
    town.get_by_role("radio", name="C'est prévu").check(force=True)
    town.get_by_label("La réponse, avec des mots simples").fill(REPONSE)
    town.get_by_role("button", name="Répondre aux habitants").click()
    expect(town.get_by_role("heading", level=1)).to_have_text("Merci, votre réponse est reçue")
    town.goto(link)
    expect(town.get_by_role("heading", level=1)).to_have_text("Ce lien ne mène plus à rien")


def tell_back(page: Page) -> None:
    """Inès is out: the page of her round says what is to be told here."""
    page.goto("/terrain/")
    expect(page.get_by_role("heading", name="À redire ici")).to_be_visible()
    check_axe(page)
    page.get_by_role("link", name=TITRE).first.click()
    expect(page.get_by_text(REPONSE)).to_be_visible()
    expect(page.get_by_text("près de la grille, à la sortie de l'école")).to_be_visible()
    check_axe_everywhere(page)
    page.get_by_role("button", name="Réponse redite").click()
    expect(page.get_by_text("Réponse redite : c'est noté.")).to_be_visible()
