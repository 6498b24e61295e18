"""Open data and keys in a real browser: anyone downloads a release, the direction opens a key on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.functional.navigateur import check_axe_everywhere, check_reflow

pytestmark = pytest.mark.navigateur


def test_anyone_reads_a_release_and_downloads_it_without_a_script(open_page, reperes):
    page = open_page("telephone", java_script_enabled=False)
    page.goto("/observatoire/parutions/")
    page.locator(f'a[href$="{reperes["parution_id"]}/"]').click()
    expect(page.get_by_role("heading", name="Données ouvertes")).to_be_visible()
    page.get_by_text("Actes de médiation, par registre").click()
    expect(page.get_by_role("table").nth(1)).to_contain_text("libellé de travail")
    with page.expect_download() as download:
        page.get_by_role("link", name="Actes de médiation (CSV)").click()
    assert download.value.suggested_filename == "actes_de_mediation-2025.csv"


def test_open_pages_have_no_axe_violation_and_reflow(open_page, reperes):
    page = open_page("telephone")
    for address in (
        "/observatoire/parutions/",
        f"/observatoire/parutions/{reperes['parution_id']}/",
        "/observatoire/api/",
    ):
        page.goto(address)
        check_axe_everywhere(page)
        check_reflow(page)


def test_the_direction_opens_a_key_on_a_phone_and_withdraws_it(open_as):
    page = open_as("helene")
    page.goto("/observatoire/activite/")
    page.get_by_role("link", name="Clés de l'API").click()
    page.get_by_label("À quoi elle sert").fill("Tableau de la ville")
    page.get_by_role("button", name="Ouvrir la clé").click()
    expect(page.locator("code.jeton")).to_have_text(re.compile("^ed_.{43}$"))
    check_axe_everywhere(page)
    check_reflow(page)
    page.get_by_role("button", name="Retirer la clé Tableau de la ville").click()
    expect(page.get_by_text("Clé retirée : elle n'ouvre plus rien.")).to_be_visible()
    assert page.locator("code.jeton").count() == 0
