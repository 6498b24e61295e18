"""The public pages, from the home to a speaker: what they show, and what stays hidden until it is published."""

import datetime
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Compte
from entredeux.reseau import encarts
from entredeux.reseau.actions import import_programme
from entredeux.reseau.models import Evenement, Intervenant, Prise, Rubrique, Serie
from entredeux.reseau.presenters.cartes import split_titre
from entredeux.reseau.presenters.dates import say_when, split_date
from entredeux.reseau.programme import load_programme
from entredeux.territoires.models import Region
from entredeux.ui import menu
from tests.reseau.fabrique import make_conference, make_evenement, make_sequence, make_serie

PERSONNES = [
    prise.personne
    for serie in load_programme().series
    for evenement in serie.evenements
    for prise in [*evenement.interventions, *evenement.pleniere]
    if prise.personne
] + ["Marie Slimati"]
HALLS = "2024-12-05-comment-la-mediation-sociale-peut-elle-intervenir-lors"


def read(client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    return answer.content.decode()


def words(page: str) -> str:
    """The text of the main part, one space between words."""
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("\u202f", " ").replace("\xa0", " ").split())


# --- the home


def test_home_shows_the_programme_with_the_log_in_beside_it(client, vrai_programme):
    page = read(client, "/")
    assert page.count('class="seance"') == 9
    assert f'action="{reverse("account_login")}"' in page
    assert page.index("2024-12-05") < page.index("2024-02-29") < page.index("2019-12-04")


def test_home_without_any_event_says_so(client, db):
    assert "Le programme est encore vide" in read(client, "/")


def test_home_begins_with_what_comes(client, vrai_programme, aujourdhui):
    make_evenement(title="Rencontre de demain", slug="demain", date_debut=datetime.date(2027, 6, 3))
    aujourdhui("2027-06-03")
    page = words(read(client, "/"))
    assert page.index("À venir") < page.index("Rencontre de demain") < page.index("Webinaires France Médiation")


def test_series_that_editors_put_first_comes_before_later_ones(client, vrai_programme, aujourdhui):
    make_evenement(title="Rencontre d'hier", slug="hier", date_debut=datetime.date(2027, 6, 2))
    aujourdhui("2027-06-03")
    page = words(read(client, "/"))
    assert page.index("Webinaires France Médiation") < page.index("Journées régionales") < page.index("Rencontre d")
    Serie.objects.update(est_a_la_une=False)
    page = words(read(client, "/"))
    assert page.index("Rencontre d") < page.index("Webinaires France Médiation")


def test_signed_in_person_still_reads_the_programme_and_sees_the_way_in(client, vrai_programme, samira: Acteur):
    client.force_login(samira.compte)
    page = read(client, "/")
    assert "Ouvrir mon espace" in page
    assert 'name="password"' not in page
    assert page.count('class="seance"') == 9


def test_editor_renames_the_home(client, db):
    from entredeux.reseau.models import Accueil

    accueil = Accueil.objects.get()
    accueil.title = "Le programme de notre réseau"
    accueil.save_revision().publish()
    assert "Le programme de notre réseau" in words(read(client, "/"))


# --- the webinar of 5 December 2024


def test_webinar_of_5_december_2024_is_whole(client, vrai_programme):
    page = words(read(client, f"/evenements/{HALLS}/"))
    expected = [
        "Comment la médiation sociale peut-elle intervenir lors d'occupations illégales de halls d'immeubles ? "
        "Avec quels moyens et pour quels résultats ?",
        "Jeudi 5 décembre 2024",
        "Présence en soirée, repérage rapide des dysfonctionnements",
        "Occupations de halls Tranquillité résidentielle Bailleurs Soirée",
        "Série Webinaires France Médiation – ANCT 2024",
        "Organisation France Médiation, ANCT",
        "Domaine Habitat et tranquillité résidentielle",
        "Apport théorique Steve Lefebvre , expert en proximité, sûreté et cohésion des territoires",
        "Rachid Boubekeur , médiateur social, Optima (Rennes)",
        "Emile Ntele Malonga , médiateur social, Optima (Rennes)",
        "Gabin Kodaellin Sambo , Médiation Prévention Dijon Métropole",
        "Jamal Ouzaia , Médiation Prévention Dijon Métropole",
        "Sources France Médiation, les webinaires France Médiation et ANCT",
    ]
    plain = page.replace("&#x27;", "'")
    assert [fact for fact in expected if fact not in plain] == []


