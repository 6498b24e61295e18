"""The synthesis of a day: composed of links to what workshops validated, never of copies."""

import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from entredeux.reseau.actions import ateliers, syntheses
from entredeux.reseau.enums import GenrePassage
from entredeux.reseau.models import Element, Feuille, PassageSynthese, Synthese
from entredeux.reseau.saisie_ateliers import SaisieElement
from entredeux.socle.erreurs import Refus
from tests.reseau.fabrique_ateliers import make_day, make_inscription
from tests.reseau.test_feuilles_pages import enter, page_of
from tests.socle.documents import tags_of_pdf, text_of_pdf

DITS = (
    (SaisieElement("proposition", "Compter les halls calmes.", "occupation-hall"), 0),
    (SaisieElement("constat", "Les badges changent.", "bailleurs"), 0),
    (SaisieElement("constat", "On vient pour un formulaire.", "acces-aux-droits"), 1),
    (SaisieElement("citation", "On tient.", auteur_citation="Une gardienne", a_consenti=True), 1),
)


@pytest.fixture
def jour(alice):
    """Two workshops published, and a third whose sheet is still a draft."""
    jour = make_day(ateliers=("Les halls", "L'accès aux droits", "Le collège"))
    for saisie, rank in DITS:
        ateliers.record_element(sequence=jour.ateliers[rank], saisie=saisie, by=alice)
    ateliers.record_element(sequence=jour.ateliers[2], saisie=SaisieElement("constat", "Pas encore relu."), by=alice)
    for feuille in Feuille.objects.filter(sequence__in=jour.ateliers[:2]):
        ateliers.close_feuille(feuille=feuille, by=alice)
        ateliers.publish_feuille(feuille=feuille, by=alice)
    return jour


@pytest.fixture
def composee(jour, alice) -> Synthese:
    return syntheses.compose_synthese(evenement=jour, par="type", by=alice)


def said(synthese) -> list[str]:
    return [passage.texte or passage.element.texte for passage in synthese.passages.select_related("element")]


def read(jour, client=None) -> str:
    return page_of((client or Client()).get(f"/evenements/{jour.slug}/synthese/")).replace("\u202f", " ")


def test_composed_by_type_of_what_is_validated_only(composee):
    assert Element.objects.filter(texte="Pas encore relu.").exists()
    assert said(composee) == [
        *("Les constats", "Les badges changent.", "On vient pour un formulaire."),
        *("Les propositions", "Compter les halls calmes."),
        *("Des paroles", "On tient."),
    ]


def test_composed_by_theme_then_again_adds_nothing(jour, alice):
    synthese = syntheses.compose_synthese(evenement=jour, par="theme", by=alice)
    syntheses.compose_synthese(evenement=jour, par="type", by=alice)
    assert said(synthese) == [
        *("Accès aux droits", "On vient pour un formulaire."),
        *("Bailleurs", "Les badges changent."),
        *("Occupations de halls", "Compter les halls calmes."),
        *("Sans thème", "On tient."),
    ]


def test_chosen_one_by_one_ordered_and_linked_by_sentences(jour, alice):
    elements = {each.texte: each for each in Element.objects.all()}
    wanted = [elements[DITS[0][0].texte], elements[DITS[2][0].texte], elements["Pas encore relu."]]
    assert syntheses.add_elements(evenement=jour, elements=[each.pk for each in wanted], by=alice) == 2
    synthese = Synthese.objects.get()
    first, second = synthese.passages.all()
    syntheses.move_passage(passage=second, pas=-1, by=alice)
    syntheses.write_passage(evenement=jour, genre="phrase", texte="Le soir, d'abord.", avant=second, by=alice)
    assert said(synthese) == ["Le soir, d'abord.", "On vient pour un formulaire.", "Compter les halls calmes."]
    syntheses.remove_passage(passage=first, by=alice)
    assert said(synthese) == ["Le soir, d'abord.", "On vient pour un formulaire."]
    assert Element.objects.get(texte=DITS[0][0].texte)


