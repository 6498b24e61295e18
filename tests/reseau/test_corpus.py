"""The corpus: what workshops said, found by theme, region, year, type; and what editors name in it."""

import csv
import io
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import EntreeJournal
from entredeux.reseau.actions.ateliers import withdraw_element
from entredeux.reseau.actions.corpus import create_point, link_element, remove_point, reword_point, unlink_element
from entredeux.reseau.models import Element, Evenement, Feuille, Point, Rattachement
from entredeux.reseau.queries.corpus import (
    SANS_REGION,
    Filtre,
    Origine,
    behind,
    count_genres,
    follow_points,
    list_corpus,
    read_offre,
)
from entredeux.reseau.queries.rapprochements import Index, propose_for
from entredeux.socle.erreurs import Refus
from entredeux.socle.pliage import fold
from tests.reseau.fabrique_corpus import fill_workshop, make_day, make_workshop

TOUS = Acteur.public()
HALLS = {"theme": "occupation-hall"}


@pytest.fixture
def deux_journees(db) -> SimpleNamespace:
    """A day of Hauts-de-France in 2024, a day of Auvergne-Rhône-Alpes in 2025, a national webinar; and what is not
    public: a draft sheet, an item set aside, an event taken down."""
    nord = make_day("Journée fictive du Nord", date(2024, 3, 14), "32", "Lens", themes=["occupation-hall"])
    rhone = make_day("Journée fictive du Rhône", date(2025, 6, 5), "84", "Lyon")
    webinaire = make_day("Webinaire fictif", date(2025, 10, 2))
    cache = make_day("Journée retirée", date(2025, 1, 9), "84", live=False)
    a, b, c, d = make_workshop(
        nord,
        "Le local le soir",
        [
            ("constat", "Le local de médiation ferme trop tôt, le soir les halls restent sans personne."),
            ("obstacle", "Le bailleur ne prête pas de clé du local après 17 h.", {"theme": "bailleurs"}),
            ("proposition", "Ouvrir le local de médiation jusqu'à 21 h deux soirs par semaine."),
            ("engagement", "Écrire au bailleur pour la clé du local.", {"qui": "Passerelle", "etat": "tenu"}),
        ],
    )
    e, f = make_workshop(
        rhone,
        "Halls et soirées",
        [
            (
                "constat",
                "Trop tôt fermé, le local de médiation manque le soir dans les halls.",
                {"theme": "occupation-hall"},
            ),
            ("debat", "Faut-il entrer dans le hall sans le bailleur ?", {"theme": "bailleurs"}),
        ],
        themes=["jeunes"],
    )
    (g,) = make_workshop(webinaire, "Questions", [("question", "Qui ouvre la porte ?")])
    (brouillon,) = make_workshop(rhone, "Pas encore relu", [("constat", "Encore un brouillon.")], est_publie=False)
    (ecarte,) = make_workshop(nord, "Écarté", [("constat", "Dit à tort.")])
    withdraw_element(element=ecarte, by=Acteur.systeme())
    (retire,) = make_workshop(cache, "Retiré", [("constat", "D'un événement retiré.")])
    return SimpleNamespace(
        nord=nord,
        rhone=rhone,
        webinaire=webinaire,
        a=a,
        b=b,
        c=c,
        d=d,
        e=e,
        f=f,
        g=g,
        caches=[brouillon, ecarte, retire],
    )


def found(**filtre: str) -> list[Element]:
    return list(list_corpus(Filtre(**filtre), TOUS))


def test_corpus_holds_what_is_published_the_latest_event_first(deux_journees):
    d = deux_journees
    assert found() == [d.g, d.e, d.f, d.a, d.b, d.c, d.d]
    assert Element.objects.count() == 10  # the three others exist, and show nowhere
    assert not {each.pk for each in d.caches} & {each.pk for each in found()}


@pytest.mark.parametrize(
    ("filtre", "noms"),
    [
        ({"theme": "bailleurs"}, "fb"),
        ({"theme": "occupation-hall"}, "eacd"),  # the item's own theme, else its workshop's, else its event's
        ({"theme": "jeunes"}, ""),  # of a workshop whose items have their own
        ({"region": "32"}, "abcd"),
        ({"region": "84"}, "ef"),
        ({"region": SANS_REGION}, "g"),
        ({"annee": "2025"}, "gef"),
        ({"genre": "constat"}, "ea"),
        ({"etat": "tenu"}, "d"),
        ({"etat": "abandonne"}, ""),
        ({"annee": "2025", "theme": "bailleurs", "region": "84"}, "f"),
    ],
)
def test_corpus_is_read_by_theme_region_year_and_type(deux_journees, filtre, noms):
    assert found(**filtre) == [getattr(deux_journees, nom) for nom in noms]


