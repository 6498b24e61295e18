"""A workshop in a real browser: two rapporteurs at once, a phone without a script, a draft that survives, a plenary."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.functional.navigateur import check_axe, check_axe_everywhere, check_reflow, overflow_of

pytestmark = [pytest.mark.navigateur, pytest.mark.lent]


@pytest.fixture
def feuille(reperes) -> str:
    """The address that Yann's mail carries."""
    return f"/feuilles/{reperes['cle_feuille']}/"


def note(page: Page, feuille: str, genre: str, texte: str) -> None:
    page.goto(feuille)
    page.get_by_role("link", name=genre, exact=True).click()
    page.get_by_label("En une phrase ou deux").fill(texte)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text(f"{genre} : noté.")).to_be_visible()


def said(page: Page, texte: str) -> Locator:
    """The words of an item, not those that its buttons repeat for screen readers."""
    return page.locator(".dit").filter(has_text=texte)


def open_item(page: Page, feuille: str, texte: str) -> None:
    page.goto(feuille)
    item = page.get_by_role("listitem").filter(has_text=texte).first
    item.get_by_text("Modifier, ordonner").click()
    item.get_by_role("link", name="Modifier").click()


def test_two_rapporteurs_change_one_item_and_one_decides(open_page, open_as, feuille):
    nora, yann = open_page("telephone"), open_as("yann", "telephone")
    note(nora, feuille, "Constat", "On se croise sans se voir.")
    yann.goto("/feuilles/")
    yann.get_by_role("link", name="Travailler avec la prévention spécialisée").click()
    par_compte = f"/feuilles/{yann.url.split('/')[-2]}/"

    open_item(nora, feuille, "On se croise sans se voir.")
    open_item(yann, par_compte, "On se croise sans se voir.")
    nora.get_by_label("En une phrase ou deux").fill("On se croise, et personne ne le note.")
    nora.get_by_role("button", name="Enregistrer").click()
    expect(nora.get_by_text("Modification enregistrée.")).to_be_visible()
    yann.get_by_label("En une phrase ou deux").fill("On se croise trop vite.")
    yann.get_by_role("button", name="Enregistrer").click()

    expect(yann.get_by_role("heading", level=1)).to_have_text("Deux personnes ont écrit ici")
    choix = yann.get_by_role("group", name="Texte", exact=True)
    expect(choix).to_contain_text("On se croise, et personne ne le note.")
    expect(choix).to_contain_text("On se croise trop vite.")
    check_axe_everywhere(yann)
    choix.get_by_label("Garder l'autre version").check()
    yann.get_by_role("button", name="Enregistrer").click()
    expect(said(yann, "On se croise, et personne ne le note.")).to_be_visible()
    expect(said(yann, "On se croise trop vite.")).to_have_count(0)


def test_noted_on_a_phone_without_a_script(open_page, feuille):
    page = open_page("telephone", java_script_enabled=False)
    page.goto(feuille)
    page.get_by_role("link", name="Engagement", exact=True).click()
    page.get_by_label("En une phrase ou deux").fill("Se revoir avant l'été.")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_label("Qui s'engage").fill("Les deux équipes")
    expect(page.get_by_label("En une phrase ou deux")).to_have_value("Se revoir avant l'été.")
    page.get_by_label("Pour quand").fill("2027-06-01")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Les deux équipes, pour le mardi 1er juin 2027")).to_be_visible()
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_text("Les deux équipes, pour le mardi 1er juin 2027")).to_have_count(0)


def test_what_is_being_typed_survives_a_reload_and_goes_once_saved(open_page, feuille):
    page = open_page("telephone")
    page.goto(f"{feuille}noter/?genre=question")
    page.get_by_label("En une phrase ou deux").fill("Qui prévient qui ?")
    page.reload()
    expect(page.get_by_label("En une phrase ou deux")).to_have_value("Qui prévient qui ?")
    expect(page.get_by_text("Ce que vous aviez commencé est revenu.")).to_be_visible()
    check_axe(page)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Question posée : noté.")).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('brouillon:'))") == []
    page.goto(f"{feuille}noter/?genre=question")
    expect(page.get_by_label("En une phrase ou deux")).to_have_value("")