def test_each_item_leads_back_to_its_workshop(jour, composee, alice):
    syntheses.publish_synthese(synthese=composee, by=alice)
    html = Client().get(f"/evenements/{jour.slug}/synthese/").content.decode()
    element = Element.objects.get(texte="Les badges changent.")
    address = f"/evenements/{jour.slug}/ateliers/{jour.ateliers[0].uid}/"
    assert f'href="{address}#element-{element.pk}"' in html
    assert f'id="element-{element.pk}"' in Client().get(address).content.decode()


def test_item_corrected_later_is_corrected_here_and_one_withdrawn_says_so(jour, composee, alice):
    syntheses.publish_synthese(synthese=composee, by=alice)
    element = Element.objects.get(texte="Les badges changent.")
    lu = ateliers.describe_element(element)
    ateliers.correct_element(
        element=element, lu=lu, voulu=SaisieElement("constat", "Les badges ne changent plus."), version=3, by=alice
    )
    assert "Les badges ne changent plus." in read(jour)
    element.refresh_from_db()
    ateliers.withdraw_element(element=element, by=alice)
    page = read(jour)
    assert "Les badges" not in page
    assert "Un point a été retiré depuis la publication." in page


def test_draft_is_seen_by_who_facilitates_and_by_nobody_else(jour, composee, alice, rose, yann, samira):
    path = f"/evenements/{jour.slug}/synthese/"
    seen = {who.compte.nom: enter(who).get(path).status_code for who in (alice, rose, yann, samira)}
    assert seen == {"Alice": 200, "Rose": 200, "Yann": 404, "Samira": 404}
    assert [Client().get(path).status_code, Client().get(f"/evenements/{jour.slug}/synthese.pdf").status_code] == [
        404,
        404,
    ]


def test_editor_composes_and_someone_else_publishes(jour, rose, alice):
    synthese = syntheses.compose_synthese(evenement=jour, par="type", by=rose)
    with pytest.raises(Refus, match="Une seconde personne"):
        syntheses.publish_synthese(synthese=synthese, by=rose)
    syntheses.publish_synthese(synthese=synthese, by=alice)
    assert "Les constats" in read(jour)


def test_sent_once_to_those_who_came(jour, composee, alice):
    make_inscription(jour, "ines@exemple.fr")
    make_inscription(jour, "absent@exemple.fr", presente=False)
    mail.outbox.clear()
    assert syntheses.publish_synthese(synthese=composee, by=alice) == 1
    assert [message.to for message in mail.outbox] == [["ines@exemple.fr"]]
    assert f"/evenements/{jour.slug}/synthese/" in mail.outbox[0].body
    syntheses.unpublish_synthese(synthese=composee, by=alice)
    assert syntheses.publish_synthese(synthese=composee, by=alice) == 0
    assert len(mail.outbox) == 1


def test_empty_synthesis_is_not_published(jour, alice):
    synthese = syntheses.write_chapeau(evenement=jour, texte="Rien.", version=0, by=alice)
    with pytest.raises(Refus, match="ne cite encore aucun atelier"):
        syntheses.publish_synthese(synthese=synthese, by=alice)


def test_sentence_rewritten_by_two_people_is_a_conflict_that_loses_nothing(jour, alice, rose):
    passage = syntheses.write_passage(evenement=jour, genre="phrase", texte="Un.", by=alice)
    syntheses.rewrite_passage(passage=passage, texte="Deux.", version=1, by=rose)
    with pytest.raises(syntheses.ConflitTexte) as conflict:
        syntheses.rewrite_passage(passage=passage, texte="Trois.", version=1, by=alice)
    assert conflict.value.actuel == "Deux."
    answer = enter(alice).post(f"/syntheses/passages/{passage.pk}/", {"version": "1", "texte": "Trois."})
    text = page_of(answer)
    assert (answer.status_code, "Deux." in text, "Trois." in answer.content.decode()) == (422, True, True)
    again = {"version": re.search(r'name="version" value="(\d+)"', answer.content.decode())[1], "texte": "Trois."}
    enter(alice).post(f"/syntheses/passages/{passage.pk}/", again)
    passage.refresh_from_db()
    assert passage.texte == "Trois."


