"""The explorer in a real browser: a pilot of the city contract and the coordination, without a script, by keyboard."""

import csv
import re

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.functional.distribution import MOT_DE_PASSE, email_of
from tests.functional.navigateur import check_axe_everywhere, check_reflow, login

pytestmark = pytest.mark.navigateur

PAGE = "/observatoire/explorer/"
LIGNES = "[aria-labelledby=t-tableau] table tbody tr"
ANNEE = f"{PAGE}?indicateur=actes_de_mediation&periode=2025&axe=qpv"
QUARTIER, PETIT = "QN06224M", "QN06225M"
ADRESSES = [
    PAGE,
    f"{ANNEE}&detail=registre",
    f"{ANNEE}&territoire={QUARTIER}",
    f"{ANNEE}&territoire={QUARTIER}&territoire={PETIT}",
    f"{PAGE}?indicateur=part_mises_en_relation&periode=2025-T1&axe=qpv&detail=mois&comparer=2025-T2",
    f"{PAGE}?periode=2025-13&axe=qpv",
    "/observatoire/methode/",
]


def open_as(open_page, qui: str, format: str = "telephone", **options) -> Page:
    page = open_page(format, **options)
    login(page, email_of(qui), MOT_DE_PASSE)
    return page


def cells_of(page: Page) -> list[list[str]]:
    """Every row of the table that has figures: its figures as read, « s. » when hidden."""
    rows = [row.locator("td").all_inner_texts() for row in page.locator(LIGNES).all()]
    return [[_read(text) for text in row] for row in rows if row]


def _read(text: str) -> str:
    text = text.strip()
    return "s." if text.startswith("s.") else re.sub(r"[\s\u202f\u00a0]", "", text.split("(")[0])


def download(page: Page, format: str):
    with page.expect_download() as given:
        page.get_by_role("link", name=f"Télécharger ({format})").click()
    return given.value


def rows_of_workbook(path) -> tuple[list[list[str]], dict[str, str]]:
    book = CalamineWorkbook.from_path(str(path))
    table, notice = (book.get_sheet_by_name(name).to_python() for name in ("Tableau", "Notice"))
    shown = [[_read(str(int(v)) if isinstance(v, float) else str(v)) for v in row[1:]] for row in table[1:]]
    return shown, {row[0]: row[1] for row in notice}


def test_pages_have_no_axe_violation_and_reflow(open_page):
    page = open_as(open_page, "paul")
    for adresse in ADRESSES:
        page.goto(adresse)
        check_axe_everywhere(page)
        check_reflow(page)


def test_pilot_chooses_compares_and_carries_away_without_a_script(open_page, tmp_path):
    page = open_as(open_page, "paul", java_script_enabled=False)
    page.goto(PAGE)
    page.get_by_label("Indicateur", exact=True).select_option("actes_de_mediation")
    page.get_by_label("Période", exact=True).select_option("2025-T1")
    page.get_by_text("Détail :").click()
    page.get_by_label("Mois", exact=True).uncheck()
    page.get_by_label("Registre", exact=True).check()
    page.get_by_role("button", name="Montrer").click()
    expect(page.get_by_role("table")).to_contain_text("libellé de travail")
    expect(page.locator("svg.carte-quartiers path.palier-0")).to_have_count(1)
    expect(page.locator(".notes")).to_contain_text("il peut différer de la somme de ses parties")
    page.get_by_text("Détail :").click()
    page.get_by_label("Registre", exact=True).uncheck()
    page.get_by_text("Comparer à :").click()
    page.get_by_label("2e trimestre 2025").check()
    page.get_by_role("button", name="Montrer").click()
    expect(page.locator("svg.carte-quartiers")).to_have_count(2)
    seen = cells_of(page)
    assert ["s.", "s.", "–"] in seen
    for format in ("XLSX", "ODS"):
        given = download(page, format)
        path = tmp_path / given.suggested_filename
        given.save_as(path)
        shown, notice = rows_of_workbook(path)
        assert shown == seen
        assert notice["Lien stable"].count("/observatoire/tableaux/") == 2
        assert "structure fictive" in notice["Structure"]
    given = download(page, "CSV")
    assert given.suggested_filename == "actes-de-mediation-2025-T1-2025-T2.csv"
    lines = given.path().read_text(encoding="utf-8-sig").splitlines()
    rows = csv.DictReader([line for line in lines if not line.startswith("#")], delimiter=";")
    values = [row["valeur"] or row["secret"] for row in rows]
    assert values == [cell for row in seen for cell in row[:2]]


def test_stable_address_shows_the_same_figures_to_the_coordination(open_page):
    paul = open_as(open_page, "paul", "bureau")
    paul.goto(f"{ANNEE}&detail=domaine")
    seen = cells_of(paul)
    paul.get_by_role("link", name="Année 2025, adresse stable").click()
    expect(paul.get_by_role("heading", level=1)).to_have_text("Actes de médiation, année 2025")
    check_axe_everywhere(paul)
    assert cells_of(paul) == seen
    claire = open_as(open_page, "claire", "bureau")
    claire.goto(paul.url)
    assert cells_of(claire) == seen
    claire.get_by_role("link", name="Explorer les chiffres").click()
    assert cells_of(claire) == seen


def test_quarter_on_the_map_is_reached_by_keyboard(open_page):
    page = open_as(open_page, "paul", "bureau")
    page.goto(ANNEE)
    page.locator("svg.carte-quartiers a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(LIGNES)).to_have_count(1)
    assert f"territoire={QUARTIER}" in page.url
    expect(page.get_by_role("heading", name="Ce que dit la statistique publique")).to_be_visible()
    page.get_by_label("Période", exact=True).focus()
    for _ in ("Découpage", "Détail"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Registre", exact=True)).to_be_visible()


def test_wrong_filter_keeps_what_was_asked(open_page):
    page = open_as(open_page, "paul")
    page.goto(f"{PAGE}?indicateur=actes_de_mediation&periode=2025&axe=qpv&detail=registre&territoire=QN99999X")
    expect(page.get_by_role("alert")).to_contain_text("Le territoire « QN99999X » n'est pas une ligne")
    expect(page.get_by_label("Période", exact=True)).to_have_value("2025")
    expect(page.get_by_role("table")).to_have_count(0)


def test_former_address_of_the_activity_leads_here(open_page):
    page = open_as(open_page, "paul")
    page.goto(f"/observatoire/activite/?periode=2025&detail=domaine&quartier={QUARTIER}")
    assert f"{PAGE}?indicateur=actes_de_mediation" in page.url
    expect(page.locator(LIGNES)).to_have_count(1)
