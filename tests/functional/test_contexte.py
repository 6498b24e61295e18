"""« Contexte du territoire » in a real browser: three levels apart, on a phone, without a script, and the file."""

import os

import pytest
from playwright.sync_api import expect

from tests.functional.navigateur import check_axe_everywhere, check_reflow

pytestmark = pytest.mark.navigateur

PAGE = "/observatoire/contexte/"
ADRESSES = (PAGE, f"{PAGE}?zone=QN06227M", f"{PAGE}?zone=QN98701M", f"{PAGE}?zone=97302", f"{PAGE}?zone=inconnu")


def test_pages_have_no_axe_violation_and_reflow(open_as):
    page = open_as("paul", "telephone")
    for adresse in ADRESSES:
        page.goto(adresse)
        for details in page.locator("main details").all():
            details.evaluate("(node) => { node.open = true }")
        check_axe_everywhere(page)
        check_reflow(page)
        if dossier := os.environ.get("ENTREDEUX_APERCU"):
            name = adresse.rpartition("=")[2].strip("/").replace("/", "-")
            for width in (360, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                page.goto(adresse)
                page.screenshot(path=f"{dossier}/{name}_{width}.png", full_page=True)


def test_a_partner_reads_another_quarter_and_keeps_the_file_without_a_script(open_as):
    page = open_as("paul", "telephone", java_script_enabled=False)
    page.goto(PAGE)
    expect(page.locator(".contexte-bloc")).not_to_have_count(0)
    expect(page.locator("main table")).to_have_count(0)
    page.get_by_role("link", name="Un autre quartier").click()
    page.get_by_label("Nom ou code").fill("sellier lens")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Choisir").click()
    expect(page.get_by_role("heading", name="Quartier prioritaire : Sellier Cité 4, Lens")).to_be_visible()
    expect(page.locator(".niveau-qpv")).to_contain_text("112,82")
    expect(page.locator(".niveau-commune")).not_to_contain_text("112,82")
    expect(page.locator(".niveau-zone_emploi svg.courbe")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger ces valeurs (CSV)").click()
    assert download.value.suggested_filename == "contexte-QN06227M.csv"