def test_corpus_is_read_by_event(deux_journees):
    assert found(evenement=deux_journees.rhone.slug) == [deux_journees.e, deux_journees.f]


def test_obstacle_is_open_until_a_proposition_stands_behind_the_same_point(deux_journees, alice):
    d = deux_journees
    point = create_point(titre="La clé du local après 17 h", elements=[d.b, d.a], by=alice)
    assert found(ouverts="1") == [d.b]
    link_element(point=point, element=d.c, by=alice)
    assert found(ouverts="1") == []
    unlink_element(point=point, element=d.c, by=alice)
    assert found(ouverts="1") == [d.b]
    link_element(point=point, element=d.d, by=alice)  # a commitment kept answers it too
    assert found(ouverts="1") == []


def test_filters_offer_only_what_the_corpus_holds(deux_journees):
    offre = read_offre(TOUS)
    assert offre.annees == ["2025", "2024"]
    assert offre.regions == [
        ("84", "Auvergne-Rhône-Alpes"),
        ("32", "Hauts-de-France"),
        (SANS_REGION, "Sans région (national, en ligne)"),
    ]
    assert offre.themes == ["bailleurs", "occupation-hall"]
    assert [label for _, label in offre.evenements] == [
        "Webinaire fictif (2025)",
        "Journée fictive du Rhône (2025)",
        "Journée fictive du Nord (2024)",
    ]


def test_types_are_counted(deux_journees):
    assert count_genres(list_corpus(Filtre(), TOUS)) == {
        "question": 1,
        "constat": 2,
        "debat": 1,
        "proposition": 1,
        "obstacle": 1,
        "engagement": 1,
    }


# --- points


def test_point_counts_the_workshops_regions_and_years_behind_it(deux_journees, alice):
    d = deux_journees
    create_point(titre="Le local doit ouvrir le soir", elements=[d.e, d.a, d.c], by=alice)
    create_point(titre="Qui ouvre", elements=[d.g], by=alice)
    first, second = follow_points(Point.objects.all(), TOUS)
    assert (first.point.titre, first.revient, second.revient) == ("Le local doit ouvrir le soir", True, False)
    assert [each.atelier for each in first.derriere.ateliers] == ["Le local le soir", "Halls et soirées"]
    assert first.derriere.regions == ("Auvergne-Rhône-Alpes", "Hauts-de-France")
    assert first.derriere.annees == (2024, 2025)
    assert second.derriere.regions == ()


def test_point_of_an_item_taken_out_shows_to_editors_only(deux_journees, alice, rose):
    d = deux_journees
    point = create_point(titre="Un seul appui", elements=[d.b], by=rose)
    client = Client()
    assert client.get(f"/corpus/ce-qui-revient/{point.pk}/").status_code == 200
    Element.objects.filter(pk=d.b.pk).update(statut="ecarte")
    assert client.get(f"/corpus/ce-qui-revient/{point.pk}/").status_code == 404
    client.force_login(rose.compte)
    page = client.get(f"/corpus/ce-qui-revient/{point.pk}/").content.decode()
    assert "il ne paraît pas au public" in page
    assert "Le bailleur ne prête" not in page


def test_editor_puts_behind_a_point_what_its_region_said(deux_journees, rose, yann):
    d = deux_journees
    point = create_point(titre="Le local doit ouvrir le soir", elements=[d.a], by=rose)
    assert point.region_id == "32"
    with pytest.raises(Refus, match="autre région"):
        link_element(point=point, element=d.e, by=rose)
    with pytest.raises(Refus):
        create_point(titre="Autre", by=yann)
    assert list(point.rattachements.values_list("element", flat=True)) == [d.a.pk]


def test_unpublished_item_goes_behind_no_point(deux_journees, alice):
    point = create_point(titre="Point", by=alice)
    for hidden in deux_journees.caches:
        with pytest.raises(ValidationError, match="n'est pas publié"):
            link_element(point=point, element=hidden, by=alice)
    assert not Rattachement.objects.exists()


def test_point_is_reworded_by_whoever_opened_it_or_leads_the_network(deux_journees, alice, rose):
    mine, national = (create_point(titre=titre, by=by) for titre, by in (("Le mien", rose), ("National", alice)))
    assert reword_point(point=mine, titre=" Le nôtre ", theme="occupation-hall", by=rose).version == 2
    with pytest.raises(Refus, match="autre région"):
        reword_point(point=national, titre="Pris", theme="", by=rose)
    with pytest.raises(ValidationError, match="existe déjà"):
        reword_point(point=national, titre="Le nôtre", theme="", by=alice)
    assert [point.titre for point in Point.objects.all()] == ["Le nôtre", "National"]


