"""A restitution cites items of workshops; what is behind each point is counted; its files say the same."""

import html
import io
import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from entredeux.cadre.models import Compte, EntreeJournal
from entredeux.reseau.actions.ateliers import correct_element, withdraw_element
from entredeux.reseau.actions.ateliers.corrections import describe_element
from entredeux.reseau.actions.corpus import create_point, link_element
from entredeux.reseau.fichiers_restitution import hash_file
from entredeux.reseau.models import Point, Restitution, Rubrique, VersionRestitution
from entredeux.reseau.queries.restitutions import read_restitution, version_of
from entredeux.reseau.recherche.lecture import search
from entredeux.reseau.taches_restitutions import seal_version
from entredeux.ui.templatetags.ui import jour
from tests.reseau.fabrique_corpus import fill_workshop, make_day, make_restitution, make_workshop, point_cite
from tests.socle.documents import headings_of_odt, links_of_pdf, open_odt, tags_of_pdf, text_of_odt, text_of_pdf


@pytest.fixture
def journees(db) -> SimpleNamespace:
    """Two days, two regions, two years, three workshops."""
    nord = make_day("Journée fictive du Nord", date(2024, 3, 14), "32", "Lens")
    rhone = make_day("Journée fictive du Rhône", date(2025, 6, 5), "84", "Lyon")
    a, b = make_workshop(
        nord,
        "Le local le soir",
        [
            ("constat", "Le local ferme trop tôt."),
            ("citation", "À 19 h, nous sommes seuls.", {"auteur_citation": "une médiatrice", "a_consenti": True}),
        ],
    )
    (c,) = make_workshop(nord, "Avec les bailleurs", [("proposition", "Confier une clé du local.")])
    (d,) = make_workshop(rhone, "Halls et soirées", [("constat", "Le local manque le soir.")])
    return SimpleNamespace(nord=nord, rhone=rhone, a=a, b=b, c=c, d=d)


@pytest.fixture
def restitution(journees, alice) -> Restitution:
    local = create_point(titre="Le local doit ouvrir le soir", elements=[journees.a, journees.d], by=alice)
    return make_restitution(
        "Ce que le réseau retient",
        [
            ("titre", "Le soir"),
            ("paragraphe", '<p>On <b>ouvre</b> le soir, voir <a href="https://exemple.fr/">ailleurs</a>.</p>'),
            point_cite("Ouvrir le local", [journees.c], [local], "<ul><li>deux soirs</li></ul>"),
            ("citation_corpus", [str(journees.b.pk)]),
        ],
        chapeau="Deux journées, trois ateliers.",
        moment="Rencontre fictive",
    )


def page_of(restitution: Restitution) -> str:
    answer = Client().get(f"/restitutions/{restitution.slug}/")
    assert answer.status_code == 200
    return answer.content.decode().replace("&#x27;", "'").replace("\u202f", " ").replace("\u00a0", " ")


def file_of(restitution: Restitution, genre: str) -> bytes:
    answer = Client().get(f"/restitutions/{restitution.slug}/restitution.{genre}")
    assert answer.status_code == 200
    return answer.content


def test_page_counts_who_is_behind_each_point(restitution, journees):
    page = page_of(restitution)
    assert "<strong>3 ateliers, 2 régions, 2 années</strong> derrière cette restitution" in page
    assert "Derrière ce point : 3 ateliers, 2 régions, 2 années" in page
    for element in (journees.a, journees.c, journees.d):
        assert element.texte in page
        assert f"/ateliers/{element.feuille.sequence.uid}/#element-{element.pk}" in page
    assert "« À 19 h, nous sommes seuls. »" in page
    assert "une médiatrice" in page


def test_items_come_once_those_chosen_first(restitution, journees):
    ((_, point),) = [each for each in read_restitution(restitution).morceaux if each[0] == "point"]
    assert list(point.elements) == [journees.c, journees.d, journees.a]
    assert [each.atelier for each in point.derriere.ateliers] == [
        "Avec les bailleurs",
        "Le local le soir",
        "Halls et soirées",
    ]


