"""Resources and recordings in a real browser: read, pinned, imported, reread, opened at the second."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.functional.navigateur import check_axe_everywhere, check_reflow

pytestmark = pytest.mark.navigateur

FICHE = "/ressources/trois-soirs-de-suite-a-la-meme-heure-fiche-fictive/"
REPLAY = "/evenements/webinaire-fictif-trois-halls/replay/"
BROKEN = "@book{a, title={Bon}, author={{Essai}}}\n@book{b, year={2020}}"
WHOLE = "@book{a, title={Ouvrage d'essai}, author={Dupont, Ren{\\'e}}, year={2020}}"


# Two seconds of a grey square, made by the browser itself: no film is kept in the repository.
FILMER = """async () => {
  const toile = document.createElement("canvas");
  toile.width = toile.height = 32;
  const crayon = toile.getContext("2d");
  const bouge = setInterval(() => { crayon.fillStyle = "#8a7f70"; crayon.fillRect(0, 0, Math.random() * 32, 32) }, 40);
  const camera = new MediaRecorder(toile.captureStream(25), { mimeType: "video/webm" });
  const morceaux = [];
  camera.ondataavailable = (event) => morceaux.push(event.data);
  const fini = new Promise((resolve) => { camera.onstop = resolve });
  camera.start();
  await new Promise((resolve) => setTimeout(resolve, 2000));
  camera.stop();
  await fini;
  clearInterval(bouge);
  return [...new Uint8Array(await new Blob(morceaux).arrayBuffer())];
}"""


@pytest.mark.parametrize(
    ("qui", "adresse"),
    [
        ("", "/ressources/"),
        ("", FICHE),
        ("", f"{FICHE}usage/"),
        ("", f"{REPLAY}?q=minuterie"),
        ("karim", "/ressources/mes-fiches/"),
        ("alice", "/ressources/a-relire/"),
        ("rose", "/ressources/importer/"),
        ("alice", f"{REPLAY}gerer/"),
    ],
)
def test_pages_are_accessible_and_reflow(open_as, qui, adresse):
    page = open_as(qui, "bureau")
    page.goto(adresse)
    expect(page.locator("h1")).to_have_count(1)
    check_axe_everywhere(page)
    check_reflow(page)


def test_reader_filters_and_the_address_keeps_it(open_page):
    page = open_page("telephone")
    page.goto("/ressources/")
    page.get_by_label("Thème").select_option(label="Occupations de halls")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_text("1 ressource", exact=True)).to_be_visible()
    assert "theme=occupation-hall" in page.url
    page.get_by_role("link", name="Trois soirs de suite").click()
    expect(page.get_by_role("heading", name="Conseils pour refaire")).to_be_visible()
    expect(page.locator('meta[name="DC.title"]')).to_have_attribute(
        "content", "Trois soirs de suite, à la même heure (fiche fictive)"
    )


def test_mediator_pins_without_javascript_and_finds_it_again(open_as):
    page: Page = open_as("samira", "telephone", java_script_enabled=False)
    page.goto("/ressources/?genre=experience")
    page.get_by_role("link", name="Un café à la grille").click()
    page.get_by_role("button", name="Épingler").click()
    expect(page.get_by_text("Fiche épinglée")).to_be_visible()
    page.get_by_role("link", name="Mes fiches").first.click()
    expect(page.get_by_role("link", name="Un café à la grille")).to_be_visible()


def test_word_said_at_12_31_opens_there(open_page):
    page = open_page("telephone")
    page.goto(REPLAY)
    page.get_by_label("Un mot dit").fill("CREPUSCULE")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="00:12:31").last.click()
    assert page.url.endswith("#t-751")
    expect(page.locator("#t-751")).to_be_in_viewport()
    expect(page.get_by_role("link", name="Voir la vidéo à 00:12:31")).to_be_visible()


def test_record_of_the_field_brings_its_suggestions(open_as, reperes):
    page = open_as("samira", "bureau")
    page.goto(f"/terrain/interventions/{reperes['intervention_id']}/")
    expect(page.get_by_role("link", name="Trois soirs de suite")).to_be_visible()
    check_axe_everywhere(page)


def test_suggestions_are_a_link_without_javascript(open_as, reperes):
    page = open_as("samira", "telephone", java_script_enabled=False)
    page.goto(f"/terrain/interventions/{reperes['intervention_id']}/")
    page.get_by_role("link", name="Les ressources du réseau sur ce thème").click()
    expect(page.get_by_role("heading", name="Ressources suggérées")).to_be_visible()


def test_references_are_corrected_where_they_are_then_reread_by_someone_else(open_as):
    page = open_as("rose", "bureau")
    page.goto("/ressources/importer/")
    page.get_by_label("Ou collez les références").fill(BROKEN)
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_role("alert")).to_contain_text("Ligne 2")
    expect(page.get_by_label("Ou collez les références")).to_have_value(BROKEN)
    check_axe_everywhere(page)
    page.get_by_label("Ou collez les références").fill(WHOLE)
    page.get_by_role("button", name="Vérifier").click()
    check_axe_everywhere(page)
    page.get_by_role("button", name="Importer 1 référence").click()
    expect(page.get_by_text("1 référence importée, en brouillon")).to_be_visible()
    expect(page.get_by_label("Je l'ai relue : Ouvrage d'essai")).to_have_count(0)

    other = open_as("alice", "telephone")
    other.goto("/ressources/a-relire/")
    other.get_by_label("Je l'ai relue : Ouvrage d'essai").check()
    other.get_by_role("button", name="Publier celles que j'ai relues").click()
    expect(other.get_by_text("1 ressource relue.")).to_be_visible()
    other.goto("/ressources/?q=ouvrage")
    expect(other.get_by_role("link", name="Ouvrage d'essai")).to_be_visible()


def test_editor_retains_a_moment_from_the_transcript(open_as):
    page = open_as("alice", "bureau")
    page.goto(REPLAY)
    page.get_by_role("link", name="Retenir ce passage, à 00:31:00").click()
    expect(page.get_by_label("À quel instant")).to_have_value("00:31:00")
    page.get_by_label("La phrase").fill("Chez nous, un mois.")
    page.get_by_role("button", name="Retenir ce moment").click()
    expect(page.get_by_text("Moment fort retenu.")).to_be_visible()
    page.goto("/evenements/webinaire-fictif-trois-halls/")
    expect(page.get_by_role("link", name="00:31:00").first).to_be_visible()


def test_file_of_our_own_plays_here_with_its_captions_and_jumps(open_as):
    page = open_as("alice", "bureau")
    blank = page.context.new_page()
    film = bytes(blank.evaluate(FILMER))
    blank.close()
    page.goto(f"{REPLAY}gerer/")
    page.get_by_label("Ou un fichier servi d'ici").set_input_files(
        {"name": "essai.webm", "mimeType": "video/webm", "buffer": film}
    )
    page.get_by_role("button", name="Enregistrer la vidéo").click()
    expect(page.get_by_text("L'enregistrement est à jour.")).to_be_visible()

    page.goto(REPLAY)
    player = page.locator("video")
    expect(player).to_have_js_property("readyState", 4)
    assert (
        player.evaluate("async (video) => { await new Promise((r) => setTimeout(r, 500)); return video.error }") is None
    )
    assert player.evaluate("(video) => video.textTracks[0].cues.length") == 10
    page.locator("nav").get_by_role("link", name="Ouverture").click()
    expect(page).to_have_url(re.compile(r"\?t=2#t-2$"))
    assert player.evaluate("(video) => video.currentTime") > 0
    check_axe_everywhere(page)