def test_point_is_removed_only_once_empty(deux_journees, alice):
    point = create_point(titre="Point", elements=[deux_journees.a], by=alice)
    with pytest.raises(ValidationError, match="détachez-les"):
        remove_point(point=point, by=alice)
    unlink_element(point=point, element=deux_journees.a, by=alice)
    remove_point(point=point, by=alice)
    assert not Point.objects.exists()


def test_each_act_is_in_the_journal_and_twice_changes_nothing(deux_journees, alice):
    point = create_point(titre="Point", elements=[deux_journees.a], by=alice)
    link_element(point=point, element=deux_journees.a, by=alice)
    unlink_element(point=point, element=deux_journees.a, by=alice)
    unlink_element(point=point, element=deux_journees.a, by=alice)
    acts = ("reseau.point.ouvert", "reseau.element.rattache", "reseau.element.detache")
    events = EntreeJournal.objects.filter(evenement__in=acts).order_by("numero")
    assert [event.evenement for event in events] == [
        "reseau.point.ouvert",
        "reseau.element.rattache",
        "reseau.element.detache",
    ]


ORIGINES = st.builds(
    Origine,
    sequence=st.integers(1, 8),
    uid=st.just("u"),
    atelier=st.sampled_from(["A", "B"]),
    evenement=st.just("Journée"),
    slug=st.just("journee"),
    lieu=st.just(""),
    jour=st.dates(date(2019, 1, 1), date(2026, 12, 31)),
    precision=st.just("jour"),
    region=st.just(""),
    region_nom=st.sampled_from(["", "Corse", "Île-de-France", "Hauts-de-France"]),
)


def of_one_workshop_each(origines):
    """Rows of one workshop are alike: the same workshop never has two days."""
    return list({origine.sequence: origine for origine in origines}.values())


@given(st.lists(ORIGINES).map(of_one_workshop_each), st.randoms())
def test_who_is_behind_is_a_union_in_order_without_doubles(origines, chance):
    repeated = [*origines, *origines]
    chance.shuffle(repeated)
    derriere = behind(repeated)
    assert derriere == behind(origines)
    assert {each.sequence for each in derriere.ateliers} == {each.sequence for each in origines}
    assert len(derriere.ateliers) == len(origines)
    assert list(derriere.annees) == sorted({each.jour.year for each in origines})
    assert list(derriere.regions) == sorted({each.region_nom for each in origines} - {""}, key=fold)
    days = [each.jour for each in derriere.ateliers]
    assert days == sorted(days)


@given(st.lists(ORIGINES), st.lists(ORIGINES))
def test_two_points_together_have_behind_them_all_that_each_has(one, other):
    both = of_one_workshop_each([*one, *other])
    known = {origine.sequence: origine for origine in both}
    left = behind(known[each.sequence] for each in one)
    right = behind(known[each.sequence] for each in other)
    assert set(behind(both).annees) == {*left.annees, *right.annees}
    assert set(behind(both).ateliers) == {*left.ateliers, *right.ateliers}


# --- pages


def test_page_shows_each_item_with_the_way_back_to_its_workshop(deux_journees):
    d = deux_journees
    page = Client().get("/corpus/").content.decode()
    assert "7 éléments dits en atelier" in page
    uid = d.a.feuille.sequence.uid
    assert f'href="/evenements/{d.nord.slug}/ateliers/{uid}/#element-{d.a.pk}"' in page
    assert "Le local le soir, Lens, jeudi 14 mars 2024" in page
    assert "Encore un brouillon" not in page


def test_filters_stay_in_the_address_and_a_wrong_one_is_said(deux_journees):
    page = Client().get("/corpus/?region=84&genre=debat").content.decode()
    assert "1 élément dit en atelier" in page
    assert '<option value="84" selected>' in page
    assert 'href="/corpus/corpus.csv?region=84&amp;genre=debat"' in page
    wrong = Client().get("/corpus/?region=99").content.decode()
    assert "il n'a pas été retenu" in wrong.replace("&#x27;", "'")
    assert "7 éléments" in wrong


def test_empty_corpus_says_what_will_come(db):
    assert "Le corpus des ateliers est encore vide" in Client().get("/corpus/").content.decode()
    assert "Aucun point" in Client().get("/corpus/ce-qui-revient/").content.decode()
    assert "Il faut au moins deux régions" in Client().get("/corpus/comparer/").content.decode()