def test_short_address_leads_to_the_page(client, vrai_programme):
    answer = client.get(f"/evenements/{HALLS}/")
    assert answer["Location"] == f"/programme/webinaires-fm-anct-2024/{HALLS}/"
    assert client.get("/evenements/2024-01-01-autre/").status_code == 404


def test_every_event_has_its_page_and_its_sources(client, vrai_programme):
    pages = [read(client, f"/evenements/{slug}/") for slug in Evenement.objects.values_list("slug", flat=True)]
    assert len(pages) == 9
    assert all(page.count("<h1>") == 1 and ">Sources</h2>" in page for page in pages)


def test_workshop_shows_what_its_source_reports(client, vrai_programme):
    slug = Evenement.objects.get(slug__startswith="2019-12").slug
    page = words(read(client, f"/evenements/{slug}/")).replace("&#x27;", "'")
    assert "Proposition Confier à la médiation un rôle pivot pour la connaissance fine du territoire" in page
    assert "Point débattu Faut-il connaître le quartier, ou en être issu, pour y être médiateur ?" in page
    assert "Stand ressources tenu par IREV : bibliographie, fiches d'expérience, ouvrages" in page


@pytest.mark.parametrize("shown", [True, False])
def test_no_page_names_a_speaker_unless_asked(client, settings, alice, shown):
    settings.RESEAU_MONTRE_NOMS = shown
    import_programme(load_programme(), by=alice)
    slugs = Evenement.objects.values_list("slug", flat=True)
    addresses = ["/", "/programme/", *(serie.chemin for serie in Serie.objects.all())]
    addresses += [f"/evenements/{slug}/" for slug in slugs] + ["/agenda.ics", "/agenda.atom"]
    pages = "".join(client.get(address, follow=True).content.decode() for address in addresses)
    assert {name for name in PERSONNES if name in pages} == (set(PERSONNES) if shown else set())


# --- dates


def test_month_alone_is_said_unconfirmed(vrai_programme):
    marseille = Evenement.objects.get(slug__startswith="2019-06")
    assert say_when(marseille) == "juin 2019, jour non confirmé"
    assert split_date(marseille) == ("", "juin 2019")


@pytest.mark.parametrize(
    ("debut", "fin", "when", "margin"),
    [
        ("2027-06-03", None, "jeudi 3 juin 2027", ("3", "juin 2027")),
        ("2027-03-01", None, "lundi 1er mars 2027", ("1er", "mars 2027")),
        ("2027-06-01", "2027-06-03", "du mardi 1er au jeudi 3 juin 2027", ("1–3", "juin 2027")),
        ("2027-05-31", "2027-06-01", "du lundi 31 mai au mardi 1er juin 2027", ("31", "mai au 1er juin 2027")),
        ("2027-12-31", "2028-01-01", "du vendredi 31 décembre 2027 au samedi 1er janvier 2028", None),
    ],
)
def test_days_are_said_as_on_a_poster(db, debut, fin, when, margin):
    as_date = datetime.date.fromisoformat
    evenement = make_evenement(date_debut=as_date(debut), date_fin=as_date(fin) if fin else None)
    assert say_when(evenement).replace("\xa0", " ") == when
    assert margin is None or split_date(evenement) == margin


@pytest.mark.parametrize(
    ("titre", "parts"),
    [
        ("Posture et cadre", ("Posture et cadre", "")),
        ("École : comment faire ?", ("École", "Comment faire ?")),
        ("Comment faire ? Avec quels moyens ?", ("Comment faire ?", "Avec quels moyens ?")),
    ],
)
def test_long_titles_split_where_they_breathe(titre, parts):
    assert split_titre(titre) == parts


# --- the calendar


@pytest.fixture
def calendrier(vrai_programme, aujourdhui):
    """Beside the real programme: one event to come in Lille, one in June known by its month."""
    nord, _ = Region.objects.get_or_create(code="32", defaults={"nom": "Hauts-de-France"})
    make_evenement(title="Journée à Lille", slug="a-lille", region=nord, themes=["posture"])
    make_evenement(
        title="Rencontre de juin", slug="de-juin", date_debut=datetime.date(2027, 6, 1), precision_date="mois"
    )
    aujourdhui("2027-06-02")