def test_pdf_is_accessible_and_cites_the_workshops_of_both_regions(restitution, journees):
    content = file_of(restitution, "pdf")
    reader = PdfReader(io.BytesIO(content))
    assert reader.metadata.title == "Ce que le réseau retient"
    assert reader.trailer["/Root"]["/Lang"] == "fr-FR"
    assert [tag for tag in tags_of_pdf(content) if tag[0] == "H"] == ["H1", "H2", "H3", "H2"]
    assert {"P", "L", "LI", "Link", "BlockQuote"} <= set(tags_of_pdf(content))
    text = text_of_pdf(content)
    for words in (
        "Le local le soir, Lens, jeudi 14 mars 2024",
        "Halls et soirées, Lyon, jeudi 5 juin 2025",
        "3 ateliers, 2 régions (Auvergne-Rhône-Alpes, Hauts-de-France), 2 années (2024, 2025)",
        "Constat : Le local manque le soir",
        "À 19 h, nous sommes seuls.",
        "Licence Ouverte 2.0",
    ):
        assert words in text.replace("\u202f", " ").replace("\u00a0", " ")
    links = links_of_pdf(content)
    assert "https://exemple.fr/" in links
    uid = journees.d.feuille.sequence.uid
    assert f"http://testserver/evenements/{journees.rhone.slug}/ateliers/{uid}/#element-{journees.d.pk}" in links


def test_odt_says_what_the_pdf_says(restitution):
    content = open_odt(file_of(restitution, "odt"))["content.xml"]
    assert headings_of_odt(content) == [
        (1, "Ce que le réseau retient"),
        (2, "Le soir"),
        (3, "Ouvrir le local"),
        (2, "Les ateliers cités"),
    ]
    words = text_of_odt(content).replace("\u202f", " ").replace("\u00a0", " ")
    assert "Proposition : Confier une clé du local (Avec les bailleurs, Lens, jeudi 14 mars 2024" in words
    assert "On ouvre le soir, voir ailleurs." in words


# --- versions


def test_publication_is_numbered_and_its_files_have_the_fingerprints_said(restitution):
    version = VersionRestitution.objects.get()
    page = page_of(restitution)
    said = jour(version.publiee_le).replace("\u00a0", " ")
    assert f"Version 1, du {said}" in page
    assert version.empreinte_pdf == hash_file(file_of(restitution, "pdf"))
    assert version.empreinte_odt == hash_file(file_of(restitution, "odt"))
    assert version.empreinte_pdf in page
    events = EntreeJournal.objects.filter(evenement__startswith="reseau.restitution").order_by("numero")
    assert [event.evenement for event in events] == ["reseau.restitution.version", "reseau.restitution.empreintes"]


def test_sealing_twice_changes_nothing(restitution):
    version = VersionRestitution.objects.get()
    seal_version.func(str(version.pk))
    again = VersionRestitution.objects.get()
    assert (again.empreinte, again.empreinte_pdf) == (version.empreinte, version.empreinte_pdf)


def test_what_is_put_behind_a_point_later_waits_for_the_next_version(restitution, journees, alice):
    (late,) = make_workshop(journees.rhone, "Venu après", [("constat", "Le local, encore.")])
    point = journees.a.rattachements.get().point
    link_element(point=point, element=late, by=alice)
    assert "Le local, encore." not in page_of(restitution)
    restitution.save_revision().publish()
    page = page_of(restitution)
    assert "Le local, encore." in page
    assert "4 ateliers" in page
    assert "Version 2" in page
    assert [version.numero for version in restitution.versions.all()] == [2, 1]


def test_item_taken_out_is_shown_as_taken_out(restitution, journees, alice):
    before = file_of(restitution, "pdf")
    withdraw_element(element=journees.d, by=alice)
    page = page_of(restitution)
    assert "Le local manque le soir" not in page
    assert "Depuis sa publication : 1 élément retiré." in page
    assert "retiré le " in page
    assert "il venait de l'atelier Halls et soirées, Lyon, jeudi 5 juin 2025" in page
    assert "<strong>2 ateliers, 1 région, 1 année</strong>" in page
    assert "ne sont plus, au signe près, ceux de la publication" in page
    after = file_of(restitution, "pdf")
    assert after != before
    assert "Depuis la publication : 1 élément retiré." in text_of_pdf(after).replace("\u00a0", " ")


def test_item_corrected_since_is_said(restitution, journees, alice):
    said = describe_element(journees.a)
    wanted = replace(said, texte="Le local ferme à 17 h.")
    correct_element(element=journees.a, lu=said, voulu=wanted, version=journees.a.version, by=alice)
    page = page_of(restitution)
    assert "Le local ferme à 17 h." in page
    assert "Depuis sa publication : 1 élément corrigé." in page


def test_item_whose_event_is_taken_down_leaves_no_trace_of_it(restitution, journees):
    journees.rhone.unpublish()
    page = page_of(restitution)
    assert "Halls et soirées" not in page
    assert "Un élément cité ici a été retiré du corpus." in page


def test_draft_shows_nowhere_and_has_no_file(journees, alice):
    draft = make_restitution("Brouillon", [point_cite("Un point", [journees.a])], est_publiee=False)
    assert Client().get("/restitutions/brouillon/").status_code == 404
    assert Client().get("/restitutions/brouillon/restitution.pdf").status_code == 404
    assert not draft.versions.exists()
    assert version_of(draft) is None


