"""The gestures of an evening, as a thumb makes them. Only what is written on the screen is used to find them."""

import re

from playwright.sync_api import Locator, Page, expect

MOTIF = "Regroupement, occupation de hall ou de parties communes"
TITRE = "Intervention, occupation de halls et de parties communes"
NOTE = "Le groupe se déplace vers le square."


def group(page: Page, words: str) -> Locator:
    return page.get_by_role("group", name=re.compile(f"^{re.escape(words)}"))


def choose(page: Page, question: str, *answers: str) -> None:
    for answer in answers:
        group(page, question).get_by_label(answer, exact=True).check()


def save(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer", exact=True).click()


def say(page: Page) -> Locator:
    return page.get_by_role("status")


def current_place(page: Page) -> str:
    return page.get_by_label("Maintenant").locator(".lieu").inner_text()


def start_round(page: Page) -> None:
    page.goto("/espace/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Où allez-vous ce soir, Samira ?")
    choose(page, "Mission", "Tournée du soir")
    choose(page, "Avec", "Karim")
    page.get_by_role("button", name="Commencer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tournée du soir")
    expect(page.get_by_label("Maintenant")).to_contain_text("avec Karim")


def say_nothing_to_report(page: Page) -> str:
    """One tap. Returns the place."""
    place = current_place(page)
    page.get_by_role("button", name="Rien à signaler", exact=True).click()
    expect(say(page)).to_contain_text(f"{place} : rien à signaler.")
    return place


def record_occupation(page: Page) -> str:
    place = current_place(page)
    page.get_by_role("link", name="État du lieu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(place)
    choose(page, "Combien de personnes", "5 à 9 personnes")
    choose(page, "Ce que vous avez constaté", "Bruit", "Fumée")
    choose(page, "Contact", "Échange")
    choose(page, "En partant", "Calme")
    save(page)
    expect(say(page)).to_contain_text(f"{place} : noté.")
    return place


def open_intervention(page: Page) -> None:
    page.get_by_role("link", name="Intervention", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Intervention, occupation de halls et de parties communes"
    )


def fill_intervention(page: Page) -> None:
    """The theme of the mission is already there, with its questions."""
    choose(page, "De quoi s'agit-il", MOTIF)
    choose(page, "Combien de personnes occupent", "5 à 9 personnes")
    choose(page, "Contact avec les personnes", "Échange")
    choose(page, "Ce que l'équipe a dit", "Baisser le bruit")
    choose(page, "En partant", "Calme")
    choose(page, "Issue", "Apaisée sur place")
    page.get_by_label("Un mot utile à l'équipe").fill(NOTE)


def record_intervention(page: Page) -> None:
    open_intervention(page)
    fill_intervention(page)
    save(page)
    expect(say(page)).to_contain_text("Intervention enregistrée.")


def stop_round(page: Page) -> None:
    page.get_by_text("Un autre lieu, la relève, la fin").click()
    page.get_by_role("button", name="Terminer tournée").click()
    expect(say(page)).to_contain_text("Tournée terminée.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Où allez-vous ce soir, Samira ?")