def test_words_of_an_item_are_not_rewritten_here(composee, alice):
    passage = composee.passages.filter(genre=GenrePassage.ELEMENT).first()
    with pytest.raises(Refus, match="se corrigent dans son atelier"):
        syntheses.rewrite_passage(passage=passage, texte="Autre.", version=1, by=alice)


def test_database_refuses_an_item_twice_or_a_sentence_that_is_an_item(composee):
    passage = composee.passages.filter(genre=GenrePassage.ELEMENT).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        PassageSynthese.objects.create(synthese=composee, genre=GenrePassage.ELEMENT, element=passage.element)
    with pytest.raises(IntegrityError), transaction.atomic():
        PassageSynthese.objects.create(synthese=composee, genre=GenrePassage.PHRASE, element=passage.element)


def test_text_too_long_is_said(jour, alice):
    with pytest.raises(ValidationError, match="1200 caractères"):
        syntheses.write_passage(evenement=jour, genre="phrase", texte="a" * 1201, by=alice)


def test_composed_by_its_page_without_a_script(jour, alice, rose):
    path = f"/evenements/{jour.slug}/synthese/composer/"
    client = enter(rose)
    page = client.get(path)
    assert "Compter les halls calmes." in page_of(page)
    assert "Pas encore relu." not in page_of(page)
    element = Element.objects.get(texte="Compter les halls calmes.")
    client.post(path, {"ajouter": "oui", "elements": [str(element.pk), "abc"]})
    client.post(path, {"ecrire": "oui", "genre": "titre", "texte": "Le soir", "avant": ""})
    client.post(path, {"introduire": "oui", "chapeau-version": "1", "chapeau-texte": "Une journée."})
    synthese = Synthese.objects.get()
    assert (said(synthese), synthese.chapeau) == (["Compter les halls calmes.", "Le soir"], "Une journée.")
    title = synthese.passages.get(genre="titre")
    client.post(f"/syntheses/passages/{title.pk}/place/", {"geste": "monter"})
    assert said(synthese) == ["Le soir", "Compter les halls calmes."]
    enter(alice).post(f"/evenements/{jour.slug}/synthese/publier/")
    assert "Une journée." in read(jour)


def test_pdf_is_tagged_and_says_each_workshop(jour, composee, alice):
    syntheses.write_chapeau(evenement=jour, texte="Une journée # et $ ses ateliers.", version=1, by=alice)
    syntheses.publish_synthese(synthese=composee, by=alice)
    answer = Client().get(f"/evenements/{jour.slug}/synthese.pdf")
    text = text_of_pdf(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    for words in ("Une journée # et $ ses ateliers.", "Les badges changent.", "Une gardienne", "Les halls"):
        assert words in text
    assert "Pas encore relu." not in text
    assert {"H1", "H2", "L", "LI", "Link", "BlockQuote"} <= set(tags_of_pdf(answer.content))


def test_same_queries_for_3_items_and_30(alice, django_assert_num_queries):
    for count in (3, 30):
        jour = make_day(f"Journée {count}", ateliers=tuple(f"Atelier {rank}" for rank in range(3)))
        for rank in range(count):
            saisie = SaisieElement("engagement", f"Dit {rank}.", qui="Nous")
            ateliers.record_element(sequence=jour.ateliers[rank % 3], saisie=saisie, by=alice)
        for feuille in Feuille.objects.filter(sequence__in=jour.ateliers):
            ateliers.close_feuille(feuille=feuille, by=alice)
            ateliers.publish_feuille(feuille=feuille, by=alice)
        synthese = syntheses.compose_synthese(evenement=jour, par="type", by=alice)
        syntheses.publish_synthese(synthese=synthese, by=alice)
        client = Client()
        client.get("/feuilles/")
        with django_assert_num_queries(4):
            client.get(f"/evenements/{jour.slug}/synthese/")
        with django_assert_num_queries(6):
            client.get(f"/evenements/{jour.slug}/ateliers/{jour.ateliers[0].uid}/")