def test_same_queries_for_two_points_and_for_sixty(restitution, journees, alice):
    def queries(page: Restitution) -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(page)
        return len(captured)

    made = [
        fill_workshop(journees.rhone, f"Atelier {rank}", [f"Constat {rank} {n}" for n in range(5)])
        for rank in range(60)
    ]
    points = [create_point(titre=f"Point {rank}", elements=found[:3], by=alice) for rank, found in enumerate(made)]
    large = make_restitution(
        "Soixante points",
        [point_cite(f"Point {rank}", found[3:], [points[rank]]) for rank, found in enumerate(made)],
    )
    few = queries(restitution)
    assert queries(large) == few
    assert "60 ateliers" in page_of(large)


# --- the desk


def enter(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    client.get("/bureau/")  # groups follow the role on entering
    return client


def form_of(page: Restitution, corps: list[tuple[str, dict[str, str]]], **champs: str) -> dict[str, str]:
    """What the desk's form sends."""
    sent = {"title": page.title, "slug": page.slug, "chapeau": "", "moment": "", "region": page.region_id or ""}
    sent |= {"corps-count": str(len(corps)), "sources-count": "0", "search_description": "", "seo_title": ""}
    sent |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    for rank, (genre, values) in enumerate(corps):
        sent |= {f"corps-{rank}-type": genre, f"corps-{rank}-order": str(rank), f"corps-{rank}-deleted": ""}
        sent |= {f"corps-{rank}-value{'-' + nom if nom else ''}": value for nom, value in values.items()}
    return sent | champs


VIDE = '{"blocks": [], "entityMap": {}}'


def block(titre: str, elements: str = "", points: str = "") -> tuple[str, dict[str, str]]:
    return "point", {"titre": titre, "texte": VIDE, "elements": elements, "points": points}


def test_desk_keeps_what_is_cited(journees, alice):
    page = make_restitution("À écrire", [], est_publiee=False)
    ids = f"{journees.d.pk},{journees.a.pk}"
    sent = form_of(page, [block("Ouvrir le local", ids), ("citation_corpus", {"": str(journees.b.pk)})])
    answer = enter(alice).post(f"/bureau/pages/{page.pk}/edit/", {**sent, "action-publish": "1"})
    assert answer.status_code == 302
    corps = Restitution.objects.get(pk=page.pk).corps
    assert corps[0].value["elements"] == [str(journees.d.pk), str(journees.a.pk)]
    assert corps[1].value == [str(journees.b.pk)]
    assert "3 ateliers" not in page_of(page)
    assert "2 ateliers, 2 régions, 2 années" in page_of(page)


def test_desk_refuses_an_item_that_is_not_published(journees, alice):
    (draft,) = make_workshop(journees.rhone, "Pas relu", [("constat", "Encore un brouillon.")], est_publie=False)
    page = make_restitution("À écrire", [], est_publiee=False)
    sent = form_of(page, [block("Ouvrir le local", f"{journees.a.pk},{draft.pk}")])
    answer = enter(alice).post(f"/bureau/pages/{page.pk}/edit/", {**sent, "action-publish": "1"})
    said = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), html.unescape(answer.content.decode()))
    assert answer.status_code == 200
    assert not Restitution.objects.get(pk=page.pk).live
    assert "le n° 2 n'est pas publié, ou a été retiré du corpus : retirez-le de la liste" in said
    assert str(journees.a.pk) in said  # what was chosen is still in the form


def test_desk_refuses_a_point_that_rests_on_nothing(journees, alice):
    page = make_restitution("À écrire", [], est_publiee=False)
    sent = form_of(page, [block("Ouvrir le local")])
    enter(alice).post(f"/bureau/pages/{page.pk}/edit/", {**sent, "action-publish": "1"})
    assert not Restitution.objects.get(pk=page.pk).live


def test_chooser_finds_items_by_words_place_and_year(journees, alice):
    client = enter(alice)

    def ask(adresse: str, **question: str) -> list[str]:
        return [line["texte"] for line in client.get(f"/bureau/corpus/{adresse}/", question).json()["lignes"]]

    assert ask("elements", q="locaux soir") == [journees.d.texte, journees.a.texte, journees.b.texte]
    assert ask("elements", q="local 2025") == [journees.d.texte]
    assert ask("elements", q="lens clé") == [journees.c.texte]
    assert ask("elements", q="") == []
    assert ask("elements", ids=f"{journees.c.pk},pas-un-id") == [journees.c.texte]
    create_point(titre="Le local doit ouvrir le soir", elements=[journees.a, journees.d], by=alice)
    create_point(titre="Vide", by=alice)
    assert ask("points") == ["Le local doit ouvrir le soir"]
    assert client.get("/bureau/corpus/points/").json()["lignes"][0]["detail"] == (
        "2 ateliers, 2 régions, 2 années, 2 éléments"
    )


