"""Two referrals, from a phone to a mailbox and back. A conseiller numérique takes someone on, they came, it helped. An
éducateur may not be told of a person: the matrix refuses, and the same words leave as a question about nobody.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.functional.courrier import collect_mail, mail_to
from tests.functional.navigateur import check_axe, check_axe_everywhere, check_reflow

pytestmark = pytest.mark.navigateur

NUMERIQUE, PREVENTION = "Conseillers numériques (fictif)", "Club de prévention (fictif)"
BOITES = {NUMERIQUE: "accueil@numerique.example", PREVENTION: "equipe.prevention@club.example"}
BESOIN = "Créer une adresse électronique, puis s'en servir seule."
CONTACT = "Par la loge, le matin"
QUESTION = "Un groupe se retrouve tard dans un hall et ne veut pas parler : que proposer ?"


def test_a_person_is_taken_on_by_a_conseiller_numerique_and_says_that_it_helped(open_as, produit):
    collect_mail(produit)  # what the demonstration had left to send
    phone = open_as("samira", "telephone")
    write_referral(phone, NUMERIQUE, "Conseiller numérique", BESOIN)
    phone.get_by_label("Comment la joindre").fill(CONTACT)
    check_axe(phone)
    phone.get_by_role("button", name="Envoyer l'orientation").click()
    expect(phone.get_by_text("L'accord de la personne n'est pas noté pour ce service")).to_be_visible()
    address = re.sub(r"^https?://[^/]+", "", phone.url)

    agree(phone, "Recueillir son accord", "Que mon besoin et de quoi me joindre")
    phone.get_by_role("button", name="Envoyer", exact=True).click()
    expect(phone.get_by_text("C'est parti.")).to_be_visible()
    service = open_as("", "telephone")
    link = enter_by_mail(service, produit, NUMERIQUE)
    expect(service.get_by_text(BESOIN)).to_be_visible()
    expect(service.get_by_text(CONTACT)).to_have_count(0)
    check_axe_everywhere(service)
    check_reflow(service)
    service.get_by_role("button", name="Prendre en charge").click()
    expect(service.get_by_text(CONTACT)).to_be_visible()

    phone.goto(address)
    expect(phone.get_by_text("Prise en charge").first).to_be_visible()
    phone.get_by_text("Noter le résultat", exact=True).click()
    agree(phone, "recueillir son accord", "Que ma parole soit portée")
    phone.get_by_text("Noter le résultat", exact=True).click()
    phone.get_by_role("radio", name="Oui, elle a été reçue").check(force=True)
    phone.get_by_role("radio", name="Oui, ça m'a aidé").check(force=True)
    phone.get_by_role("radio", name="Autonome, avec guidage").check(force=True)
    phone.get_by_label("Ce qu'elle en dit, avec ses mots").fill("ça m'a aidé")
    check_axe(phone)
    phone.get_by_role("button", name="Enregistrer le résultat").click()
    expect(phone.locator("q")).to_have_text("ça m'a aidé")
    expect(phone.get_by_text("La personne a été reçue").first).to_be_visible()
    check_axe_everywhere(phone)

    service.goto(link)
    expect(service.get_by_role("heading", level=1)).to_have_text("Cette orientation est terminée")
    expect(service.get_by_text(CONTACT)).to_have_count(0)
    for path in ("/orientations/", address):
        assert open_as("paul", "bureau").request.get(path).status == 404


def test_an_educateur_refused_by_the_matrix_is_asked_about_nobody(open_as, produit):
    phone = open_as("samira", "telephone")
    write_referral(phone, PREVENTION, "Prévention spécialisée", QUESTION)
    phone.get_by_label("Comment la joindre").fill(CONTACT)
    phone.get_by_role("button", name="Envoyer l'orientation").click()
    expect(phone.get_by_role("alert").filter(has_text="La matrice déontologique ne le permet pas")).to_be_visible()
    expect(phone.get_by_text("sans mandat nominatif").first).to_be_visible()
    expect(phone.get_by_label("En une phrase, sans désigner personne")).to_have_value(QUESTION)
    check_axe_everywhere(phone)
    assert [mail for mail in collect_mail(produit).recus if QUESTION in mail.as_string()] == []

    phone.get_by_role("button", name="Poser une question sans personne").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Question :")
    address = re.sub(r"^https?://[^/]+", "", phone.url)
    service = open_as("", "telephone")
    enter_by_mail(service, produit, PREVENTION)
    expect(service.get_by_text(QUESTION)).to_be_visible()
    for nothing in (CONTACT, "Samira", "Prendre en charge"):
        expect(service.get_by_text(nothing)).to_have_count(0)
    check_axe_everywhere(service)
    service.get_by_label("Votre réponse").fill("Passons ensemble, un mardi soir.")
    service.get_by_role("button", name="Répondre", exact=True).click()
    expect(service.get_by_role("heading", level=1)).to_have_text("Merci, c'est transmis")

    phone.goto(address)
    expect(phone.get_by_text("Passons ensemble, un mardi soir.")).to_be_visible()
    check_axe(phone)


def write_referral(page: Page, service: str, profession: str, words: str) -> None:
    """Asking for the most that can be said: need and contact."""
    page.goto("/orientations/")
    page.get_by_role("link", name="Orienter", exact=True).click()
    page.get_by_label("Besoin", exact=False).first.select_option(label="Se servir d'un ordinateur ou d'un téléphone")
    page.get_by_label("En une phrase, sans désigner personne").fill(words)
    page.get_by_label("Service", exact=False).first.select_option(label=service)
    page.get_by_label("À quelle profession").select_option(label=profession)
    page.get_by_role("radio", name="Le besoin et de quoi joindre la personne").check(force=True)


def agree(page: Page, link: str, scope: str) -> None:
    """Read, given orally, its receipt handed over; back where the agreement was missing."""
    page.get_by_role("link", name=link, exact=True).click()
    page.get_by_role("checkbox", name=scope).check(force=True)
    page.get_by_role("radio", name="À l'oral").check(force=True)
    page.get_by_role("button", name="Enregistrer l'accord").click()
    page.get_by_role("link", name="Le reçu est donné, continuer").click()


def enter_by_mail(page: Page, produit, service: str) -> str:
    """The link, then the code, both from the service's mailbox. Neither mail says a word of anybody. Gives the link."""
    text = mail_to(collect_mail(produit), BOITES[service], "Une demande de la médiation sociale")
    (link,) = set(re.findall(r"/orientations/repondre/\S+", text))
    page.goto(link)
    check_axe(page)
    page.get_by_role("button", name="Recevoir le code").click()
    said = mail_to(collect_mail(produit), BOITES[service], "Votre code")
    assert [word for word in (BESOIN, CONTACT, QUESTION) if word in text + said] == []
    page.get_by_label("Code").fill(re.search(r"\b\d{6}\b", said).group())
    page.get_by_role("button", name="Ouvrir").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("vous oriente quelqu'un|Une question de"))
    return link
