"""A regional day from its template to the national restitution, as the people who hold it live it.

Five workshops, 250 registrations, a door, five rapporteurs of whom two write at once and one on paper, those who
attended, a synthesis, another region's day, and what both leave in the corpus and in a document.
"""

import json
import re
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.functional.courrier import collect_mail, mail_to
from tests.functional.navigateur import check_axe
from tests.functional.serveur import Produit, environment
from tests.socle.documents import text_of_pdf

pytestmark = [pytest.mark.navigateur, pytest.mark.lent]

TITRE = "Journée d'essai de Liévin"
ATELIERS = (
    "L'accès aux droits et l'illectronisme",
    "La formation au métier",
    "Le réseau de la médiation",
    "L'innovation au service de l'environnement",
    "L'intégration au territoire",
)
THEME = "Illectronisme"


def run(produit: Produit, step: str, slug: str) -> Any:
    port = int(produit.adresse.rpartition(":")[2])
    command = [sys.executable, "-m", "tests.functional.foule", step, slug]
    done = subprocess.run(
        command, cwd=produit.dossier, env=environment(produit.dossier, port), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_regional_day_from_its_template_to_the_restitution(open_page, open_as, produit):
    desk = open_as("alice", "bureau")
    slug = prepare_day(desk)

    counted = run(produit, "inscrire", slug)
    assert counted["inscrits"] == 250
    assert sum(counted["retenus"]) + sum(counted["attente"]) == 250
    assert [waiting > 0 for waiting in counted["attente"]] == [True, False, False, False, False]

    welcome_by_hand(open_as("alice", "telephone"), slug)
    assert run(produit, "accueillir", slug) == {"refuses": 0, "presents": sum(counted["retenus"])}

    feuilles = designate_five(desk, produit, slug)
    two_rapporteurs_at_once(open_page("telephone"), open_page("telephone"), feuilles[0])
    for rank in (1, 2, 3):
        note(open_page("telephone"), feuilles[rank], "Constat", f"Ce que l'atelier {rank + 1} a constaté.")
    from_paper(open_page("bureau"), feuilles[4])

    reread(open_page, produit, feuilles)
    publish_all(desk, slug)
    compose(desk, slug)

    given = run(produit, "lyon", slug)
    assert int(given["cites"]) >= 3
    compare_regions(open_page("bureau"))
    document = desk.request.get(f"/restitutions/{given['restitution']}/restitution.pdf")
    text = " ".join(text_of_pdf(document.body()).split())
    assert ATELIERS[0] in text
    assert "Le droit et l'écran, à Lyon" in text


def prepare_day(desk: Page) -> str:
    """From the template, then published at the desk. Returns the day's slug."""
    desk.goto("/evenements/nouvelle-journee/")
    desk.get_by_label("Titre").fill(TITRE)
    desk.get_by_label("Date").fill(date.today().isoformat())
    desk.get_by_label("Ville").fill("Liévin")
    desk.get_by_label("Région").select_option("32")
    desk.get_by_label("Ateliers, un par ligne").fill("\n".join(ATELIERS))
    desk.get_by_label("Places par atelier").fill("60")
    desk.get_by_role("button", name="Préparer le brouillon").click()
    expect(desk).to_have_url(re.compile(r"/bureau/pages/\d+/edit/"))
    desk.get_by_role("button", name="Plus d'actions").last.click()
    desk.get_by_role("button", name="Publier").last.click()
    expect(desk.locator(".messages")).to_contain_text("publié")
    slug = f"{date.today().isoformat()}-journee-dessai-de-lievin"
    desk.goto(f"/evenements/{slug}/")
    for titre in ATELIERS:
        expect(desk.get_by_text(titre, exact=True).first).to_be_visible()
    check_axe(desk)
    return slug


def welcome_by_hand(phone: Page, slug: str) -> None:
    phone.goto(f"/evenements/{slug}/accueil-du-jour/")
    for rank in (1, 2, 3):
        phone.get_by_label("Premières lettres ou code").fill(f"Participant {rank:03}")
        row = phone.get_by_role("listitem").filter(has_text=f"Participant {rank:03}")
        row.get_by_role("button", name="Présente").click()
        expect(row.get_by_role("button", name="Annuler")).to_be_visible()


def designate_five(desk: Page, produit: Produit, slug: str) -> list[str]:
    """A rapporteur for each workshop; the addresses of their sheets, as their mails carry them."""
    desk.goto(f"/evenements/{slug}/feuilles/")
    for rank, titre in enumerate(ATELIERS):
        card = desk.locator("section").filter(has=desk.get_by_role("heading", name=titre))
        form = card.locator("form.designer")
        if not form.is_visible():
            card.get_by_text("Désigner un rapporteur").click()
        form.get_by_label("nom").fill(f"Rapporteur {rank + 1}")
        form.get_by_label("Adresse").fill(f"rapporteur{rank + 1}@participants.demo.example")
        form.get_by_role("button", name="Envoyer le lien").click()
        expect(desk.get_by_text(f"Rapporteur {rank + 1}").first).to_be_visible()
    boite = collect_mail(produit)
    links = []
    for rank in range(len(ATELIERS)):
        text = mail_to(boite, f"rapporteur{rank + 1}@participants.demo.example", "")
        links.append(re.search(r"http://[^/]+(/feuilles/\S+/)", text)[1])
    return links


def note(page: Page, feuille: str, genre: str, texte: str, theme: str = "") -> None:
    page.goto(feuille)
    page.get_by_role("link", name=genre, exact=True).click()
    page.get_by_label("En une phrase ou deux").fill(texte)
    if theme:
        page.locator(".autres-puces summary").first.click()
        page.get_by_label(theme, exact=True).check(force=True)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text(f"{genre} : noté.")).to_be_visible()


