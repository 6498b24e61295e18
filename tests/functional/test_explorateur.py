"""« Activité par quartier » in a real browser: a funder reads it on a phone, by keyboard, without a script."""

import pytest
from playwright.sync_api import expect

from tests.functional.distribution import MOT_DE_PASSE, email_of
from tests.functional.navigateur import check_axe_everywhere, check_reflow, login

pytestmark = pytest.mark.navigateur

PAGE = "/observatoire/activite/"
ADRESSES = [
    PAGE,
    f"{PAGE}?periode=2025&detail=registre",
    f"{PAGE}?periode=2025-T2&detail=domaine&quartier=QN06224M",
    f"{PAGE}?periode=2025-13",
    "/observatoire/methode/",
]


def open_as_paul(open_page, format: str = "telephone", **options):
    page = open_page(format, **options)
    login(page, email_of("paul"), MOT_DE_PASSE)
    return page


def test_pages_have_no_axe_violation_and_reflow(open_page):
    page = open_as_paul(open_page)
    for adresse in ADRESSES:
        page.goto(adresse)
        check_axe_everywhere(page)
        check_reflow(page)


def test_funder_filters_and_downloads_without_a_script(open_page):
    page = open_as_paul(open_page, java_script_enabled=False)
    page.goto(PAGE)
    page.get_by_label("Période", exact=True).select_option("2025-T1")
    page.get_by_label("Détail", exact=True).select_option("registre")
    page.get_by_role("button", name="Montrer").click()
    expect(page.get_by_role("table")).to_contain_text("libellé de travail")
    expect(page.locator("svg.carte-quartiers path.palier-0")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger ce tableau (CSV)").click()
    assert download.value.suggested_filename == "activite-par-quartier-2025-T1.csv"


def test_quarter_on_the_map_is_reached_by_keyboard(open_page):
    page = open_as_paul(open_page, "bureau")
    page.goto(f"{PAGE}?periode=2025&detail=aucun")
    quarter = page.locator("svg.carte-quartiers a").first
    quarter.focus()
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert "quartier=QN06224M" in page.url
