"""The sheet as its rapporteur meets it: by link or by account, without a script, with two hands on the same line."""

import re
import uuid
from urllib.parse import urlparse

import pytest
from django.core import mail
from django.test import Client

from entredeux.cadre.models import EntreeJournal
from entredeux.reseau.actions import ateliers as actions
from entredeux.reseau.courriels_ateliers import adresse_feuille
from entredeux.reseau.enums import StatutElement
from entredeux.reseau.models import Contribution, Element, Feuille
from entredeux.reseau.saisie_ateliers import SaisieElement
from tests.reseau.fabrique_ateliers import make_contribution, make_day
from tests.socle.documents import tags_of_pdf, text_of_pdf

CONSTAT = "Les halls calmes ne se comptent pas."


@pytest.fixture
def jour(db):
    return make_day()


@pytest.fixture
def atelier(jour):
    return jour.ateliers[0]


@pytest.fixture
def lien(atelier, alice):
    return actions.designate_rapporteur(sequence=atelier, nom="Nora", courriel="nora@exemple.fr", by=alice)


@pytest.fixture
def adresse(lien) -> str:
    return urlparse(adresse_feuille(lien)).path


@pytest.fixture
def nora() -> Client:
    return Client()


def enter(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def page_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1]


def note(client: Client, adresse: str, texte: str = CONSTAT, genre: str = "constat", **champs):
    page = client.get(f"{adresse}noter/?genre={genre}").content.decode()
    sent = {"id": hidden(page, "id"), "genre": genre, "texte": texte, "theme": ""} | champs
    return client.post(f"{adresse}noter/", sent), sent


def test_link_of_the_mail_opens_the_sheet_without_an_account(lien, nora, atelier):
    (sent,) = mail.outbox
    assert sent.to == ["nora@exemple.fr"]
    path = re.search(r"http://[^/]+(/feuilles/\S+)", sent.body)[1]
    page = nora.get(path)
    assert page.status_code == 200
    assert "Les halls" in page_of(page)
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_link_cut_or_of_a_withdrawn_role_says_so(lien, nora, adresse, alice):
    cut = nora.get(adresse[:-4] + "/")
    assert (cut.status_code, "n'est pas valable" in page_of(cut).replace("&#x27;", "'")) == (403, True)
    actions.withdraw_rapporteur(rapporteur=lien, by=alice)
    gone = nora.get(adresse)
    assert (gone.status_code, "le rôle de rapporteur a été retiré" in page_of(gone)) == (403, True)


def test_sheet_by_account_asks_to_log_in_and_exists_for_its_people_only(atelier, alice, rose, yann, samira, paul):
    path = f"/feuilles/{atelier.uid}/"
    assert Client().get(path)["Location"].endswith(f"?next={path}")
    actions.designate_rapporteur(sequence=atelier, compte=yann.compte, by=alice)
    seen = {acteur.compte.nom: enter(acteur).get(path).status_code for acteur in (alice, rose, yann, samira, paul)}
    assert seen == {"Alice": 200, "Rose": 200, "Yann": 200, "Samira": 404, "Paul": 404}


def test_noted_on_one_screen_and_once_if_sent_twice(nora, adresse, atelier):
    answer, sent = note(nora, adresse, theme="occupation-hall")
    assert answer["Location"] == adresse
    nora.post(f"{adresse}noter/", sent)
    element = Element.objects.get()
    assert (element.texte, element.theme, str(element.pk)) == (CONSTAT, "occupation-hall", sent["id"])
    page = nora.get(adresse)
    assert CONSTAT in page_of(page)
    assert f"/elements/{element.pk}/retirer/" in page.content.decode()


def test_mistake_keeps_what_was_typed(nora, adresse):
    answer, _ = note(nora, adresse, "Une permanence le soir.", "engagement", qui="", echeance="2026-06-30")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Une permanence le soir." in text
    assert 'value="2026-06-30"' in text
    assert "Dites qui s" in text
    assert not Element.objects.exists()


def test_taken_out_and_put_back_in_two_taps(nora, adresse):
    note(nora, adresse)
    element = Element.objects.get()
    nora.post(f"{adresse}elements/{element.pk}/retirer/")
    element.refresh_from_db()
    assert element.statut == StatutElement.ECARTE
    nora.post(f"{adresse}elements/{element.pk}/remettre/")
    element.refresh_from_db()
    assert element.statut == StatutElement.PROPOSE