def two_rapporteurs_at_once(one: Page, other: Page, feuille: str) -> None:
    note(one, feuille, "Proposition", "Accueillir à deux métiers, un matin par semaine.", THEME)
    for page in (one, other):
        page.goto(feuille)
        item = page.get_by_role("listitem").filter(has_text="Accueillir à deux métiers").first
        item.get_by_text("Modifier, ordonner").click()
        item.get_by_role("link", name="Modifier").click()
    one.get_by_label("En une phrase ou deux").fill("Accueillir à deux métiers, deux matins par semaine.")
    one.get_by_role("button", name="Enregistrer").click()
    expect(one.get_by_text("Modification enregistrée.")).to_be_visible()
    other.get_by_label("En une phrase ou deux").fill("Accueillir à trois métiers.")
    other.get_by_role("button", name="Enregistrer").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Deux personnes ont écrit ici")
    choice = other.get_by_role("group", name="Texte", exact=True)
    choice.get_by_label("Garder l'autre version").check()
    other.get_by_role("button", name="Enregistrer").click()
    expect(other.locator(".dit").filter(has_text="deux matins par semaine")).to_be_visible()


def from_paper(page: Page, feuille: str) -> None:
    page.goto(f"{feuille}papier/")
    ligne = page.get_by_role("group", name="Ligne 1", exact=True)
    ligne.get_by_label("Type").select_option("debat")
    ligne.get_by_label("Ce qui a été dit").fill("Faut-il être du quartier pour y travailler ?")
    page.get_by_role("button", name="Enregistrer la feuille").click()
    expect(page.get_by_text("Feuille de papier reprise : 1 élément.")).to_be_visible()


def reread(open_page: Any, produit: Produit, feuilles: list[str]) -> None:
    """Each sheet is closed; someone who attended the first workshop proposes other words, which are accepted."""
    for feuille in feuilles:
        page = open_page("telephone")
        page.goto(feuille)
        page.get_by_role("button", name="Donner à relire").click()
        page.context.close()
    boite = collect_mail(produit)
    text = mail_to(boite, "participant001@participants.demo.example", "")
    reader = open_page("telephone", java_script_enabled=False)
    reader.goto(re.search(r"http://[^/]+(/relectures/\S+/)", text)[1])
    reader.get_by_role("listitem").last.get_by_role("link", name="D'autres mots").click()
    reader.get_by_label("Ce que vous proposez").fill("Accueillir à deux métiers, le mardi et le jeudi.")
    reader.get_by_role("button", name="Proposer").click()
    desk = open_page("telephone")
    desk.goto(f"{feuilles[0]}propositions/")
    desk.get_by_role("link", name="Décider").first.click()
    desk.get_by_role("button", name="Accepter").click()
    expect(desk.get_by_text("Proposition acceptée")).to_be_visible()


def publish_all(desk: Page, slug: str) -> None:
    desk.goto(f"/evenements/{slug}/feuilles/")
    for _ in ATELIERS:
        desk.get_by_role("button", name="Publier maintenant").first.click()
    expect(desk.get_by_role("button", name="Publier maintenant")).to_have_count(0)


def compose(desk: Page, slug: str) -> None:
    """The synthesis gathers what was validated, and each line leads back to its workshop in one click."""
    desk.goto(f"/evenements/{slug}/synthese/composer/")
    desk.get_by_role("button", name=re.compile("Tout réunir")).click()
    desk.get_by_role("button", name="Publier et envoyer").click()
    desk.goto(f"/evenements/{slug}/synthese/")
    expect(desk.get_by_text("le mardi et le jeudi")).to_be_visible()
    check_axe(desk)
    desk.get_by_role("link", name=re.compile("accès aux droits")).first.click()
    expect(desk).to_have_url(re.compile(r"/ateliers/[\w-]+/#element-"))


def compare_regions(page: Page) -> None:
    page.goto("/corpus/?theme=illectronisme")
    said = page.locator(".elements")
    expect(said).to_contain_text("le mardi et le jeudi")
    expect(said).to_contain_text("Tenir une permanence commune le mercredi.")
    expect(said).to_contain_text("Hauts-de-France")
    expect(said).to_contain_text("Auvergne-Rhône-Alpes")
