"""What readers, members and editors find on the resources' pages; what others must not."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.documents.models import Document

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions import ressources as actions
from entredeux.reseau.actions.usages import pin_ressource
from entredeux.reseau.branchement_ressources import show_stand
from entredeux.reseau.enums import AudienceRessource
from entredeux.reseau.models import Ressource, RessourceDuStand, Rubrique, UsageRessource
from tests.reseau.fabrique import make_evenement
from tests.reseau.fiches import draft_fiche, draft_note, publish_fiche, region


@pytest.fixture
def nord(db):
    return region()


def enter(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def code(client: Client, address: str) -> int:
    """And nothing of the file is left open."""
    answer = client.get(address)
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    return answer.status_code


def titles(answer) -> list[str]:
    return [carte.titre for carte in answer.context["cartes"]]


def test_list_is_filtered_by_the_address(nord, rose, alice):
    publish_fiche(rose, alice, "Trois soirs", region="32")
    publish_fiche(rose, alice, "École ouverte", region="32", themes=["climat-scolaire"], annee=2019)
    actions.reread_ressource(ressource=draft_note(alice, titre="Note d'essai"), by=enter_desk(rose, alice))
    public = Client()
    asked = {
        "": ["Note d'essai", "École ouverte", "Trois soirs"],
        "?genre=experience": ["École ouverte", "Trois soirs"],
        "?theme=climat-scolaire": ["École ouverte"],
        "?annee=2019": ["École ouverte"],
        "?region=32&q=soirs": ["Trois soirs"],
        "?statut=validee": [],
        "?genre=inconnu&annee=abc&page=99&q=%00": ["Note d'essai", "École ouverte", "Trois soirs"],
    }
    assert {query: titles(public.get(f"/ressources/{query}")) for query in asked} == asked


def enter_desk(rose, alice):
    """A second facilitator: the note belongs to the whole network."""
    from entredeux.cadre.enums import Role
    from tests.conftest import join

    return join("Odile", Role.ANIMATION, None)


def test_list_costs_the_same_with_one_and_with_many(nord, rose, alice, django_assert_num_queries):
    client = Client()
    for count in range(3):
        publish_fiche(rose, alice, f"Fiche {count}", region="32")
        with django_assert_num_queries(5):
            assert client.get("/ressources/").status_code == 200


def test_empty_list_and_empty_filter_say_what_to_do(db):
    assert "Aucune ressource n'est encore publiée." in Client().get("/ressources/").content.decode()
    assert "Retirez un filtre" in Client().get("/ressources/?genre=kit").content.decode()


def test_fiche_shows_its_template_and_its_dublin_core(nord, rose, alice):
    page = publish_fiche(rose, alice, region="32")
    answer = Client().get(f"/ressources/{page.slug}/").content.decode()
    for words in (
        '<meta name="DC.title" content="Passer à heure fixe">',
        '<meta name="DC.creator" content="Association d&#x27;essai">',
        '<meta name="DC.subject" content="Occupations de halls">',
        '<meta name="DC.rights" content="CC BY 4.0 : réutilisation libre, en citant">',
        '<link rel="canonical" href="http://testserver/ressources/passer-a-heure-fixe/">',
        '<h2 id="p-contexte">Contexte et besoin</h2>',
        "Période\u00a0: mars à juin 2025",
        "Coordination, 03 21 00 00 00",
        "Relue par une seconde personne le",
        "https://exemple.fr/source",
    ):
        assert words in answer, words
    assert "Validée par" not in answer
    assert alice.compte.nom not in answer


def test_draft_and_members_resources_do_not_exist_for_others(nord, rose, alice, samira, paul):
    draft = draft_fiche(rose, "Brouillon", region="32")
    members = publish_fiche(rose, alice, "Entre nous", region="32", audience=AudienceRessource.MEMBRES)
    found = {
        page.title: [
            client.get(f"/ressources/{page.slug}/").status_code for client in (Client(), enter(paul), enter(samira))
        ]
        for page in (draft, members)
    }
    assert found == {"Brouillon": [404, 404, 404], "Entre nous": [404, 404, 200]}
    assert titles(Client().get("/ressources/")) == []
    assert Client().get("/ressources/ressources.bib").content == b""
    assert Client().get(f"/ressources/{members.slug}/notice.bib").status_code == 404


def test_overdue_note_is_never_shown_as_the_law(nord, rose, alice):
    page = actions.reread_ressource(ressource=draft_note(rose, region="32"), by=alice)
    actions.validate_ressource(ressource=page, by=alice)
    client = Client()
    assert "n'est pas le droit en vigueur" not in client.get(f"/ressources/{page.slug}/").content.decode()
    Ressource.objects.update(a_verifier_le=timezone.localdate() - datetime.timedelta(days=1))
    answer = client.get(f"/ressources/{page.slug}/").content.decode().replace("&#x27;", "'")
    assert "Cette note n'est pas le droit en vigueur" in answer
    assert "À revoir" in answer
    assert ">Validée<" not in answer


@pytest.fixture
def piece(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Document.objects.create(title="Affiche", file=ContentFile(b"%PDF-1.4 essai", name="affiche.pdf"))


def test_document_of_a_kit_is_as_open_as_its_page(nord, rose, alice, samira, piece):
    kit = actions.create_ressource(
        genre="kit",
        titre="Kit d'accueil",
        region="32",
        documents=[
            ("lien", {"titre": "Ailleurs", "url": "https://exemple.fr"}),
            ("document", {"titre": "Affiche", "document": piece}),
        ],
        audience=AudienceRessource.MEMBRES,
        by=rose,
    )
    address = piece.url
    assert [code(client, address) for client in (Client(), enter(samira), enter(rose))] == [404, 404, 200]
    actions.reread_ressource(ressource=kit, by=alice)
    assert [code(client, address) for client in (Client(), enter(samira))] == [404, 200]

    taken = enter(samira).get(f"/ressources/{kit.slug}/documents/0/")
    assert (taken.status_code, taken.headers["Location"]) == (302, address)
    assert UsageRessource.objects.get().genre == "telechargee"

    Ressource.objects.update(audience=AudienceRessource.PUBLIC)
    assert code(Client(), address) == 200
    assert Client().get(f"/ressources/{kit.slug}/documents/0/").status_code == 302
    assert UsageRessource.objects.count() == 1
    assert Client().get(f"/ressources/{kit.slug}/documents/1/").status_code == 404


def test_suggestions_are_a_fragment_for_htmx_and_a_page_without(nord, rose, alice, samira, paul):
    publish_fiche(rose, alice, region="32")
    client = enter(samira)
    fragment = client.get("/ressources/suggestions?theme=hall", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert '<a href="/ressources/passer-a-heure-fixe/">Passer à heure fixe</a>' in fragment
    assert "<h1>Ressources suggérées</h1>" in client.get("/ressources/suggestions?theme=hall").content.decode()
    nothing = client.get("/ressources/suggestions?theme=sante", headers={"HX-Request": "true"}).content.decode()
    assert "Aucune ressource n'est encore publiée sur ce thème." in nothing
    assert client.get("/ressources/suggestions?theme=a%00b").status_code == 200  # PostgreSQL keeps no such character
    assert enter(paul).get("/ressources/suggestions?theme=hall").status_code == 404
    assert Client().get("/ressources/suggestions?theme=hall").status_code == 302


def test_desk_starts_a_resource_by_its_genre(nord, rose):
    client = enter(rose)
    rubrique = Rubrique.objects.get(genre="ressources")
    asked = client.get(f"/bureau/pages/add/reseau/ressource/{rubrique.pk}/")
    assert asked.headers["Location"] == "/ressources/nouvelle/"
    done = client.post("/ressources/nouvelle/", {"genre": "experience", "titre": "Du soir", "region": "32"})
    page = Ressource.objects.get()
    assert done.headers["Location"] == f"/bureau/pages/{page.pk}/edit/"
    edit = client.get(done.headers["Location"])
    assert edit.status_code == 200
    assert "freins_leviers" in edit.content.decode()
    refused = client.post("/ressources/nouvelle/", {"genre": "experience", "titre": "Ailleurs", "region": "93"})
    assert refused.status_code == 422


def test_preview_at_the_desk_is_the_page_itself(nord, rose):
    page = draft_fiche(rose, region="32")
    shown = enter(rose).get(f"/bureau/pages/{page.pk}/view_draft/")
    assert shown.status_code == 200
    assert "Contexte et besoin" in shown.content.decode()


def test_second_reader_publishes_from_the_list(nord, rose, alice, samira):
    page = draft_fiche(rose, region="32")
    note = draft_note(rose, region="32")
    client = enter(alice)
    shown = client.get("/ressources/a-relire/").content.decode()
    assert page.title in shown
    assert f'value="{page.pk}"' in shown
    client.post("/ressources/a-relire/ensemble/", {"ressource": [page.pk]})
    later = timezone.localdate() + datetime.timedelta(days=300)
    client.post(f"/ressources/a-relire/{note.pk}/relire/", {"a_verifier_le": later.isoformat()})
    client.post(f"/ressources/a-relire/{page.pk}/valider/")
    assert dict(Ressource.objects.values_list("genre", "statut")) == {
        "experience": "validee",
        "note_juridique": "relue",
    }
    client.post(f"/ressources/a-relire/{page.pk}/a-revoir/", {"motif": "Le porteur a changé."})
    page.refresh_from_db()
    assert (page.statut, page.motif_a_revoir) == ("a_revoir", "Le porteur a changé.")
    assert enter(samira).get("/ressources/a-relire/").status_code == 404


def test_author_finds_no_way_to_publish_alone(nord, rose):
    page = draft_fiche(rose, region="32")
    client = enter(rose)
    assert 'name="ressource"' not in client.get("/ressources/a-relire/").content.decode()
    answer = client.post("/ressources/a-relire/ensemble/", {"ressource": [page.pk]}, follow=True)
    assert "Aucune n'a été publiée." in answer.content.decode().replace("&#x27;", "'")
    assert client.post(f"/ressources/a-relire/{page.pk}/valider/").status_code == 404
    page.refresh_from_db()
    assert page.statut == "brouillon"


def test_other_regions_are_not_there(nord, rose, alice):
    region("93", "Provence-Alpes-Côte d'Azur")
    page = draft_fiche(alice, region="93")
    client = enter(rose)
    for act in ("relire", "a-revoir"):
        assert client.post(f"/ressources/a-relire/{page.pk}/{act}/").status_code == 404


def test_stand_of_an_event_shows_what_its_reader_may_open(nord, rose, alice, samira):
    day = make_evenement()
    for rank, (title, audience) in enumerate((("Ouverte", "public"), ("Entre nous", "membres"))):
        page = publish_fiche(rose, alice, title, region="32", audience=audience)
        RessourceDuStand.objects.create(evenement=day, ressource=page, sort_order=rank)
    draft = draft_fiche(rose, "Brouillon", region="32")
    RessourceDuStand.objects.create(evenement=day, ressource=draft, sort_order=9)

    def shown_to(acteur) -> list[str]:
        request = RequestFactory().get("/")
        request.acteur = acteur
        html = show_stand(day, request)
        return [title for title in ("Ouverte", "Entre nous", "Brouillon") if title in html]

    assert shown_to(samira) == ["Ouverte", "Entre nous"]
    assert shown_to(Acteur.public()) == ["Ouverte"]
    RessourceDuStand.objects.all().delete()
    assert shown_to(samira) == []


def test_theme_page_names_its_resources(nord, rose, alice):
    publish_fiche(rose, alice, region="32")
    publish_fiche(rose, alice, "Entre nous", region="32", audience=AudienceRessource.MEMBRES)
    shown = Client().get("/themes-du-reseau/bailleurs/").content.decode()
    assert "Passer à heure fixe" in shown
    assert "Entre nous" not in shown


def test_resource_put_elsewhere_in_the_tree_is_checked_the_same(nord, rose, alice):
    page = publish_fiche(rose, alice, "Entre nous", region="32", audience=AudienceRessource.MEMBRES)
    page.move(Rubrique.objects.get(genre="restitutions"), pos="last-child")
    assert Client().get("/restitutions/entre-nous/").status_code == 404
    assert enter(alice).get("/restitutions/entre-nous/").status_code == 200


def test_list_to_reread_costs_the_same_with_one_and_with_many(nord, rose, alice):
    client, counts = enter(alice), []
    for batch in (1, 3):
        for rank in range(batch):
            draft_fiche(rose, f"Brouillon {batch} {rank}", region="32")
            publish_fiche(rose, alice, f"Relue {batch} {rank}", region="32")
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/ressources/a-relire/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_my_fiches_cost_the_same_with_one_and_with_many(nord, rose, alice, samira):
    client, counts = enter(samira), []
    for batch in (1, 3):
        for rank in range(batch):
            pin_ressource(ressource=publish_fiche(rose, alice, f"Fiche {batch} {rank}", region="32"), by=samira)
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/ressources/mes-fiches/").status_code == 200
            assert client.get("/ressources/epinglees.json").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