@pytest.mark.parametrize("qui", ["yann", "samira", "paul"])
def test_chooser_exists_for_editors_only(journees, request, qui):
    client = Client()
    client.force_login(request.getfixturevalue(qui).compte)
    assert client.get("/bureau/corpus/elements/?q=local").status_code == 404


def test_national_restitution_belongs_to_the_facilitators(journees, alice, rose):
    national = make_restitution("Nationale", [], est_publiee=False)
    regional = make_restitution("Du Nord", [], est_publiee=False, region_id="32")
    elsewhere = make_restitution("Du Rhône", [], est_publiee=False, region_id="84")
    rights = {
        acteur.compte.nom: [
            page.permissions_for_user(Compte.objects.get(pk=acteur.compte.pk)).can_edit()
            for page in (national, regional, elsewhere)
        ]
        for acteur in (alice, rose)
        if enter(acteur)
    }
    assert rights == {"Alice": [True, True, True], "Rose": [False, True, False]}


def test_restitution_is_made_under_its_own_index(journees, alice):
    client = enter(alice)
    made = make_restitution("Nationale", [], est_publiee=False)
    parent = made.get_parent()
    assert client.get(f"/bureau/pages/add/reseau/restitution/{parent.pk}/").status_code == 200
    programme = parent.get_siblings().get(slug="programme")
    assert client.get(f"/bureau/pages/add/reseau/restitution/{programme.pk}/").status_code == 302


def test_editor_of_a_region_makes_a_restitution_of_that_region_only(journees, alice, rose):
    """Refused without a region or with another's; a draft of its own waits for someone else to publish it."""
    parent = make_restitution("Nationale", [], est_publiee=False).get_parent()
    address = f"/bureau/pages/add/reseau/restitution/{parent.pk}/"
    sent = form_of(Restitution(title="Du Nord", slug="du-nord"), [block("Le local", str(journees.a.pk))])
    client = enter(rose)
    for region in ("", "84"):
        client.post(address, {**sent, "region": region})
        assert not Restitution.objects.filter(slug="du-nord").exists()
    client.post(address, {**sent, "region": "32", "action-submit": "1"})
    made = Restitution.objects.get(slug="du-nord")
    assert (made.region_id, made.live, made.current_workflow_state is not None) == ("32", False, True)
    enter(alice)
    made.current_workflow_state.current_task_state.approve(user=Compte.objects.get(pk=alice.compte.pk))
    assert "1 atelier, 1 région, 1 année" in page_of(made)
    assert made.versions.get().numero == 1


def test_from_two_regions_days_to_the_file_that_cites_both(journees, alice):
    """Every step by the pages: the corpus shows both, a point joins them, the desk cites it, the PDF says whence."""
    client = enter(alice)
    found = Client().get("/corpus/?genre=constat").content.decode()
    assert journees.a.texte in found
    assert journees.d.texte in found
    client.post(f"/corpus/rapprochements/{journees.a.pk}/", {"titre": "Le local manque le soir", "theme": ""})
    point = Point.objects.get()
    client.post(f"/corpus/rapprochements/{journees.d.pk}/", {"point": str(point.pk)})
    assert point.rattachements.count() == 2
    parent = Rubrique.objects.get(genre="restitutions")
    page = Restitution(title="Nationale", slug="nationale")
    form = form_of(page, [block("Ouvrir le soir", points=str(point.pk))])
    client.post(f"/bureau/pages/add/reseau/restitution/{parent.pk}/", {**form, "action-publish": "1"})
    text = text_of_pdf(file_of(page, "pdf")).replace("\u00a0", " ")
    assert "Version 1" in text
    assert "2 ateliers, 2 régions (Auvergne-Rhône-Alpes, Hauts-de-France)" in text
    assert "Le local le soir, Lens, jeudi 14 mars 2024" in text
    assert "Halls et soirées, Lyon, jeudi 5 juin 2025" in text


# --- found by the search


def found(question: str) -> set[str]:
    return {result.document.genre for result in search(question, audiences=["public"]).resultats}


def test_restitution_is_found_by_its_words_until_it_is_taken_down(restitution):
    assert "restitution" in found("ouvrir le local deux soirs")
    restitution.unpublish()
    assert "restitution" not in found("ouvrir le local deux soirs")


def test_point_is_found_while_something_published_stands_behind_it(journees, alice):
    create_point(titre="Une clé confiée aux équipes", elements=[journees.c], by=alice)
    assert "point" in found("clé confiée équipes")
    withdraw_element(element=journees.c, by=alice)
    assert "point" not in found("clé confiée équipes")