def titles(page: str) -> list[str]:
    found = re.findall(r'class="titre-seance"><a[^>]*>([^<]*)<', page)
    return [title.replace("\u202f", " ").replace("&#x27;", "'") for title in found]


def test_calendar_shows_what_comes_first_then_the_past(client, calendrier):
    page = read(client, "/programme/")
    assert titles(page)[:4] == [
        "Rencontre de juin",
        "Journée à Lille",
        "Comment la médiation sociale peut-elle intervenir lors d'occupations illégales de halls d'immeubles ?",
        "Médiation sociale et participation citoyenne",
    ]
    assert re.findall(r'<h3 class="repere">([^<]*)', page) == ["2027", "2024", "2019"]
    assert '<time datetime="2027-06"><span class="mois">juin 2027</span></time>' in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("genre=webinaire&annee=2024&theme=posture", ["Posture et cadre de la médiation sociale"]),
        ("theme=posture", ["Journée à Lille", "Posture et cadre de la médiation sociale"]),
        ("region=32", ["Journée à Lille"]),
        ("annee=2019&genre=webinaire", []),
        ("annee=2031&genre=bal&theme=x&region=999", None),
    ],
)
def test_filters_are_in_the_address(client, calendrier, query, expected):
    """A value that no event has asks nothing: the whole programme stays."""
    page = read(client, f"/programme/?{query}")
    assert titles(page) == expected if expected is not None else len(titles(page)) == 11
    assert ("Rien avec ces filtres" in page) is (expected == [])


def test_theme_of_a_workshop_is_found_too(client, db):
    make_evenement(sequences=[make_sequence("Le hall, la nuit", themes=["bailleurs"])])
    assert titles(read(client, "/programme/?theme=bailleurs")) == ["Journée fictive"]
    assert titles(read(client, "/themes-du-reseau/bailleurs/")) == ["Journée fictive"]


def test_calendar_by_series(client, calendrier):
    page = read(client, "/programme/?vue=serie")
    assert re.findall(r'<h3 class="repere"><a href="([^"]*)"', page) == [
        "/programme/rencontres-fictives/",
        "/programme/webinaires-fm-anct-2024/",
        "/programme/journees-regionales-2019/",
    ]


def test_past_of_the_calendar_turns_pages(client, db, aujourdhui):
    serie = make_serie()
    for rank in range(45):
        make_evenement(
            serie, title=f"Fictif {rank}", slug=f"f-{rank}", date_debut=datetime.date(2020, 1, 1 + rank % 28)
        )
    assert len(titles(read(client, "/programme/"))) == 40
    assert len(titles(read(client, "/programme/?page=2"))) == 5
    assert len(titles(read(client, "/programme/?page=99"))) == 5


def test_renamed_rubrique_keeps_the_menu_s_address(client, db):
    rubrique = Rubrique.objects.get(genre="programme")
    rubrique.slug = "agenda-du-reseau"
    rubrique.save()
    assert client.get("/programme/")["Location"] == "/agenda-du-reseau/"
    rubrique.unpublish()
    assert client.get("/programme/").status_code == 404


# --- series, speakers, organisations, themes


def test_series_tells_the_moments_of_each_session(client, vrai_programme):
    halls = Evenement.objects.get(slug=HALLS)
    halls.moments_forts = [
        ("question", "Avec quels moyens ?"),
        ("idee", "Une présence régulière change le climat."),
        ("pratique", "Un passage à deux, à heure fixe."),
        ("source", {"titre": "Compte rendu", "url": "https://exemple.fr/cr"}),
    ]
    halls.save_revision().publish()
    page = words(read(client, "/programme/webinaires-fm-anct-2024/"))
    expected = (
        "Question posée Avec quels moyens ? Idées clés Une présence régulière change le climat. "
        "Pratiques Un passage à deux, à heure fixe. "
        "Qui a témoigné Rachid Boubekeur, Optima (Rennes) Emile Ntele Malonga, Optima (Rennes) "
        "Gabin Kodaellin Sambo, Médiation Prévention Dijon Métropole "
        "Jamal Ouzaia, Médiation Prévention Dijon Métropole "
        "Source : Compte rendu"
    )
    assert expected in page
    assert page.count("Qui a témoigné") == 6
    assert "moments forts" in read(client, "/")