def test_two_rapporteurs_on_one_item_see_both_values_and_one_decides(nora, adresse, atelier, alice):
    note(nora, adresse)
    element = Element.objects.get()
    path = f"elements/{element.pk}/"
    first, second = Client(), enter(alice)
    pages = [first.get(adresse + path), second.get(f"/feuilles/{atelier.uid}/{path}")]
    forms = [
        {name: hidden(page.content.decode(), name) for name in ("version", "lu")} | {"genre": "constat", "theme": ""}
        for page in pages
    ]
    first.post(adresse + path, forms[0] | {"texte": "La version de Nora."})
    conflict = second.post(f"/feuilles/{atelier.uid}/{path}", forms[1] | {"texte": "La version d'Alice."})

    text = page_of(conflict).replace("&#x27;", "'")
    assert conflict.status_code == 422
    assert "La version de Nora." in text
    assert "La version d'Alice." in text
    element.refresh_from_db()
    assert element.texte == "La version de Nora."

    again = {name: hidden(conflict.content.decode(), name) for name in ("version", "lu")}
    decided = {"genre": "constat", "theme": "", "texte": "La version d'Alice."} | again
    second.post(f"/feuilles/{atelier.uid}/{path}", decided | {"garder-texte": "autre"})
    element.refresh_from_db()
    assert element.texte == "La version de Nora."
    second.post(f"/feuilles/{atelier.uid}/{path}", decided | {"garder-texte": "mien"})
    element.refresh_from_db()
    assert element.texte == "La version d'Alice."


def test_page_tampered_with_writes_nothing_and_keeps_the_text(nora, adresse):
    note(nora, adresse)
    element = Element.objects.get()
    sent = {"version": "0", "lu": "abc", "genre": "constat", "texte": "Autre.", "theme": ""}
    answer = nora.post(f"{adresse}elements/{element.pk}/", sent)
    assert (answer.status_code, "Cette page est abîmée" in page_of(answer)) == (422, True)
    element.refresh_from_db()
    assert element.texte == CONSTAT


def test_item_of_another_sheet_is_not_reached(nora, adresse, jour, alice):
    elsewhere = actions.record_element(
        sequence=jour.ateliers[1], saisie=SaisieElement("constat", "Ailleurs."), by=alice
    )
    assert nora.get(f"{adresse}elements/{elsewhere.pk}/").status_code == 404


def test_contributions_are_read_journaled_and_end_somewhere(nora, adresse, atelier):
    contribution = make_contribution(atelier, "Un hall où plus personne ne répond.")
    page = nora.get(f"{adresse}contributions/")
    assert "Un hall où plus personne ne répond." in page_of(page)
    assert EntreeJournal.objects.filter(evenement="reseau.contribution.texte.lues").count() == 1
    assert "Un hall où" not in page_of(nora.get(adresse))
    nora.post(f"{adresse}contributions/", {contribution.pk.hex: "debattue"})
    assert Contribution.objects.get().issue == "debattue"


def lines(*said: dict, total: int = 8) -> dict[str, str]:
    sent = {"lignes-TOTAL_FORMS": str(total), "lignes-INITIAL_FORMS": "0"}
    for rank, ligne in enumerate(said):
        sent |= {f"lignes-{rank}-{name}": value for name, value in ({"id": str(uuid.uuid4())} | ligne).items()}
    return sent


def test_paper_sheet_is_taken_up_on_one_page(nora, adresse, atelier):
    sent = lines(
        {"genre": "question", "texte": "Qui décide du badge ?"},
        {},
        {"genre": "engagement", "texte": "Rappeler le bailleur.", "qui": "La coordination", "echeance": "2026-06-01"},
        {"genre": "citation", "texte": "On tient.", "auteur_citation": "Une gardienne", "a_consenti": "on"},
    )
    assert nora.post(f"{adresse}papier/", sent)["Location"] == adresse
    nora.post(f"{adresse}papier/", sent)
    assert [(e.genre, e.texte, e.qui, e.auteur_citation) for e in Element.objects.all()] == [
        ("question", "Qui décide du badge ?", "", ""),
        ("engagement", "Rappeler le bailleur.", "La coordination", ""),
        ("citation", "On tient.", "", "Une gardienne"),
    ]
    assert Feuille.objects.get().est_de_papier


