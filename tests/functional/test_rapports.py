"""Reports in a real browser: Claire writes, Hélène rereads, Paul reads, changes the period and keeps the files."""

import hashlib
import io
import subprocess
import sys
import zipfile

import pytest
from playwright.sync_api import Page, expect

from tests.functional.navigateur import check_axe_everywhere, check_reflow
from tests.functional.serveur import RACINE, Produit, environment
from tests.socle.documents import tags_of_pdf, text_of_pdf

pytestmark = pytest.mark.navigateur

CONTRAT = "/observatoire/rapports/lire/contrat_de_ville/"
NOTE = "Le marché est revenu, la place se vide plus tôt."


def cells_of(page: Page, title: str) -> dict[str, list[str]]:
    """The rows of a table, by their names."""
    table = page.get_by_role("table").filter(has=page.locator("caption", has_text=title)).first
    rows = table.locator("tbody tr, tfoot tr")
    return {
        rows.nth(rank).locator("th").inner_text(): rows.nth(rank).locator("td").all_inner_texts()
        for rank in range(rows.count())
    }


def work(produit: Produit) -> None:
    """The worker, once: it takes what waits and stops."""
    command = [sys.executable, str(RACINE / "manage.py"), "worker", "--une-fois"]
    settings = environment(produit.dossier, int(produit.adresse.rpartition(":")[2]))
    done = subprocess.run(command, cwd=produit.dossier, env=settings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as found:
        page.get_by_role("link", name=name).click()
    return found.value.path().read_bytes()


def test_report_is_written_reread_frozen_and_read(open_as, produit):
    claire = open_as("claire", "bureau")
    claire.goto("/observatoire/rapports/")
    claire.get_by_label("Rapport au contrat de ville, période").select_option("2025-T2")
    claire.get_by_role("form", name="Rapport au contrat de ville").get_by_role("button", name="Écrire").click()
    brouillon = claire.url
    check_axe_everywhere(claire)
    check_reflow(claire)
    claire.set_viewport_size({"width": 1280, "height": 900})
    partie = claire.locator("#section-suite")
    partie.get_by_text("Commenter cette partie").click()
    partie.get_by_label("Votre commentaire").fill("Tenir une permanence le samedi.")
    partie.get_by_role("button", name="Enregistrer le commentaire").click()
    expect(claire.locator("#section-suite")).to_contain_text("Tenir une permanence le samedi.")
    quartier = claire.get_by_role("region", name="Notes de quartier").get_by_role("link").first
    quartier.click()
    claire.get_by_label("Note sur le quartier").fill(NOTE)
    claire.get_by_role("button", name="Enregistrer la note").click()
    note = claire.url
    expect(claire.get_by_role("button", name="J'ai relu cette note")).to_have_count(0)
    claire.goto(brouillon)
    claire.get_by_role("button", name="Figer une version").click()
    expect(claire.get_by_text("à relire par une seconde personne : 1")).to_be_visible()

    helene = open_as("helene", "telephone")
    helene.goto(note)
    check_axe_everywhere(helene)
    helene.get_by_role("button", name="J'ai relu cette note").click()
    expect(helene.get_by_text("Note relue : elle peut entrer dans un rapport.")).to_be_visible()

    claire.goto(brouillon)
    claire.get_by_role("button", name="Figer une version").click()
    version = claire.url
    expect(claire.get_by_role("progressbar")).to_be_visible()
    expect(claire.get_by_text("Vous pouvez quitter cette page")).to_be_visible()
    check_axe_everywhere(claire)
    work(produit)
    claire.goto(version)
    expect(claire.get_by_text("Pas encore diffusée.")).to_be_visible()
    expect(claire.get_by_role("button", name="Relue : diffuser cette version")).to_have_count(0)

    paul = open_as("paul", "bureau")
    assert paul.request.get(version).status == 404
    assert paul.request.get(brouillon).status == 404
    helene.goto(version)
    helene.get_by_role("button", name="Relue : diffuser cette version").click()
    expect(helene.get_by_text("L'audit attaque tout ce qui est publié")).to_be_visible()
    check_axe_everywhere(helene)
    work(produit)
    helene.goto(version)
    expect(helene.get_by_text("Relue par une seconde personne et diffusée")).to_be_visible()

    paul.goto(version)
    expect(paul.get_by_text(NOTE)).to_be_visible()
    pdf = paul.request.get(f"{version.rstrip('/')}.pdf").body()
    assert NOTE in text_of_pdf(pdf)
    assert {"H1", "H2", "Table", "Caption", "TH", "TD"} <= set(tags_of_pdf(pdf))
    empreintes = paul.locator(".empreintes dd").all_inner_texts()
    assert hashlib.sha256(pdf).hexdigest() == empreintes[1].strip()
    paul.emulate_media(media="print")
    expect(paul.get_by_role("link", name="PDF")).not_to_be_visible()


def test_funder_changes_the_period_and_downloads_without_a_script(open_as):
    paul = open_as("paul", "telephone", java_script_enabled=False)
    paul.goto(CONTRAT)
    paul.get_by_label("Période", exact=True).select_option("2025-T1")
    paul.get_by_role("button", name="Montrer").click()
    assert "periode=2025-T1" in paul.url
    shown = cells_of(paul, "Actes de médiation")
    content = download(paul, "Tableur (ODS)")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        text = package.read("content.xml").decode()
    values = [cell for row in shown.values() for cell in row if cell.strip().isdecimal()]
    assert values
    assert all(f">{value}<" in text for value in values)
    assert "s." in text
    assert (
        text_of_pdf(paul.request.get(f"{CONTRAT.rstrip('/')}.pdf?periode=2025-T1").body()).count("Figures seules") == 1
    )


def test_reports_have_no_axe_violation_and_reflow(open_as, reperes):
    paul = open_as("paul", "telephone")
    for adresse in (
        "/observatoire/rapports/",
        CONTRAT,
        f"{CONTRAT}?periode=2025-13",
        f"/observatoire/rapports/versions/{reperes['version_id']}/",
    ):
        paul.goto(adresse)
        check_axe_everywhere(paul)
        check_reflow(paul)


def test_a_release_is_audited_behind_the_page(open_as, produit):
    claire = open_as("claire", "bureau")
    claire.goto("/observatoire/parutions/preparer/")
    claire.get_by_label("Période").select_option("2025-T1")
    claire.get_by_role("button", name="Proposer cette parution").click()
    expect(claire.get_by_text("Une autre personne doit la relire").first).to_be_visible()

    helene = open_as("helene", "telephone")
    helene.goto("/observatoire/parutions/preparer/")
    helene.get_by_role("link", name="1er trimestre 2025").first.click()
    helene.get_by_role("button", name="Relue : faire paraître").click()
    expect(helene.get_by_role("progressbar")).to_be_visible()
    expect(helene.get_by_role("button", name="Relue : faire paraître")).to_have_count(0)
    check_axe_everywhere(helene)
    check_reflow(helene)
    relue = helene.url
    work(produit)
    helene.goto(relue)
    expect(helene.get_by_role("link", name="Voir la page publique")).to_be_visible()
