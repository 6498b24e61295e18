"""Rereading as those who attended meet it: a link, each item, what was proposed and what became of it."""

import datetime
import re
from urllib.parse import urlparse

import pytest
from django.test import Client
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import EntreeJournal
from entredeux.reseau.actions import ateliers as actions
from entredeux.reseau.courriels_ateliers import adresse_relecture
from entredeux.reseau.models import Amendement, Feuille
from entredeux.reseau.saisie_ateliers import SaisieElement
from tests.reseau.fabrique_ateliers import make_day, make_inscription
from tests.reseau.test_feuilles_pages import enter, hidden, page_of

CONSTAT = "Les halls calmes ne se comptent pas."


@pytest.fixture
def jour(db):
    return make_day()


@pytest.fixture
def feuille(jour, alice) -> Feuille:
    atelier = jour.ateliers[0]
    actions.record_element(sequence=atelier, saisie=SaisieElement("constat", CONSTAT), by=alice)
    return Feuille.objects.get(sequence=atelier)


@pytest.fixture
def ines(jour):
    return make_inscription(jour, "ines@exemple.fr", jour.ateliers[0])


@pytest.fixture
def adresse(feuille, ines) -> str:
    return urlparse(adresse_relecture(feuille, ines)).path


def propose(client: Client, adresse: str, texte: str, query: str, **champs):
    page = client.get(f"{adresse}?{query}").content.decode()
    return client.post(adresse, {"id": hidden(page, "id"), "texte": texte} | champs)


def test_draft_is_not_opened_by_the_link(adresse):
    assert Client().get(adresse).status_code == 404


def test_reads_proposes_and_learns_the_decision(feuille, adresse, alice):
    actions.close_feuille(feuille=feuille, by=alice)
    client, element = Client(), feuille.elements.get()
    assert CONSTAT in page_of(client.get(adresse))
    propose(client, adresse, "Ils se comptent aussi.", f"element={element.pk}", element=str(element.pk))
    assert "En attente du rapporteur" in page_of(client.get(adresse))

    desk = enter(alice)
    path = f"/feuilles/{feuille.sequence.uid}/propositions/"
    assert "Ils se comptent aussi." in page_of(desk.get(path))
    amendement = Amendement.objects.get()
    decision = desk.get(f"{path}{amendement.pk}/")
    assert (CONSTAT in page_of(decision), "Ils se comptent aussi." in page_of(decision)) == (True, True)
    desk.post(
        f"{path}{amendement.pk}/",
        {
            "version": hidden(decision.content.decode(), "version"),
            "genre": "constat",
            "texte": "Les halls calmes se comptent aussi.",
            "reponse": "Merci, c'est plus juste.",
        },
    )
    page = page_of(client.get(adresse)).replace("&#x27;", "'")
    assert ("Acceptée" in page, "Merci, c'est plus juste." in page) == (True, True)
    assert "Les halls calmes se comptent aussi." in page


def test_proposals_are_read_and_journaled_by_who_decides(feuille, adresse, alice):
    actions.close_feuille(feuille=feuille, by=alice)
    propose(Client(), adresse, "Une chose oubliée.", "ajouter=oui", genre="question")
    enter(alice).get(f"/feuilles/{feuille.sequence.uid}/propositions/")
    assert EntreeJournal.objects.filter(evenement="reseau.amendement.texte.lues", role="animation").count() == 1


def test_someone_else_s_proposal_is_not_shown(jour, feuille, adresse, alice):
    other = make_inscription(jour, "omar@exemple.fr", jour.ateliers[0])
    actions.close_feuille(feuille=feuille, by=alice)
    actions.propose_amendement(
        feuille=Feuille.objects.get(),
        inscription=other,
        texte="Le mot d'Omar.",
        genre="question",
        by=Acteur.public(),
    )
    assert "mot d" in page_of(enter(alice).get(f"/feuilles/{feuille.sequence.uid}/propositions/"))
    assert "mot d" not in page_of(Client().get(adresse))


def test_refused_is_told_with_its_answer(feuille, adresse, alice):
    actions.close_feuille(feuille=feuille, by=alice)
    propose(Client(), adresse, "Une chose oubliée.", "ajouter=oui", genre="question")
    amendement = Amendement.objects.get()
    path = f"/feuilles/{feuille.sequence.uid}/propositions/{amendement.pk}/"
    enter(alice).post(path, {"refuser": "oui", "reponse": "Dit dans un autre atelier."})
    page = page_of(Client().get(adresse))
    assert ("Non retenue" in page, "Dit dans un autre atelier." in page) == (True, True)


def test_too_late_says_so_and_gives_the_text_back(feuille, adresse, alice):
    actions.close_feuille(feuille=feuille, by=alice)
    page = Client().get(f"{adresse}?ajouter=oui").content.decode()
    Feuille.objects.update(relecture_jusquau=timezone.now() - datetime.timedelta(minutes=1))
    answer = Client().post(
        adresse, {"id": hidden(page, "id"), "genre": "question", "texte": "Écrit juste avant minuit."}
    )
    text = page_of(answer)
    assert answer.status_code == 422
    assert "La relecture de cet atelier est terminée" in text
    assert "Écrit juste avant minuit." in text
    assert not Amendement.objects.exists()


def test_forged_link_or_one_of_another_sheet_says_so(jour, feuille, adresse, alice, ines):
    actions.close_feuille(feuille=feuille, by=alice)
    forged = re.sub(r":[^/:]+/$", ":xxxx/", adresse)
    assert Client().get(forged).status_code == 403
    actions.record_element(sequence=jour.ateliers[1], saisie=SaisieElement("constat", "Autre."), by=alice)
    other = Feuille.objects.get(sequence=jour.ateliers[1])
    actions.close_feuille(feuille=other, by=alice)
    assert Client().get(adresse.replace(str(feuille.pk), str(other.pk))).status_code == 403
    ines.choix.update(est_presente=False)
    refused = Client().get(adresse)
    assert (refused.status_code, "ont suivi cet atelier" in page_of(refused)) == (403, True)


def test_public_page_shows_the_published_and_nothing_of_a_draft(jour, feuille, alice, yann):
    path = f"/evenements/{jour.slug}/ateliers/{feuille.sequence.uid}/"
    assert CONSTAT in page_of(enter(alice).get(f"/feuilles/{feuille.sequence.uid}/"))
    for client in (Client(), enter(yann), enter(alice)):
        assert CONSTAT not in page_of(client.get(path))
    actions.close_feuille(feuille=feuille, by=alice)
    assert CONSTAT not in page_of(Client().get(path))
    actions.publish_feuille(feuille=feuille, by=alice)
    page = Client().get(path)
    assert CONSTAT in page_of(page)
    assert f'id="element-{feuille.elements.get().pk}"' in page.content.decode()
    assert CONSTAT in page_of(Client().get(jour.chemin))


def test_published_item_is_withdrawn_by_its_page(jour, feuille, alice, yann):
    actions.close_feuille(feuille=feuille, by=alice)
    actions.publish_feuille(feuille=feuille, by=alice)
    element = feuille.elements.get()
    assert enter(yann).get(f"/elements/{element.pk}/retirer/").status_code == 404
    enter(alice).post(f"/elements/{element.pk}/retirer/")
    assert CONSTAT not in page_of(Client().get(f"/evenements/{jour.slug}/ateliers/{feuille.sequence.uid}/"))
