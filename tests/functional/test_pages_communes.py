"""The pages anyone can open, and the page of components, in every size and light."""

import pytest
from playwright.sync_api import expect

from tests.functional.distribution import MOT_DE_PASSE, email_of
from tests.functional.navigateur import check_axe, check_axe_everywhere, check_reflow, login

pytestmark = pytest.mark.navigateur

SERIE = "/programme/webinaires-fm-anct-2024/"
EVENEMENT = "/programme/journees-regionales-2019/2019-12-04-journee-regionale-hauts-de-france-versant-nord/"
CONTROLES = "main .bouton, main .puce, main .case, main .interrupteur, main select, main textarea, main .compteur *"
TROP_PETITS = """(controls) => [...document.querySelectorAll(controls)]
  .filter((node) => node.getBoundingClientRect().height < 48)
  .map((node) => node.outerHTML.slice(0, 120))"""
PAGES = [
    "/",
    SERIE,
    EVENEMENT,
    "/ui/planche/",
    "/ui/planche/?envoi=1",
    "/ui/planche/bureau/",
    "/ui/planche/terrain/",
    "/une-page-qui-n-existe-pas/",
]


@pytest.mark.parametrize("adresse", PAGES)
def test_page_has_no_axe_violation_in_any_size_or_light(open_page, adresse):
    page = open_page("telephone")
    page.goto(adresse)
    check_axe_everywhere(page)


@pytest.mark.parametrize("adresse", PAGES)
def test_page_reflows(open_page, adresse):
    page = open_page("bureau")
    page.goto(adresse)
    check_reflow(page)


@pytest.mark.parametrize("adresse", PAGES)
def test_page_has_one_h1_and_says_it_is_synthetic(open_page, adresse):
    page = open_page()
    page.goto(adresse)
    expect(page.locator("h1")).to_have_count(1)
    expect(page.get_by_role("complementary", name="Démonstration")).to_contain_text("Données synthétiques")
    assert page.locator("html").get_attribute("lang") == "fr"


def test_forced_colours_keep_axe_quiet(open_page):
    page = open_page("telephone", forced_colors="active")
    page.goto("/ui/planche/terrain/")
    check_axe(page)


def test_first_tab_reaches_the_content(open_page):
    page = open_page("bureau")
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()


def test_field_targets_are_large_enough_for_a_glove(open_page):
    """48 px on every control of a field page that stands alone; links inside a sentence are exempt."""
    page = open_page("telephone")
    page.goto("/ui/planche/terrain/")
    assert page.locator(CONTROLES).count() > 20
    assert page.evaluate(TROP_PETITS, CONTROLES) == []


def test_appearance_chosen_without_javascript_stays(open_page):
    page = open_page("bureau", java_script_enabled=False)
    page.goto(EVENEMENT)
    page.get_by_role("button", name="Sombre").click()
    assert page.url.endswith(EVENEMENT)
    assert page.locator("html").get_attribute("data-apparence") == "sombre"
    page.goto("/")
    assert page.locator("html").get_attribute("data-apparence") == "sombre"
    page.get_by_role("button", name="Auto").click()
    assert page.locator("html").get_attribute("data-apparence") is None


def test_programme_complete_without_javascript(open_page):
    page = open_page("telephone", java_script_enabled=False)
    page.goto("/")
    webinars = page.get_by_role("region", name="Webinaires France Médiation – ANCT 2024")
    expect(webinars.locator(".seance")).to_have_count(6)
    page.get_by_role("link", name="Journée régionale Hauts-de-France, versant nord").click()
    expect(page.get_by_text("Collectif des médiatrices et médiateurs d'Arras")).to_be_visible()


def test_chip_is_chosen_with_the_keyboard(open_page):
    page = open_page("telephone")
    page.goto("/ui/planche/terrain/")
    page.get_by_role("radio", name="2 à 4").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="5 à 9")).to_be_checked()


def test_stepper_buttons_stay_within_bounds(open_page):
    page = open_page("telephone")
    page.goto("/ui/planche/terrain/")
    field = page.get_by_role("spinbutton", name="Durée, en minutes")
    field.fill("1")
    for _ in range(3):
        page.get_by_role("button", name="Diminuer : Durée, en minutes").click()
    expect(field).to_have_value("0")


def test_error_summary_leads_to_the_field(open_page):
    page = open_page("telephone")
    page.goto("/ui/planche/?envoi=1&courriel=samira")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("ce que vous avez saisi est gardé")
    summary.get_by_role("link", name="Adresse électronique").click()
    field = page.get_by_label("Adresse électronique")
    expect(field).to_be_focused()
    expect(field).to_have_value("samira")
    assert field.get_attribute("aria-describedby") == "id_courriel_helptext id_courriel_error"


def test_print_keeps_the_programme_and_the_warning_only(open_page):
    page = open_page("bureau", sombre=True)
    page.goto("/")
    page.emulate_media(media="print")
    expect(page.get_by_role("complementary", name="Démonstration")).to_be_visible()
    expect(page.get_by_label("Mot de passe")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Menu principal")).to_be_hidden()
    assert page.evaluate("() => getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"


def test_less_motion_when_asked(open_page):
    page = open_page("telephone", reduced_motion="reduce")
    page.goto("/ui/planche/terrain/")
    assert page.evaluate("() => getComputedStyle(document.querySelector('.bouton')).transitionDuration") == "0s"


def test_account_without_structure_is_told_what_to_do(open_page):
    page = open_page("telephone")
    login(page, email_of("alix"), MOT_DE_PASSE)
    page.goto("/espace/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Aucun espace n'est ouvert pour ce compte")
    check_axe(page)
    page.goto("/")
    expect(page.get_by_role("link", name="Ouvrir mon espace")).to_be_visible()


def test_wrong_password_is_said_and_address_kept(open_page):
    page = open_page("telephone")
    page.goto("/")
    page.get_by_label("Adresse électronique").fill(email_of("samira"))
    page.get_by_label("Mot de passe").fill("pas le bon mot")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.locator("input[name=login]")).to_have_value(email_of("samira"))
