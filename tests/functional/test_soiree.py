"""From a mediator's evening to a funder's table, in a real browser: what the product promises, end to end."""

import csv
import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.functional import soiree
from tests.functional.adresses import addresses
from tests.functional.distribution import MOT_DE_PASSE, email_of
from tests.functional.navigateur import login

pytestmark = [pytest.mark.navigateur, pytest.mark.lent]


def test_an_evening_reaches_the_coordination_and_never_the_funder(open_page, reperes, tmp_path):
    phone = open_page("telephone", sombre=True)
    login(phone, email_of("samira"), MOT_DE_PASSE)
    soiree.start_round(phone)
    calm = soiree.say_nothing_to_report(phone)
    busy = soiree.record_occupation(phone)
    soiree.record_intervention(phone)
    soiree.stop_round(phone)

    desk = open_page("telephone")
    login(desk, email_of("claire"), MOT_DE_PASSE)
    see_the_day(desk, calm, busy)
    act = see_the_act(desk, busy)
    check_export(desk, busy, tmp_path / "export.csv")

    funder = open_page("telephone")
    login(funder, email_of("paul"), MOT_DE_PASSE)
    check_no_record_exists(funder, reperes | {"intervention_id": act})
    see_figures(funder)


def see_the_day(page: Page, calm: str, busy: str) -> None:
    page.goto("/espace/")
    round_ = page.get_by_role("article", name="Tournée du soir").last
    expect(round_).to_contain_text("terminée")
    expect(round_).to_contain_text("Équipe de 2.")
    expect(round_).to_contain_text("1 intervention.")
    expect(round_.locator(".tag.calme", has_text=calm)).to_be_visible()
    expect(round_.locator(".tag.info", has_text=busy)).to_be_visible()


def see_the_act(page: Page, place: str) -> str:
    """The latest of this place, opened: past midnight, the evening is of the day before. Returns its id."""
    page.goto("/terrain/interventions/")
    page.get_by_role("row").filter(has_text=soiree.MOTIF).filter(has_text=place).first.get_by_role("link").click()
    expect(page.get_by_text("Baisser le bruit")).to_be_visible()
    page.get_by_role("link", name="Lire la note").click()
    expect(page.get_by_text(soiree.NOTE)).to_be_visible()
    return page.url.split("/")[-3]


def check_export(page: Page, place: str, path) -> None:
    """The file as it lands on the disk: the act of tonight is a line of it, its note is not."""
    page.goto("/terrain/interventions/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger en CSV").click()
    download.value.save_as(path)
    text = path.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    tonight = [row for row in rows if row["mission"] == "Tournée du soir" and row["lieu"] == place and row["motif"]][-1]
    assert download.value.suggested_filename == f"interventions-{date.today()}.csv"
    assert (tonight["motif"], tonight["issue"], tonight["theme"]) == ("regroupement", "apaisee_sur_place", "hall")
    assert tonight["hall_occupation"] == "5_9"
    assert "note" not in tonight
    assert soiree.NOTE not in text


def check_no_record_exists(page: Page, reperes: dict[str, str]) -> None:
    """Read or write, with the real ids and a valid token: nothing is there. The emergency numbers are no record."""
    page.goto("/compte/profil/")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    field = {nom: url for nom, url in addresses(reperes).items() if nom.startswith("terrain:")}
    del field["terrain:urgence"]
    headers = {"X-CSRFToken": token, "Referer": page.url}
    answers = {nom: page.request.get(url).status for nom, url in field.items()}
    answers |= {f"écrire {nom}": page.request.post(url, headers=headers).status for nom, url in field.items()}
    assert len(field) > 25
    assert {nom: code for nom, code in answers.items() if code != 404} == {}


def see_figures(page: Page) -> None:
    page.goto("/espace/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Actes de médiation")
    expect(page.get_by_role("table").first).to_be_visible()


def test_the_same_evening_without_javascript(open_as):
    phone = open_as("samira", java_script_enabled=False)
    soiree.start_round(phone)
    soiree.say_nothing_to_report(phone)
    soiree.record_occupation(phone)
    soiree.record_intervention(phone)
    soiree.stop_round(phone)


def test_what_was_just_done_is_undone_in_one_tap(open_as):
    phone = open_as("samira")
    soiree.start_round(phone)
    place = soiree.say_nothing_to_report(phone)
    phone.get_by_role("button", name="Annuler").click()
    expect(soiree.say(phone)).to_contain_text("Passage annulé.")
    assert soiree.current_place(phone) == place
    soiree.record_intervention(phone)
    phone.get_by_role("button", name="Annuler").click()
    expect(soiree.say(phone)).to_contain_text("Intervention annulée.")
    soiree.stop_round(phone)


def test_a_refused_form_keeps_everything_typed(open_as):
    """Three people without saying who: the page says so, opens the right fold, and lost nothing."""
    phone = open_as("samira")
    phone.goto("/terrain/intervention/?theme=hall")
    soiree.fill_intervention(phone)
    phone.get_by_text("Qui avez-vous rencontré").click()
    phone.get_by_label("Combien", exact=True).first.fill("3")
    soiree.save(phone)
    expect(phone.get_by_text("Indiquez le rôle de ces personnes.").first).to_be_visible()
    expect(phone.get_by_label("Combien", exact=True).first).to_have_value("3")
    expect(phone.get_by_label("Un mot utile à l'équipe")).to_have_value(soiree.NOTE)
    expect(phone.get_by_role("radio", name=soiree.MOTIF)).to_be_checked()
    expect(phone.get_by_label("Baisser le bruit")).to_be_checked()


def test_two_corrections_of_one_field_are_shown_to_a_person(open_as, reperes):
    adresse = addresses(reperes)["terrain:corriger"]
    first, second = open_as("claire", "bureau"), open_as("claire", "bureau")
    first.goto(adresse)
    second.goto(adresse)
    correct(first, "20")
    expect(soiree.say(first)).to_contain_text("Correction enregistrée")
    correct(second, "35")
    warning = second.get_by_role("alert").filter(has_text="Quelqu'un d'autre a modifié")
    expect(warning).to_contain_text(re.compile(r"Durée : était « 75.* », vaut maintenant « 20.* »"))
    expect(second.get_by_role("spinbutton", name="Durée, en minutes")).to_have_value("35")
    second.get_by_role("button", name="Enregistrer la correction").click()
    expect(soiree.say(second)).to_contain_text("Correction enregistrée")


def correct(page: Page, minutes: str) -> None:
    page.get_by_role("spinbutton", name="Durée, en minutes").fill(minutes)
    page.get_by_role("button", name="Enregistrer la correction").click()