def test_paper_sheet_with_a_mistake_keeps_every_line(nora, adresse):
    sent = lines({"genre": "question", "texte": "Qui décide ?"}, {}, {"genre": "engagement", "texte": "Rappeler."})
    answer = nora.post(f"{adresse}papier/", sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert ("Qui décide ?" in text, "Rappeler." in text, "Dites qui s" in text) == (True, True, True)
    assert not Element.objects.exists()


def test_paper_sheet_longer_than_the_page_gets_more_lines(nora, adresse):
    answer = nora.post(f"{adresse}papier/", lines({"genre": "question", "texte": "Qui décide ?"}) | {"plus": "oui"})
    text = answer.content.decode()
    assert (answer.status_code, text.count("<textarea"), "Qui décide ?" in text) == (200, 16, True)


def test_blank_sheet_prints_tagged_and_without_the_contributions_unless_the_facilitator_asks(
    nora, adresse, atelier, alice
):
    make_contribution(atelier, "Un hall où plus personne ne répond.")
    printed = nora.get(f"{adresse}papier.pdf?contributions=oui").content
    assert "Les halls" in text_of_pdf(printed)
    assert "plus personne" not in text_of_pdf(printed)
    assert {"H1", "H2", "Table", "TH"} <= set(tags_of_pdf(printed))
    asked = enter(alice).get(f"/feuilles/{atelier.uid}/papier.pdf?contributions=oui").content
    assert "plus personne ne répond" in text_of_pdf(asked)


def test_plenary_shows_what_was_marked_else_the_first_six(nora, adresse, atelier, alice):
    said = [f"Dit numéro {rank}." for rank in range(8)]
    for texte in said:
        actions.record_element(sequence=atelier, saisie=SaisieElement("constat", texte), by=alice)
    shown = page_of(nora.get(f"{adresse}pleniere/"))
    assert [texte for texte in said if texte in shown] == said[:6]
    last = Element.objects.get(texte=said[7])
    nora.post(f"{adresse}elements/{last.pk}/place/", {"geste": "retenir"})
    shown = page_of(nora.get(f"{adresse}pleniere/"))
    assert [texte for texte in said if texte in shown] == [said[7]]


def test_closed_and_reopened_from_the_sheet(nora, adresse):
    note(nora, adresse)
    assert "aucun courriel" in page_of(nora.post(f"{adresse}clore/", follow=True))
    assert "En relecture" in page_of(nora.get(adresse))
    nora.post(f"{adresse}rouvrir/")
    assert "En cours de rédaction" in page_of(nora.get(adresse))


def test_published_while_typing_keeps_the_text_and_says_why(nora, adresse, alice):
    note(nora, adresse)
    feuille = Feuille.objects.get()
    actions.close_feuille(feuille=feuille, by=alice)
    actions.publish_feuille(feuille=feuille, by=alice)
    answer = nora.post(
        f"{adresse}noter/", {"id": str(uuid.uuid4()), "genre": "constat", "texte": "Un dernier mot.", "theme": ""}
    )
    assert answer.status_code == 422
    assert "Un dernier mot." in answer.content.decode()
    assert "Cette feuille est publiée" in page_of(answer)


def test_facilitator_designates_from_the_page_and_an_editor_of_elsewhere_finds_nothing(jour, atelier, alice, rose):
    path = f"/evenements/{jour.slug}/feuilles/"
    mail.outbox.clear()
    enter(rose).post(path, {"sequence": atelier.pk, "nom": "Nora", "courriel": "nora@exemple.fr"})
    assert [message.to for message in mail.outbox] == [["nora@exemple.fr"]]
    assert "Nora" in page_of(enter(alice).get(path))
    wrong = enter(alice).post(path, {"sequence": atelier.pk, "nom": "Nora", "courriel": "nora@"})
    assert (wrong.status_code, 'value="nora@"' in wrong.content.decode()) == (422, True)
    ailleurs = make_day("Ailleurs", region="93")
    assert enter(rose).get(f"/evenements/{ailleurs.slug}/feuilles/").status_code == 404


def test_dashboard_makes_the_same_queries_with_1_and_12_workshops(alice, django_assert_num_queries):
    client = enter(alice)
    client.get("/feuilles/")
    for count in (1, 12):
        jour = make_day(f"Journée {count}", ateliers=tuple(f"Atelier {rank}" for rank in range(count)))
        for atelier in jour.ateliers:
            actions.designate_rapporteur(sequence=atelier, nom="N", courriel="n@exemple.fr", by=alice)
            actions.record_element(sequence=atelier, saisie=SaisieElement("constat", "Un."), by=alice)
        with django_assert_num_queries(DASHBOARD):
            client.get(f"/evenements/{jour.slug}/feuilles/")


DASHBOARD = 13
