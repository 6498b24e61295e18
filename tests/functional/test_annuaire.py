"""From a need to a referral: Samira finds a service on her phone, without script; Claire decides that two sheets are
one and makes it a partner; the referral starts from the sheet. A funder finds nothing."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.functional.navigateur import check_axe, check_axe_everywhere, check_reflow

pytestmark = pytest.mark.navigateur

ANNUAIRE = "/partenaires/annuaire/"
NOTE = "Sonner à la deuxième porte."


def test_a_service_found_without_script_noted_and_referred_to(open_as, reperes):
    phone = open_as("samira", "telephone", java_script_enabled=False)
    find_near_lievin(phone)
    open_as_samira = open_as("samira", "telephone")
    look_at_the_map(open_as_samira)
    write_note(open_as_samira, reperes["fiche_id"])

    desk = open_as("claire", "bureau")
    merge_the_two_sheets(desk)
    make_it_a_partner(desk, reperes["fiche_id"])
    refer_from_the_sheet(open_as_samira, reperes["fiche_id"])
    undo_the_merge(desk)
    for path in (f"{ANNUAIRE}refus/", f"{ANNUAIRE}exports/?autour=62510", f"{ANNUAIRE}doublons/", "/partenaires/"):
        desk.goto(path)
        check_axe_everywhere(desk)
        check_reflow(desk)

    funder = open_as("paul", "bureau")
    for path in (ANNUAIRE, f"{ANNUAIRE}{reperes['fiche_id']}/", f"{ANNUAIRE}doublons/", f"{ANNUAIRE}exports/"):
        assert funder.request.get(path).status == 404


def find_near_lievin(page: Page) -> None:
    page.goto(ANNUAIRE)
    page.get_by_label("Pour quel besoin").select_option("numerique")
    page.get_by_label("Autour d'une commune").fill("Liévin")
    page.get_by_role("button", name="Chercher").click()
    expect(page).to_have_url(re.compile(r"autour=62510"))
    expect(page).not_to_have_url(re.compile(r"ville="))
    expect(page.get_by_role("heading", level=1)).to_contain_text("à moins de 10 km de Liévin")
    expect(page.locator(".annuaire > li").first).to_contain_text("du Square (fictif)")
    page.get_by_role("link", name="Voir la carte").click()
    expect(page.get_by_role("img", name=re.compile("Carte des services"))).to_be_visible()


def look_at_the_map(page: Page) -> None:
    page.goto(f"{ANNUAIRE}?autour=62510&vue=carte")
    check_axe_everywhere(page)
    check_reflow(page)


def write_note(page: Page, fiche: str) -> None:
    page.goto(f"{ANNUAIRE}{fiche}/?autour=62510")
    expect(page.get_by_text("Du lundi au vendredi")).to_be_visible()
    check_axe_everywhere(page)
    page.get_by_label("Note de l'équipe").fill(NOTE)
    page.get_by_role("button", name="Enregistrer la note").click()
    expect(page.get_by_text("Note enregistrée, pour votre équipe seule.")).to_be_visible()


def merge_the_two_sheets(page: Page) -> None:
    page.goto(f"{ANNUAIRE}doublons/?q=square")
    check_axe(page)
    page.get_by_role("button", name="Même structure, garder la première").click()
    expect(page.get_by_text("Une seule structure")).to_be_visible()
    page.goto(f"{ANNUAIRE}?q=square")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 service")


def make_it_a_partner(page: Page, fiche: str) -> None:
    page.goto(f"{ANNUAIRE}{fiche}/")
    expect(page.get_by_label("Note de l'équipe")).to_have_value(NOTE)
    page.get_by_role("link", name="En faire un partenaire").click()
    check_axe(page)
    expect(page.get_by_label("Profession, pour la matrice déontologique")).to_have_value("conseiller_numerique")
    page.get_by_role("button", name="Ajouter à nos partenaires").click()
    expect(page.get_by_text("est un de vos partenaires")).to_be_visible()


def refer_from_the_sheet(page: Page, fiche: str) -> None:
    page.goto(f"{ANNUAIRE}{fiche}/")
    page.get_by_role("link", name="Orienter vers ce service").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Orienter")
    expect(page.get_by_label("Service").locator("option:checked")).to_have_text("Espace numérique du Square (fictif)")
    expect(page.get_by_label("À quelle profession").locator("option:checked")).to_have_text("Conseiller numérique")


def undo_the_merge(page: Page) -> None:
    page.goto(f"{ANNUAIRE}doublons/")
    page.get_by_role("link", name="décision").click()
    check_axe(page)
    page.get_by_role("button", name=re.compile("Annuler : Espace numérique du Square")).click()
    expect(page.get_by_text("Annulé : les deux fiches s'affichent")).to_be_visible()
    page.goto(f"{ANNUAIRE}?q=square")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 services")
