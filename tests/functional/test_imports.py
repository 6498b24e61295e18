"""Claire imports a former log in a real browser, with and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.functional.distribution import MOT_DE_PASSE, email_of
from tests.functional.navigateur import check_axe_everywhere, check_reflow, login

pytestmark = pytest.mark.navigateur

ANCIEN = (
    "Journal de la médiation\n"
    "Quand;Type;Nom;Suite donnée;Nombre de personnes\n"
    "05/03/2024;Tapage;Mme Dupont;Apaisée sur place;4\n"
    "06/03/2024;Hall occupé;M. Petit;;12\n"
    "hier;Tapage;;;\n"
)


def choose_file(page: Page, content: bytes, name: str = "journal.csv") -> None:
    page.goto("/terrain/imports/")
    page.get_by_label("Journal à importer").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Lire ce fichier").click()


def translate(page: Page) -> None:
    expect(page.get_by_label("Date : colonne", exact=True)).to_have_value("0")
    page.get_by_label("Motif : colonne", exact=True).select_option("Type")
    everywhere = "partout, ou si vide"
    page.get_by_label(f"Registre : {everywhere}").select_option("conflits")
    page.get_by_label(f"Domaine : {everywhere}").select_option("habitat")
    page.get_by_role("button", name="Relire les valeurs").click()
    page.get_by_label("« Tapage »").select_option("nuisance_sonore")
    page.get_by_label("« Hall occupé »").select_option("regroupement")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_former_log_is_read_tried_and_recorded(open_page, scripts):
    page = open_page("bureau", java_script_enabled=scripts)
    login(page, email_of("claire"), MOT_DE_PASSE)
    choose_file(page, ANCIEN.replace("2024", "2023" if scripts else "2022").encode("cp1252"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Relire ce qui a été compris")
    expect(page.get_by_role("definition").filter(has_text="cp1252")).to_be_visible()

    translate(page)
    page.get_by_role("button", name="Essayer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Essai fait, rien n'est encore écrit")
    page.get_by_role("button", name="Enregistrer 2 interventions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 interventions enregistrées")
    expect(page.get_by_role("row", name="5 date illisible")).to_be_visible()


def test_the_pages_of_an_import_are_accessible(open_page):
    page = open_page("bureau")
    login(page, email_of("claire"), MOT_DE_PASSE)
    choose_file(page, b"%PDF-1.7")
    expect(page.get_by_role("alert")).to_contain_text("Ce fichier est un document PDF")
    check_axe_everywhere(page)
    choose_file(page, ANCIEN.encode())
    translate(page)
    check_axe_everywhere(page)
    check_reflow(page)
    page.get_by_role("button", name="Essayer").click()
    check_axe_everywhere(page)
    check_reflow(page)
    page.get_by_role("link", name="Importer un journal", exact=True).click()
    check_axe_everywhere(page)
    check_reflow(page)
