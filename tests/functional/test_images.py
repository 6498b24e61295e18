"""The pictures of the README and of the guides, taken from the product itself.

ENTREDEUX_IMAGES=1 takes them again, on a demonstration of a whole year; otherwise each one must exist, stay light,
and show a page that still opens on the same title.
"""

import os
from dataclasses import dataclass
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.architecture.sources import RACINE
from tests.functional import soiree

pytestmark = [pytest.mark.navigateur, pytest.mark.lent]

DOSSIER = RACINE / "docs" / "images"
POIDS_MAX = 200_000
COULEURS = 128


@dataclass(frozen=True)
class Vue:
    """`titre`: how the page's main heading starts, whatever the day and the figures."""

    nom: str
    qui: str
    adresse: str
    titre: str
    format: str = "telephone"
    sombre: bool = False
    hauteur: int = 740


VUES = [
    Vue("accueil", "", "/", "Se rencontrer, garder ce qui", "bureau", hauteur=900),
    Vue("accueil-telephone", "", "/", "Se rencontrer, garder ce qui"),
    Vue("tournee", "samira", "/terrain/", "Tournée du soir", sombre=True),
    Vue("etat", "samira", "etat", "", sombre=True, hauteur=1000),
    Vue("intervention", "samira", "/terrain/intervention/?theme=hall", "Intervention", sombre=True, hauteur=1000),
    Vue("coordination", "claire", "/terrain/aujourdhui/", "", "bureau", hauteur=900),
    Vue("fiche", "claire", "fiche", "Intervention du", "bureau", hauteur=1240),
    Vue("figures", "paul", "/observatoire/explorer/", "Actes de médiation", "bureau", hauteur=1100),
    Vue("figures-telephone", "paul", "/observatoire/explorer/", "Actes de médiation"),
    Vue("feuille-atelier", "", "/feuilles/{cle_feuille}/", "Travailler avec", hauteur=900),
    Vue("pleniere", "", "/feuilles/{cle_feuille}/pleniere/", "Travailler avec", "bureau", hauteur=720),
    Vue("enquete", "", "/enquete/{enquete_acces}/", "Climat et appartenance"),
    Vue("annuaire", "claire", "/partenaires/annuaire/?autour=62510&vue=carte", "10 services", "bureau", hauteur=1000),
    Vue("annuaire-fiche", "samira", "/partenaires/annuaire/{fiche_id}/?autour=62510", "Espace numérique", hauteur=1000),
    Vue("participation", "claire", "/participation/", "La parole des habitants", "bureau", hauteur=900),
    Vue("a-redire", "ines", "/participation/a-redire/{retour_id}/", "L'éclairage autour du square", hauteur=1000),
    Vue("comptes", "helene", "/cadre/comptes/", "Qui a accès", "bureau", hauteur=820),
]


@pytest.fixture(scope="module")
def tournee_commencee() -> list[str]:
    """Empty until Samira's round has begun: pictures show a round on its way."""
    return []


@pytest.mark.parametrize("vue", VUES, ids=lambda vue: vue.nom)
def test_picture(open_as, reperes, tournee_commencee, vue):
    page = open_as(vue.qui, vue.format, sombre=vue.sombre, reduced_motion="reduce", device_scale_factor=1.5)
    if vue.qui == "samira" and not tournee_commencee:
        soiree.start_round(page)
        soiree.say_nothing_to_report(page)
        soiree.record_occupation(page)
        tournee_commencee.append("oui")
    open_view(page, vue, reperes)
    expect(page.locator("h1")).to_contain_text(vue.titre)
    path = DOSSIER / f"{vue.nom}.png"
    if os.environ.get("ENTREDEUX_IMAGES"):
        take(page, vue, path)
    assert path.exists(), "à prendre avec ENTREDEUX_IMAGES=1"
    assert path.stat().st_size < POIDS_MAX


def test_the_round_of_the_pictures_ends(open_as, tournee_commencee):
    """The next module on this base finds Samira at home."""
    if tournee_commencee:
        page = open_as("samira")
        page.goto("/terrain/")
        soiree.stop_round(page)


def open_view(page: Page, vue: Vue, reperes: dict[str, str]) -> None:
    if vue.adresse.startswith("/"):
        page.goto(vue.adresse.format(**reperes))
    elif vue.adresse == "fiche":
        page.goto(f"/terrain/interventions/{reperes['intervention_id']}/")
    else:
        page.goto("/terrain/")
        page.get_by_role("link", name="État du lieu").click()
        soiree.choose(page, "Combien de personnes", "5 à 9 personnes")
        soiree.choose(page, "Ce que vous avez constaté", "Bruit")


def take(page: Page, vue: Vue, path) -> None:
    """Flat colours: a palette keeps the picture as sharp, and four times lighter."""
    page.set_viewport_size({"width": page.viewport_size["width"], "height": vue.hauteur})
    page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0) }")
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    path.parent.mkdir(exist_ok=True)
    picture.quantize(COULEURS, dither=Image.Dither.NONE).save(path, optimize=True)


def test_the_readme_shows_the_pictures():
    readme = (RACINE / "README.md").read_text(encoding="utf-8")
    shown = ("accueil", "tournee", "etat", "coordination", "figures")
    assert [nom for nom in shown if f"docs/images/{nom}.png" not in readme] == []
