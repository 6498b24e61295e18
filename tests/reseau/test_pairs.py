"""Questions between peers: nobody recognisable, answered by those it was put to, closed by who asked."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from entredeux.cadre.models import EntreeJournal
from entredeux.cadre.textes import open_without_journal
from entredeux.reseau import actions
from entredeux.reseau.access import can_close_question, visible_questions
from entredeux.reseau.actions.pairs import draft_fiche
from entredeux.reseau.models import QuestionPairs, ReponsePairs, Ressource
from entredeux.socle.erreurs import Refus

SITUATION = "Des jeunes occupent un hall le soir. Le gardien ne veut plus passer. Nous avons proposé une rencontre."


@pytest.fixture
def question(samira):
    return actions.ask_question(titre="Comment ramener le gardien ?", texte=SITUATION, theme="bailleurs", by=samira)


def enter(acteur):
    client = Client()
    client.force_login(acteur.compte)
    return client


def test_question_reaches_peers_everywhere_and_no_funder(question, karim, nadia, yann, alice, paul):
    seen = {acteur.compte.nom: visible_questions(acteur).count() for acteur in (karim, nadia, yann, alice, paul)}
    assert seen == {"Karim": 1, "Nadia": 1, "Yann": 1, "Alice": 1, "Paul": 0}
    assert enter(paul).get(f"/questions/{question.pk}/").status_code == 404
    assert enter(nadia).get(f"/questions/{question.pk}/").status_code == 200


def test_question_to_a_circle_stays_in_it(alice, samira, karim, yann):
    cercle = actions.create_collectif(nom="Cercle", animation=samira.compte, by=alice)
    question = actions.ask_question(titre="Entre nous", texte=SITUATION, collectif=cercle, by=samira)
    assert [visible_questions(acteur).filter(pk=question.pk).exists() for acteur in (samira, karim, yann, alice)] == [
        True, False, False, False,
    ]  # fmt: skip
    with pytest.raises(Refus):
        actions.ask_question(titre="De dehors", texte=SITUATION, collectif=cercle, by=karim)


@pytest.mark.parametrize(
    "texte",
    [
        "Mme Diallo ne sort plus.",
        "Appeler le 06 12 34 56 78 avant de passer.",
        "Écrire à k.benali@exemple.fr.",
        "La voiture AB-123-CD gêne.",
        "Au 3e étage, porte 12, le bruit continue.",
    ],
)
def test_text_that_designates_somebody_is_refused_and_kept(samira, texte):
    with pytest.raises(ValidationError, match="désigner quelqu'un"):
        actions.ask_question(titre="Une question", texte=f"{SITUATION} {texte}", by=samira)
    answer = enter(samira).post("/questions/poser/", {"titre": "Une question", "texte": f"{SITUATION} {texte}"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert SITUATION in page
    assert "à retirer avant de publier" in page
    assert QuestionPairs.objects.count() == 0


def test_health_is_pointed_out_once_and_does_not_stop(samira):
    client = enter(samira)
    sent = {"titre": "Une question", "texte": "Une personne dépressive reste seule dans le square."}
    answer = client.post("/questions/poser/", sent)
    assert answer.status_code == 422
    assert QuestionPairs.objects.count() == 0
    seen = re.findall(r'name="texte-vu" value="([^"]+)"', answer.content.decode())
    assert client.post("/questions/poser/", sent | {"texte-vu": seen}).status_code == 302


def test_proposed_words_take_the_place_of_a_name(samira):
    client = enter(samira)
    sent = {"titre": "Une question", "texte": "Mme Diallo ne sort plus de chez elle depuis le conflit."}
    page = client.post("/questions/poser/", sent).content.decode()
    ticked = re.findall(r'name="texte-remplacer" value="([^"]+)" checked', page)
    assert ticked == ["nom:Mme Diallo"]
    assert client.post("/questions/poser/", sent | {"texte-remplacer": ticked}).status_code == 302
    kept = open_without_journal(QuestionPairs.objects.get(), "texte")
    assert "Diallo" not in kept
    assert kept.endswith("ne sort plus de chez elle depuis le conflit.")


def test_texts_are_sealed_and_their_reading_journaled(question, karim):
    actions.answer_question(question=question, texte="Le gardien est venu quand le bailleur est venu.", by=karim)
    assert b"gardien" not in bytes(QuestionPairs.objects.get().texte)
    assert b"gardien" not in bytes(ReponsePairs.objects.get().texte)
    enter(karim).get(f"/questions/{question.pk}/")
    read = EntreeJournal.objects.filter(evenement__startswith="reseau.").values_list("evenement", flat=True)
    assert "reseau.questionpairs.texte.lue" in read


def test_answer_sent_twice_is_one(question, karim):
    for _ in range(2):
        actions.answer_question(question=question, texte="Aller le voir à deux.", by=karim)
    assert ReponsePairs.objects.count() == 1


def test_only_who_asked_tells_what_came_of_it(question, samira, karim, alice):
    assert [can_close_question(acteur, question) for acteur in (samira, karim, alice)] == [True, False, False]
    with pytest.raises(Refus):
        actions.close_question(question=question, bilan="Rien.", by=karim)
    actions.close_question(question=question, bilan="Une visite à deux a suffi.", by=samira)
    page = enter(karim).get(f"/questions/{question.pk}/").content.decode()
    assert "Une visite à deux a suffi." in page


def test_list_costs_the_same_with_one_and_many(samira, question, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = enter(samira)
    client.get("/questions/")
    with CaptureQueriesContext(connection) as one:
        client.get("/questions/")
    for rank in range(12):
        actions.ask_question(titre=f"Question {rank}", texte=SITUATION, theme="posture", by=samira)
    with django_assert_num_queries(len(one)):
        client.get("/questions/")


def test_filters_stay_in_the_address(samira, question):
    actions.ask_question(titre="Une autre", texte=SITUATION, theme="posture", by=samira)
    page = enter(samira).get("/questions/?theme=posture").content.decode()
    assert "Une autre" in page
    assert "Comment ramener le gardien" not in page


def test_what_came_of_it_becomes_a_draft_fiche_once(question, samira, karim, alice):
    actions.answer_question(question=question, texte="Aller le voir à deux.", by=karim)
    with pytest.raises(Refus, match="Dites d'abord"):
        draft_fiche(question=question, by=samira)
    actions.close_question(question=question, bilan="Une visite <à deux> a suffi.", by=samira)
    question.refresh_from_db()
    with pytest.raises(Refus):
        draft_fiche(question=question, by=karim)

    client = enter(samira)
    assert "Préparer la fiche" in client.get(f"/questions/{question.pk}/").content.decode()
    client.post(f"/questions/{question.pk}/fiche/")
    client.post(f"/questions/{question.pk}/fiche/")

    fiche = Ressource.objects.get(genre="experience", title=question.titre)
    texts = {block.value["section"]: block.value["texte"].source for block in fiche.corps}
    assert texts["contexte"] == f"<p>{SITUATION}</p>"
    assert texts["resultats"] == "<p>Une visite &lt;à deux&gt; a suffi.</p>"
    assert texts["conseils"] == "<p>Aller le voir à deux.</p>"
    assert (fiche.live, fiche.themes, fiche.owner) == (False, ["bailleurs"], samira.compte)
    page = enter(samira).get(f"/questions/{question.pk}/").content.decode()
    assert "en est née" in page
