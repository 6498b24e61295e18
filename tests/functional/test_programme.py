"""The network's programme as people meet it: a webinar of 2024 whole, a day from its template to the public."""

import re

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.functional.navigateur import check_axe, check_axe_everywhere, check_reflow

pytestmark = pytest.mark.navigateur

HALLS = "2024-12-05-comment-la-mediation-sociale-peut-elle-intervenir-lors"
WEBINAIRE = f"/programme/webinaires-fm-anct-2024/{HALLS}/"


@pytest.mark.parametrize("format", ["telephone", "bureau"])
def test_webinar_of_5_december_2024(open_page, format):
    """Date, full title, series and organisers, domain and themes, summary, the expert and the four witnesses with
    their associations and towns."""
    page = open_page(format)
    page.goto("/")
    page.get_by_role("link", name=re.compile("occupations illégales de halls")).click()
    expect(page).to_have_url(re.compile(WEBINAIRE))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile(
            r"Comment la médiation sociale peut-elle intervenir lors d'occupations illégales de halls d'immeubles\s\? "
            r"Avec quels moyens et pour quels résultats\s\?"
        )
    )
    main = page.get_by_role("main")
    for said in (
        "Jeudi 5 décembre 2024",
        "Webinaires France Médiation – ANCT 2024",
        "France Médiation, ANCT",
        "Habitat et tranquillité résidentielle",
        "Présence en soirée, repérage rapide des dysfonctionnements, gestion des tensions",
        "Steve Lefebvre, expert en proximité, sûreté et cohésion des territoires",
        "Rachid Boubekeur, médiateur social, Optima (Rennes)",
        "Emile Ntele Malonga, médiateur social, Optima (Rennes)",
        "Gabin Kodaellin Sambo, Médiation Prévention Dijon Métropole",
        "Jamal Ouzaia, Médiation Prévention Dijon Métropole",
    ):
        expect(main).to_contain_text(said)
    themes = page.get_by_role("list", name="Thèmes").get_by_role("listitem")
    expect(themes).to_have_text(["Occupations de halls", "Tranquillité résidentielle", "Bailleurs", "Soirée"])
    expect(main.get_by_role("link", name="France Médiation, les webinaires France Médiation et ANCT")).to_have_count(2)


def test_its_page_in_every_size_and_light(open_page):
    page = open_page("telephone")
    page.goto(WEBINAIRE)
    check_axe_everywhere(page)
    check_reflow(page)


def test_its_calendar_opens(open_page):
    page = open_page("bureau")
    page.goto(WEBINAIRE)
    with page.expect_download() as download:
        page.get_by_role("link", name="Ajouter à mon agenda").click()
    assert download.value.suggested_filename == f"{HALLS}.ics"
    (event,) = Calendar.from_ical(download.value.path().read_bytes()).events
    assert f"{event.decoded('DTSTART'):%d/%m/%Y}" == "05/12/2024"


def test_from_a_theme_to_a_speaker_without_a_script(open_page):
    page = open_page("telephone", java_script_enabled=False)
    page.goto(WEBINAIRE)
    page.get_by_role("link", name="Bailleurs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bailleurs")
    page.get_by_role("link", name=re.compile("occupations illégales")).click()
    page.get_by_role("link", name="Rachid Boubekeur").click()
    expect(page.get_by_role("main")).to_contain_text("Témoignages : médiateur social, Optima (Rennes)")


def test_filters_stay_in_the_address(open_page):
    page = open_page("telephone")
    page.goto("/programme/")
    page.get_by_text("Filtrer", exact=True).first.click()
    page.get_by_label("Thème").select_option("Illectronisme")
    page.get_by_role("button", name="Filtrer").click()
    expect(page).to_have_url(re.compile("theme=illectronisme"))
    expect(page.get_by_role("heading", level=1)).to_have_text("1 événement selon vos filtres")
    check_axe(page)
    page.get_by_role("link", name="Par série").click()
    expect(page).to_have_url(re.compile("theme=illectronisme&.*vue=serie"))
    expect(page.get_by_role("heading", level=1)).to_have_text("1 événement selon vos filtres")


def test_programme_of_a_day_prints_without_furniture(open_page):
    page = open_page("bureau")
    page.goto(WEBINAIRE)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("navigation", name="Menu principal")).to_be_hidden()
    expect(page.get_by_role("link", name="Ajouter à mon agenda")).to_be_hidden()


def test_day_goes_from_its_template_to_the_public(open_as):
    """Rose prepares it and sees it, submits it; Alice approves; anyone reads it."""
    rose = open_as("rose", "bureau")
    prepare(rose)
    rose.wait_for_load_state("load")
    rose.get_by_role("button", name="Afficher/masquer la prévisualisation").click()
    preview = rose.frame_locator("#w-preview-iframe")
    expect(preview.get_by_role("heading", level=1)).to_have_text("Journée fictive d'Arras")
    expect(preview.get_by_text("Le hall, la nuit")).to_be_visible()
    rose.get_by_role("button", name="Plus d'actions").click()
    rose.get_by_role("button", name="Soumettre à Relecture").click()
    expect(rose.get_by_text("a été soumise pour modération")).to_be_visible()

    lecteur = open_as("", "telephone")
    adresse = "/evenements/2027-03-18-journee-fictive-darras/"
    assert lecteur.goto(adresse).status == 404

    alice = open_as("alice", "bureau")
    alice.goto("/bureau/")
    alice.get_by_role("link", name="Journée fictive d'Arras").first.click()
    alice.get_by_role("button", name="Plus d'actions").click()
    alice.get_by_role("button", name="Valider et publier", exact=True).click()
    expect(alice.get_by_role("link", name="Journée fictive d'Arras")).to_be_visible()

    assert lecteur.goto(adresse).status == 200
    expect(lecteur.get_by_role("heading", level=2, name="Le déroulé")).to_be_visible()
    expect(lecteur.locator(".creneau").filter(has_text="Le hall, la nuit").locator(".temps")).to_have_count(5)
    check_axe_everywhere(lecteur)


def prepare(rose: Page) -> None:
    rose.goto("/evenements/nouvelle-journee/")
    check_axe(rose)
    rose.get_by_label("Titre").fill("Journée fictive d'Arras")
    rose.get_by_label("Date").fill("2027-03-18")
    rose.get_by_label("Ville").fill("Arras")
    rose.get_by_label("Ateliers, un par ligne").fill(
        "Le hall, la nuit\nL'école\nLe numérique\nLes droits\nLa cage d'escalier"
    )
    rose.get_by_role("button", name="Préparer le brouillon").click()
    expect(rose.get_by_text("Le brouillon est prêt, avec 5 ateliers.")).to_be_visible()