def test_speaker_s_page_tells_where_the_person_spoke_and_its_source(client, vrai_programme):
    page = words(read(client, "/intervenants/rachid-boubekeur/"))
    assert "Témoignages : médiateur social, Optima (Rennes)" in page
    assert "Source : France Médiation, les webinaires France Médiation et ANCT" in page


def test_speaker_of_a_draft_has_no_page(client, db):
    Intervenant.objects.create(nom="Personne fictive", slug="personne-fictive")
    prise = Prise(intervenant=Intervenant.objects.get(), fonction="médiatrice")
    evenement = make_evenement(live=False, sequences=[make_sequence("Atelier", prises=[prise])])
    assert client.get("/intervenants/personne-fictive/").status_code == 404
    evenement.save_revision().publish()
    assert client.get("/intervenants/personne-fictive/").status_code == 200


def test_organisation_s_page_tells_who_spoke_for_it(client, vrai_programme):
    page = words(read(client, "/organisations/optima/"))
    assert "Témoignages : Rachid Boubekeur, médiateur social, Rennes" in page
    assert client.get("/organisations/inconnue/").status_code == 404


def test_theme_s_page(client, vrai_programme):
    assert "Occupations de halls" in words(read(client, "/themes-du-reseau/occupation-hall/"))
    assert "Aucune rencontre sur ce thème" in words(read(client, "/themes-du-reseau/chantier/"))
    assert client.get("/themes-du-reseau/inconnu/").status_code == 404


# --- what is not published


def test_draft_shows_nowhere(client, db):
    """First that it would: published, it is on each of these pages."""
    addresses = ["/", "/programme/", "/programme/rencontres-fictives/", "/agenda.ics", "/agenda.atom"]
    addresses += ["/themes-du-reseau/posture/", "/programme/rencontres-fictives/conference-fictive/"]
    conference = make_conference(6, 2, 2)
    assert ["Conférence fictive" in read(client, address) for address in addresses] == [True] * 7
    conference.unpublish()
    answers = [client.get(address) for address in addresses]
    assert ["Conférence fictive" in answer.content.decode() for answer in answers] == [False] * 7
    assert answers[-1].status_code == 404


def test_page_kept_private_at_the_desk_shows_nowhere(client, db):
    from wagtail.models import PageViewRestriction

    conference = make_conference(6, 2, 2)
    PageViewRestriction.objects.create(page=conference.page_ptr, restriction_type="login")
    for address in ("/", "/programme/", "/agenda.ics", "/agenda.atom", "/themes-du-reseau/posture/"):
        assert "Conférence fictive" not in client.get(address).content.decode()
    assert client.get("/evenements/conference-fictive/").status_code == 404


def test_cancelled_event_says_so_everywhere(client, db):
    make_evenement(est_annule=True, motif_annulation="La salle est fermée.", date_debut=datetime.date(2030, 6, 3))
    assert "Cet événement est annulé. La salle est fermée." in words(read(client, "/evenements/journee-fictive/"))
    assert "Annulé" in words(read(client, "/programme/"))


# --- the programme of a day


def test_conference_shows_its_days_hours_rooms_and_voices(client, db):
    make_conference(36, 3, 5)
    page = read(client, "/evenements/conference-fictive/")
    text = words(page)
    assert re.findall(r'<h3 id="jour-[\d-]+">([^<]*)', page) == [
        "Mardi 1er\xa0juin 2027",
        "Mercredi 2 juin 2027",
        "Jeudi 3 juin 2027",
    ]
    assert len(re.findall(r'<div class="temps"', page)) == 36
    assert page.count('class="creneau"') == 9
    assert "9 h – 9 h 50 Séance 1 : un sujet de travail et ce qu&#x27;il demande aux équipes" in text
    assert "Atelier · Salle 1 · 40 places" in text
    assert "Personne fictive 0 , médiatrice sociale, Structure 0 (Lille)" in text


