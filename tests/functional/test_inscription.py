"""Someone registers on their phone, without an account nor a script; their mail carries the rest."""

import pytest
from playwright.sync_api import Page, expect

from tests.functional.courrier import collect_mail, link_in, mail_to
from tests.functional.distribution import JOURNEE
from tests.functional.navigateur import check_axe_everywhere, check_reflow

pytestmark = [pytest.mark.navigateur, pytest.mark.lent]

WEBINAIRE = "webinaire-fictif-de-demonstration"
NOTE, COLLEGE, RELAIS = "Écrire sans nommer", "Aux abords du collège", "Habitantes et habitants relais"


def test_registering_changing_and_cancelling_without_a_script(open_page, produit):
    page = open_page("telephone", java_script_enabled=False)
    page.goto(f"/programme/evenements-fictifs/{JOURNEE}/")
    page.get_by_role("link", name="M'inscrire").click()
    fill(page, "Inès Essai", "ines.essai@participants.demo.example", NOTE, COLLEGE, RELAIS)
    page.get_by_text("Prendre la parole : un problème").click()
    page.get_by_label("Votre problème ou votre initiative").fill("Le hall reste fermé le soir.")
    page.get_by_role("button", name="M'inscrire").click()

    expect(page.get_by_role("alert")).to_contain_text("ont lieu en même temps")
    expect(page.get_by_label("Prénom et nom")).to_have_value("Inès Essai")
    page.get_by_label(RELAIS).uncheck()
    page.get_by_role("button", name="M'inscrire").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre demande est enregistrée")

    text = mail_to(collect_mail(produit), "ines.essai@participants.demo.example", "Votre inscription")
    assert COLLEGE in text
    page.goto(link_in(text))
    expect(page.get_by_text("Inscription confirmée")).to_be_visible()
    expect(page.get_by_text("Le hall reste fermé le soir.")).to_be_visible()

    page.get_by_text("Changer d'atelier").click()
    page.get_by_label(COLLEGE).uncheck()
    page.get_by_label(RELAIS).check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Votre inscription est modifiée.")).to_be_visible()
    expect(page.locator("section .liste")).to_contain_text(RELAIS)

    page.get_by_role("button", name="Annuler mon inscription").click()
    expect(page.get_by_text("Votre inscription est annulée")).to_be_visible()
    page.get_by_role("button", name="Revenir sur l'annulation").click()
    expect(page.get_by_text("Inscription confirmée")).to_be_visible()
    assert [cookie["name"] for cookie in page.context.cookies()] == ["csrftoken"]


def test_seat_given_back_reaches_who_waits_by_mail(open_page, open_as, produit):
    page = open_page("telephone")
    page.goto(f"/evenements/{WEBINAIRE}/inscription/")
    check_axe_everywhere(page)
    check_reflow(page)
    expect(page.get_by_text("L'événement est complet.")).to_be_visible()
    fill(page, "Nour Essai", "nour.essai@participants.demo.example")
    page.get_by_role("button", name="M'inscrire sur liste d'attente").click()
    check_axe_everywhere(page)
    link = link_in(mail_to(collect_mail(produit), "nour.essai@participants.demo.example", "liste d'attente"))
    page.goto(link)
    expect(page.get_by_text("Sur liste d'attente")).to_be_visible()
    check_axe_everywhere(page)
    check_reflow(page)

    desk = open_as("alice", "bureau")
    desk.goto("/espace/")
    desk.get_by_role("link", name="aller vers, sans s'imposer").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("12 inscriptions confirmées pour 12 places")
    for _ in range(4):  # three waited before
        give_a_seat_back(desk)

    boite = collect_mail(produit)
    text = mail_to(boite, "nour.essai@participants.demo.example", "Une place s'est libérée pour vous")
    assert "https://visio.demo.example/aller-vers" in text
    page.goto(link)
    expect(page.get_by_text("Inscription confirmée")).to_be_visible()


def give_a_seat_back(desk: Page) -> None:
    desk.goto(f"/evenements/{WEBINAIRE}/inscriptions/noms/?etat=confirmees")
    desk.locator(".liste a").first.click()
    desk.get_by_role("button", name="Annuler cette inscription").click()
    expect(desk.get_by_role("status")).to_contain_text("Inscription annulée, la place est rendue.")


def fill(page: Page, nom: str, courriel: str, *ateliers: str) -> None:
    page.get_by_label("Prénom et nom").fill(nom)
    page.get_by_label("Adresse électronique").fill(courriel)
    for atelier in ateliers:
        page.get_by_label(atelier).check()