def test_two_regions_side_by_side(deux_journees, alice):
    d = deux_journees
    create_point(titre="Le local doit ouvrir le soir", elements=[d.a, d.e], by=alice)
    create_point(titre="D'un seul côté", elements=[d.b], by=alice)
    page = Client().get("/corpus/comparer/", {"selon": "region", "a": "32", "b": "84", "theme": "occupation-hall"})
    left, right = (each["cote"] for each in page.context["cotes"])
    assert (left.titre, left.total, right.titre, right.total) == ("Hauts-de-France", 3, "Auvergne-Rhône-Alpes", 1)
    assert [(groupe.code, groupe.total) for groupe in left.groupes] == [
        ("constat", 1),
        ("proposition", 1),
        ("engagement", 1),
    ]
    assert [point.titre for point in page.context["communs"]] == ["Le local doit ouvrir le soir"]


def test_two_years_side_by_side(deux_journees):
    page = Client().get("/corpus/comparer/", {"selon": "annee", "a": "2024", "b": "2025"})
    assert [each["cote"].total for each in page.context["cotes"]] == [4, 3]


def test_one_side_is_not_compared_with_itself(deux_journees):
    page = Client().get("/corpus/comparer/", {"selon": "region", "a": "32", "b": "32"}).content.decode()
    assert "Choisissez deux côtés différents" in page


def test_files_hold_the_filtered_items_and_the_licence(deux_journees):
    d = deux_journees
    Element.objects.filter(pk=d.f.pk).update(texte="=1+1", auteur_citation="Une personne", a_consenti=True)
    answer = Client().get("/corpus/corpus.csv?region=84")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [(row["type"], row["texte"]) for row in rows] == [("Constat", d.e.texte), ("Point débattu", "'=1+1")]
    assert {row["licence"] for row in rows} == {"Licence Ouverte 2.0 (Etalab)"}
    assert rows[0]["adresse"] == (
        f"http://testserver/evenements/{d.rhone.slug}/ateliers/{d.e.feuille.sequence.uid}/#element-{d.e.pk}"
    )
    assert "Une personne" not in answer.content.decode()
    sheet = Client().get("/corpus/corpus.ods?region=84").content
    read = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in read] == ["texte", d.e.texte, "=1+1"]
    assert read[1][10] == date(2025, 6, 5)


@pytest.mark.parametrize("adresse", ["/corpus/", "/corpus/?region=32", "/corpus/ce-qui-revient/?tous=1"])
def test_same_queries_for_one_item_and_for_three_hundred(deux_journees, alice, adresse):
    Element.objects.exclude(pk=deux_journees.a.pk).delete()
    create_point(titre="Premier", elements=[deux_journees.a], by=alice)
    few = queries_of(adresse)
    for rank in range(30):
        made = fill_workshop(deux_journees.nord, f"Atelier {rank}", [f"{rank} {n}" for n in range(10)])
        point = create_point(titre=f"Point {rank}", by=alice)
        Rattachement.objects.bulk_create(Rattachement(point=point, element=element) for element in made)
    assert len(found(region="32")) == 301
    assert queries_of(adresse) == few


def test_comparison_makes_the_same_queries_whatever_it_holds(deux_journees):
    few = queries_of("/corpus/comparer/?selon=region&a=32&b=84")
    for rank in range(10):
        fill_workshop(deux_journees.nord, f"Atelier {rank}", [f"{rank} {n}" for n in range(10)])
    assert queries_of("/corpus/comparer/?selon=region&a=32&b=84") == few


