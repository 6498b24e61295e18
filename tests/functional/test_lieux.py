"""The coordination adds a place: answers come as one types, and without JavaScript they come all the same."""

import pytest
from playwright.sync_api import Page, expect

from tests.functional.distribution import MOT_DE_PASSE, email_of
from tests.functional.navigateur import check_axe_everywhere, check_reflow, login

pytestmark = pytest.mark.navigateur
PAGES = ["/territoires/lieux/", "/territoires/lieux/nouveau/", "/territoires/recherche/?q=saint+den"]


def as_claire(open_page, **options) -> Page:
    page = open_page("bureau", **options)
    login(page, email_of("claire"), MOT_DE_PASSE)
    return page


@pytest.mark.parametrize("adresse", PAGES)
def test_pages_of_the_places_are_accessible_and_reflow(open_page, adresse):
    page = as_claire(open_page)
    page.goto(adresse)
    expect(page.locator("h1")).to_have_count(1)
    check_axe_everywhere(page)
    check_reflow(page)


def test_answers_come_as_claire_types(open_page):
    page = as_claire(open_page)
    page.goto("/territoires/lieux/nouveau/")
    page.get_by_label("Nom du lieu").fill("Gare de Saint-Denis")
    page.get_by_label("Type de lieu").select_option("arret_station")
    page.get_by_label("Commune").press_sequentially("saint denis")
    page.get_by_label("Seine-Saint-Denis (93)").check()
    check_axe_everywhere(page)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("row", name="Gare de Saint-Denis")).to_contain_text("Saint-Denis (93)")


def test_without_javascript_the_page_asks_and_keeps_what_was_typed(open_page):
    page = as_claire(open_page, java_script_enabled=False)
    page.goto("/territoires/lieux/nouveau/")
    page.get_by_label("Nom du lieu").fill("Mairie de Saint-Denis")
    page.get_by_label("Type de lieu").select_option("france_services")
    page.locator("[name=commune_texte]").fill("saint denis")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("désigne plusieurs territoires")
    expect(page.get_by_label("Nom du lieu")).to_have_value("Mairie de Saint-Denis")
    page.get_by_label("Seine-Saint-Denis (93)").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("row", name="Mairie de Saint-Denis")).to_have_count(1)
