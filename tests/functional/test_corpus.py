"""The corpus on a phone and at the office; a restitution written at the desk, from the search to the file."""

import re

import pytest
from playwright.sync_api import expect

from tests.functional.navigateur import check_axe, check_axe_everywhere, check_reflow
from tests.socle.documents import tags_of_pdf, text_of_pdf

pytestmark = pytest.mark.navigateur

RESTITUTION = "/restitutions/restitution-fictive/"
PAGES = ["/corpus/?theme=bailleurs", "/corpus/ce-qui-revient/?tous=1", "/corpus/comparer/?selon=annee", RESTITUTION]


@pytest.mark.parametrize("adresse", PAGES)
def test_page_is_right_in_any_size_and_light(open_page, adresse):
    page = open_page("telephone")
    page.goto(adresse)
    check_axe_everywhere(page)
    check_reflow(page)


def test_corpus_is_read_without_javascript(open_page):
    page = open_page("telephone", java_script_enabled=False)
    page.goto("/corpus/")
    page.get_by_text("Filtrer", exact=True).first.click()
    page.get_by_label("Thème", exact=True).select_option(label="Bailleurs")
    page.get_by_role("button", name="Filtrer").click()
    expect(page).to_have_url(re.compile(r"theme=bailleurs"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("dits en atelier")
    expect(page.locator(".elements > li").first.locator(".element-source a")).to_have_attribute(
        "href", re.compile(r"^/evenements/[\w-]+/ateliers/[\w-]+/#element-[\w-]+$")
    )
    page.get_by_role("link", name="Ce qui a été proposé").click()
    expect(page).to_have_url(re.compile(r"theme=bailleurs.*genre=proposition"))


def test_editor_names_what_comes_back_with_the_keyboard(open_as):
    page = open_as("alice", "bureau")
    page.goto("/corpus/rapprochements/")
    first = page.locator(".element-texte a").first
    words = first.inner_text()
    first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("À quel point rattacher cet élément")
    check_axe(page)
    page.get_by_label("Ce qui revient, en une phrase").fill("Un point nommé au clavier")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Un point nommé au clavier")
    expect(page.locator(".element-texte")).to_contain_text([words])
    page.get_by_role("button", name=re.compile("^Détacher")).first.click()
    expect(page.get_by_role("status")).to_contain_text("Détaché de « Un point nommé au clavier »")
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator(".element-texte")).to_contain_text([words])


def test_restitution_is_written_at_the_desk_and_taken_away(open_as, open_page, reperes):
    page = open_as("alice", "bureau")
    page.goto(f"/bureau/pages/{reperes['restitution_page']}/edit/")
    chooser = page.locator(".choix-corpus").nth(1)
    expect(chooser.get_by_text("Rien n'est encore choisi.")).to_be_visible()
    search = chooser.get_by_role("searchbox", name="Chercher un élément du corpus")
    search.fill("formulaire santé")
    expect(chooser.get_by_role("status")).to_have_text("1 résultat")
    chooser.get_by_role("button", name=re.compile("^Ajouter")).click()
    search.fill("badge soir")
    chooser.get_by_role("button", name=re.compile("^Ajouter")).first.click()
    expect(chooser.locator(".choix-corpus-liste li")).to_have_count(2)
    with page.expect_response(lambda answer: answer.request.method == "POST"):  # the desk saves the draft by itself
        chooser.get_by_role("button", name=re.compile("^Monter")).click()
    expect(chooser.locator(".choix-corpus-liste li").first).to_contain_text("badge")
    page.get_by_role("button", name="Plus d'actions").last.click()
    page.get_by_role("button", name="Publier").last.click()
    expect(page.locator(".messages")).to_contain_text("publié")

    reader = open_page("bureau")
    reader.goto(RESTITUTION)
    first = reader.locator(".point").first
    first.locator("summary").click()
    expect(first.locator(".element-texte").first).to_contain_text("badge")
    expect(reader.get_by_text("Version 2, du")).to_be_visible()
    pdf = reader.request.get(reader.get_by_role("link", name="PDF accessible").get_attribute("href"))
    assert pdf.headers["content-type"] == "application/pdf"
    text = text_of_pdf(pdf.body())
    assert "Halls et soirées, Lyon" in text
    assert "Droits et écrans, Lyon" in text
    assert tags_of_pdf(pdf.body()).count("H1") == 1