def queries_of(adresse: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(adresse).status_code == 200
    return len(captured)


# --- the editor's pages


def test_editor_groups_from_what_looks_alike(deux_journees, alice):
    d = deux_journees
    client = Client()
    client.force_login(alice.compte)
    page = client.get("/corpus/rapprochements/").content.decode()
    assert "7 éléments sans point récurrent" in page
    form = client.get(f"/corpus/rapprochements/{d.a.pk}/").content.decode()
    assert "mots communs" in form
    assert d.e.texte in form
    answer = client.post(
        f"/corpus/rapprochements/{d.a.pk}/",
        {"titre": "Le local doit ouvrir le soir", "theme": "occupation-hall", "aussi": [str(d.e.pk), str(d.g.pk)]},
    )
    point = Point.objects.get()
    assert answer.headers["Location"] == f"/corpus/ce-qui-revient/{point.pk}/"
    # the other was ticked by nobody: it was not proposed
    assert set(point.rattachements.values_list("element", flat=True)) == {d.a.pk, d.e.pk}


def test_detaching_can_be_undone(deux_journees, alice):
    d = deux_journees
    point = create_point(titre="Le local doit ouvrir le soir", elements=[d.a, d.e], by=alice)
    client = Client()
    client.force_login(alice.compte)
    page = client.post(f"/corpus/ce-qui-revient/{point.pk}/detacher/{d.e.pk}/", follow=True).content.decode()
    undo = f"/corpus/rapprochements/{d.e.pk}/?point={point.pk}"
    assert f'action="{undo}"' in page
    assert point.rattachements.count() == 1
    client.post(undo)
    assert point.rattachements.count() == 2


def test_refused_point_keeps_what_was_written(deux_journees, alice):
    create_point(titre="Déjà dit", by=alice)
    client = Client()
    client.force_login(alice.compte)
    answer = client.post(
        f"/corpus/rapprochements/{deux_journees.a.pk}/", {"titre": "Déjà dit", "theme": "occupation-hall"}
    )
    page = answer.content.decode().replace("&#x27;", "'")
    assert answer.status_code == 422
    assert "Ce point existe déjà sous ces mots" in page
    assert 'value="Déjà dit"' in page
    assert Rattachement.objects.count() == 0


@pytest.mark.parametrize("qui", ["yann", "samira", "paul", ""])
def test_naming_what_comes_back_exists_for_editors_only(deux_journees, alice, request, qui):
    point = create_point(titre="Point", elements=[deux_journees.a], by=alice)
    client = Client()
    if qui:
        client.force_login(request.getfixturevalue(qui).compte)
    gone = (404,) if qui else (302, 404)
    for address in ("/corpus/rapprochements/", f"/corpus/rapprochements/{deux_journees.a.pk}/"):
        assert client.get(address).status_code in gone
    assert client.post(f"/corpus/ce-qui-revient/{point.pk}/detacher/{deux_journees.a.pk}/").status_code in gone
    assert point.rattachements.count() == 1


def test_editor_of_another_region_is_told_who_to_ask(deux_journees, rose):
    client = Client()
    client.force_login(rose.compte)
    page = client.get(f"/corpus/rapprochements/{deux_journees.e.pk}/").content.decode()
    assert "demandez à l'animation du réseau" in page.replace("&#x27;", "'")
    waiting = client.get("/corpus/rapprochements/").content.decode()
    assert "4 éléments sans point récurrent" in waiting
    assert Evenement.objects.count() == 4
    assert Feuille.objects.count() == 6


def test_item_already_behind_a_point_is_not_offered_it_again(deux_journees, alice):
    d = deux_journees
    point = create_point(titre="Le local doit ouvrir le soir", elements=[d.a], by=alice)
    (proposition,) = propose_for([d.e], alice)
    assert proposition.points == [point]
    link_element(point=point, element=d.e, by=alice)
    (proposition,) = propose_for([d.e], alice)
    assert proposition.points == []
    assert [proche.element for proche in proposition.proches] == [d.a]


def test_resemblance_says_its_words_and_its_share():
    index = Index({1: "Le local de médiation ferme trop tôt", 2: "Les locaux des médiatrices ferment", 3: "Un badge"})
    (found,) = index.find_alike("Local de médiation fermé", sauf=None)[:1]
    assert found.identifiant in (1, 2)
    assert set(index.find_alike("le local de la médiation ferme trop tôt")[0].mots) >= {"local", "médiation", "ferme"}
    assert index.find_alike("le local de médiation ferme trop tôt")[0].part == 1
    assert index.find_alike("Un badge perdu") == []  # one word in common says nothing
    assert index.find_alike("") == []


@given(st.lists(st.text("abcdefgh éè'", max_size=40), max_size=12), st.text("abcdefgh éè'", max_size=40))
def test_resemblance_is_a_share_the_most_alike_first(textes, texte):
    index = Index(dict(enumerate(textes)))
    found = index.find_alike(texte)
    assert all(0 < each.part <= 1.000001 for each in found)
    assert [each.part for each in found] == sorted((each.part for each in found), reverse=True)
    assert found == Index(dict(enumerate(textes))).find_alike(texte)


def test_theme_page_says_what_the_corpus_holds_of_it(deux_journees):
    page = Client().get("/themes-du-reseau/bailleurs/")
    assert page.status_code == 200
    said = page.content.decode()
    assert 'href="/corpus/?theme=bailleurs&amp;genre=debat">Points débattus (1)</a>' in said
    assert 'href="/corpus/?theme=bailleurs&amp;genre=obstacle">Obstacles (1)</a>' in said