def test_typed_again_after_a_page_that_failed_is_noted_once(open_page, feuille):
    """The answer never came back: the item was stored, and the draft carries the id it was stored under."""
    page = open_page("telephone")
    page.goto(f"{feuille}noter/?genre=obstacle")
    page.get_by_label("En une phrase ou deux").fill("Personne n'a les clés.")
    kept = page.evaluate("Object.entries(sessionStorage)")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Obstacle : noté.")).to_be_visible()
    page.evaluate("(kept) => kept.forEach(([key, value]) => sessionStorage.setItem(key, value))", kept)
    page.goto(f"{feuille}noter/?genre=obstacle")
    expect(page.get_by_label("En une phrase ou deux")).to_have_value("Personne n'a les clés.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(said(page, "Personne n'a les clés.")).to_have_count(1)


def test_plenary_fits_one_screen_and_follows_the_arrows(open_page, feuille):
    page = open_page("bureau", reduced_motion="reduce")
    page.goto(f"{feuille}pleniere/")
    points = page.locator("[data-point]")
    assert points.count() >= 2
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    check_axe(page)
    page.keyboard.press("ArrowRight")
    expect(points.first).to_be_visible()
    expect(points.nth(1)).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    page.keyboard.press("ArrowRight")
    expect(points.first).to_be_hidden()
    page.keyboard.press("Escape")
    expect(points.first).to_be_visible()
    page.get_by_role("button", name="Lancer les 5 minutes").click()
    expect(page.get_by_text("Encore 5 min")).to_be_visible()
    check_axe(page)
    page.get_by_role("button", name="Arrêter").click()
    expect(page.get_by_role("button", name="Lancer les 5 minutes")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    assert overflow_of(page) == 0


def test_plenary_prints_on_one_page(open_page, feuille, tmp_path):
    from pypdf import PdfReader

    page = open_page("bureau")
    page.goto(f"{feuille}pleniere/")
    page.keyboard.press("ArrowRight")
    page.pdf(path=str(tmp_path / "pleniere.pdf"), format="A4", prefer_css_page_size=True)
    pages = PdfReader(tmp_path / "pleniere.pdf").pages
    assert len(pages) == 1
    text = " ".join(pages[0].extract_text().split())
    assert "Deux équipes sur la même place" in text
    assert "Dire ce qu" in text


def test_paper_sheet_is_taken_up_at_the_keyboard(open_page, feuille):
    page = open_page("bureau")
    page.goto(f"{feuille}papier/")
    ligne = page.get_by_role("group", name="Ligne 1", exact=True)
    ligne.get_by_label("Type").select_option("proposition")
    ligne.get_by_label("Ce qui a été dit").fill("Un cahier commun au local.")
    page.get_by_role("button", name="Ajouter des lignes").click()
    expect(page.get_by_role("group", name="Ligne 1", exact=True).get_by_label("Ce qui a été dit")).to_have_value(
        "Un cahier commun au local."
    )
    last = page.get_by_role("group", name="Ligne 16")
    last.get_by_label("Type").select_option("engagement")
    last.get_by_label("Ce qui a été dit").fill("Acheter le cahier.")
    page.get_by_role("button", name="Enregistrer la feuille").click()
    expect(page.get_by_text("Dites qui s'engage : une organisation ou une fonction.").first).to_be_visible()
    check_axe_everywhere(page)
    page.get_by_role("group", name="Ligne 16").get_by_label("Qui s'engage").fill("La coordination")
    page.get_by_role("button", name="Enregistrer la feuille").click()
    expect(page.get_by_text("Feuille de papier reprise : 2 éléments.")).to_be_visible()


def test_rereading_proposing_and_learning_the_decision(open_page, feuille, reperes):
    reader = open_page("telephone", java_script_enabled=False)
    lien = f"/relectures/{reperes['feuille_id']}/{reperes['lien_relecture']}/"
    reader.goto(lien)
    item = reader.get_by_role("listitem").filter(has_text="Une page commune").last
    item.get_by_role("link", name="D'autres mots").click()
    reader.get_by_label("Ce que vous proposez").fill("Une page commune, relue chaque trimestre.")
    reader.get_by_role("button", name="Proposer").click()
    expect(reader.get_by_text("En attente du rapporteur").first).to_be_visible()

    desk = open_page("telephone")
    desk.goto(f"{feuille}propositions/")
    waiting = desk.get_by_role("listitem").filter(has_text="relue chaque trimestre")
    waiting.get_by_role("link", name="Décider").click()
    check_axe_everywhere(desk)
    desk.get_by_label("Un mot à la personne").fill("Oui, c'est ce qui a été dit.")
    desk.get_by_role("button", name="Accepter").click()
    expect(desk.get_by_text("Proposition acceptée : la feuille en tient compte.")).to_be_visible()

    reader.goto(lien)
    expect(reader.get_by_text("Oui, c'est ce qui a été dit.")).to_be_visible()


def test_pages_of_a_sheet_reflow(open_page, feuille):
    page = open_page("telephone")
    for path in ("", "noter/?genre=citation", "contributions/", "propositions/"):
        page.goto(f"{feuille}{path}")
        check_reflow(page)