def test_same_number_of_queries_for_1_and_36_sessions(client, db, django_assert_num_queries, monkeypatch):
    """The page alone, then with what every other module says on it."""
    make_conference(1, 1, 1, title="Une", slug="une")
    make_conference(36, 3, 5)
    counts = []
    for slug in ("une", "conference-fictive"):
        client.get(f"/programme/rencontres-fictives/{slug}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/programme/rencontres-fictives/{slug}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    monkeypatch.setattr(encarts, "_encarts", {})
    for slug in ("une", "conference-fictive"):
        with django_assert_num_queries(5):
            assert client.get(f"/programme/rencontres-fictives/{slug}/").status_code == 200


@pytest.mark.parametrize(("address", "number"), [("/", 7), ("/programme/", 7), ("/programme/rencontres-fictives/", 14)])
def test_lists_make_the_same_queries_with_1_and_30_events(client, db, django_assert_num_queries, address, number):
    serie = make_serie()
    for rank in range(30):
        day = datetime.date(2020 + rank % 2 * 10, 1, 1 + rank % 28)
        make_evenement(serie, title=f"F {rank}", slug=f"f-{rank}", date_debut=day, sequences=[make_sequence("Atelier")])
        if rank in (1, 29):
            client.get(address)
            with django_assert_num_queries(number):
                client.get(address)


def test_other_modules_speak_on_the_page_at_their_place(client, db, monkeypatch):
    monkeypatch.setattr(encarts, "_encarts", {})
    encarts.register(encarts.INSCRIPTION, lambda evenement, request: f"<p>Inscrivez-vous : {evenement.title}</p>")
    encarts.register(encarts.APRES, _suites)
    encarts.register(encarts.THEME, lambda code, request: f"<p>Fiches : {code}</p>")
    make_evenement()
    page = words(read(client, "/evenements/journee-fictive/"))
    assert page.index("Inscrivez-vous : Journée fictive") < page.index("Les suites") < page.index("Sources")
    assert "Fiches : posture" in words(read(client, "/themes-du-reseau/posture/"))


def _suites(evenement, request) -> str:
    return "<p>Les suites</p>"


# --- data for machines


def linked_data(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])


def test_event_is_described_to_search_engines(client, db, settings):
    settings.ADRESSE = "https://reseau.exemple"
    make_evenement(
        heure_debut=datetime.time(9),
        heure_fin=datetime.time(17),
        fuseau="Indian/Reunion",
        adresse="1 rue de la Paix",
        sequences=[make_sequence("Le hall", "14:00", "15:30", salle="Salle 2")],
    )
    assert linked_data(read(client, "/evenements/journee-fictive/")) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": "https://reseau.exemple/programme/rencontres-fictives/journee-fictive/",
        "url": "https://reseau.exemple/programme/rencontres-fictives/journee-fictive/",
        "name": "Journée fictive",
        "inLanguage": "fr",
        "startDate": "2027-06-03T09:00+04:00",
        "endDate": "2027-06-03T17:00+04:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": "Lille",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": "Lille",
                "addressCountry": "FR",
                "streetAddress": "1 rue de la Paix",
            },
        },
        "superEvent": {
            "@type": "EventSeries",
            "name": "Rencontres fictives",
            "url": "https://reseau.exemple/programme/rencontres-fictives/",
        },
        "subEvent": [
            {
                "@type": "Event",
                "name": "Le hall",
                "startDate": "2027-06-03T14:00+04:00",
                "endDate": "2027-06-03T15:30+04:00",
                "location": {"@type": "Place", "name": "Salle 2"},
            }
        ],
    }


def test_month_alone_stays_a_month_in_linked_data(client, vrai_programme):
    page = read(client, "/programme/journees-regionales-2019/2019-06-journee-regionale-sud-paca/")
    data = linked_data(page)
    assert (data["startDate"], "endDate" in data) == ("2019-06", False)


def test_title_of_an_editor_cannot_leave_the_data_block(client, db):
    make_evenement(title="</script><script>alert(1)</script>", slug="malin")
    page = read(client, "/evenements/malin/")
    assert "<script>alert(1)" not in page
    assert linked_data(page)["name"] == "</script><script>alert(1)</script>"


# --- the space


def test_space_asks_to_log_in(client, db):
    assert client.get("/espace/")["Location"] == f"{reverse('account_login')}?next=/espace/"


def test_space_leads_each_role_to_its_home(client, samira: Acteur, monkeypatch):
    monkeypatch.setattr(menu, "_accueils", {"mediation": "planche"})
    client.force_login(samira.compte)
    assert client.get("/espace/")["Location"] == reverse("planche")


def test_space_of_an_account_without_structure_says_what_to_do(client, db):
    client.force_login(Compte.objects.create_user("alix@exemple.fr", "un mot de passe long", nom="Alix"))
    page = client.get("/espace/").content.decode()
    assert "n'est rattaché à aucune structure" in page
    assert "Se déconnecter" in page
