"""A workshop's sheet: who writes it, each thing once, both hands kept."""

import uuid
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import EntreeJournal
from entredeux.cadre.textes import open_without_journal
from entredeux.reseau.actions import ateliers as actions
from entredeux.reseau.actions.ateliers.corrections import describe_element
from entredeux.reseau.enums import GenreElement, StatutElement
from entredeux.reseau.models import Element, Feuille, Rapporteur
from entredeux.reseau.saisie_ateliers import SaisieElement
from entredeux.socle.erreurs import Refus
from tests.reseau.fabrique_ateliers import make_contribution, make_day

CONSTAT = SaisieElement(genre="constat", texte="Les halls calmes ne se comptent pas.", theme="occupation-hall")
PUBLIC = Acteur.public()


@pytest.fixture
def jour(db):
    return make_day()


@pytest.fixture
def atelier(jour):
    return jour.ateliers[0]


@pytest.fixture
def lien(atelier, alice) -> Rapporteur:
    return actions.designate_rapporteur(sequence=atelier, nom="Nora", courriel="nora@exemple.fr", by=alice)


def texts(atelier) -> list[str]:
    rows = Element.objects.filter(feuille__sequence=atelier).exclude(statut=StatutElement.ECARTE)
    return [element.texte for element in rows]


def test_rapporteur_by_link_notes_an_item_and_the_journal_says_so_without_a_word(atelier, lien):
    element = actions.record_element(sequence=atelier, saisie=CONSTAT, by=PUBLIC, lien=lien)

    assert (element.genre, element.texte, element.theme, element.statut, element.ordre) == (
        "constat",
        CONSTAT.texte,
        "occupation-hall",
        StatutElement.PROPOSE,
        1,
    )
    entry = EntreeJournal.objects.get(evenement="reseau.feuille.remplie")
    assert (entry.role, entry.nombre) == ("public", 1)


def test_address_and_name_of_the_rapporteur_are_sealed_and_open_the_account_that_has_it(atelier, alice, yann):
    rapporteur = actions.designate_rapporteur(sequence=atelier, nom="Yann L.", courriel="YANN@exemple.fr ", by=alice)

    assert rapporteur.compte == yann.compte
    assert b"yann" not in bytes(rapporteur.courriel).lower() + bytes(rapporteur.nom).lower()
    assert open_without_journal(rapporteur, "courriel") == "yann@exemple.fr"
    actions.record_element(sequence=atelier, saisie=CONSTAT, by=yann)
    assert texts(atelier) == [CONSTAT.texte]


def test_designated_twice_is_one_rapporteur(atelier, alice, lien):
    again = actions.designate_rapporteur(sequence=atelier, nom="Nora", courriel="Nora@exemple.fr", by=alice)
    assert again == lien
    assert Rapporteur.objects.count() == 1


def test_address_that_is_none_is_refused_in_words(atelier, alice):
    with pytest.raises(ValidationError, match="n'est pas complète"):
        actions.designate_rapporteur(sequence=atelier, nom="Nora", courriel="nora", by=alice)


def test_withdrawn_rapporteur_writes_no_more_and_what_was_noted_stays(atelier, alice, lien):
    actions.record_element(sequence=atelier, saisie=CONSTAT, by=PUBLIC, lien=lien)
    actions.withdraw_rapporteur(rapporteur=lien, by=alice)
    lien.refresh_from_db()
    with pytest.raises(Refus, match="appartient à son rapporteur"):
        actions.record_element(sequence=atelier, saisie=CONSTAT, by=PUBLIC, lien=lien)
    assert texts(atelier) == [CONSTAT.texte]


def test_link_of_a_workshop_opens_no_other(jour, lien):
    with pytest.raises(Refus):
        actions.record_element(sequence=jour.ateliers[1], saisie=CONSTAT, by=PUBLIC, lien=lien)


def test_editor_writes_in_its_region_only(atelier, rose):
    actions.record_element(sequence=atelier, saisie=CONSTAT, by=rose)
    elsewhere = make_day("Ailleurs", region="93").ateliers[0]
    with pytest.raises(Refus):
        actions.record_element(sequence=elsewhere, saisie=CONSTAT, by=rose)


def test_sent_twice_is_noted_once(atelier, lien):
    saisie = replace(CONSTAT, id=uuid.uuid4())
    first = actions.record_element(sequence=atelier, saisie=saisie, by=PUBLIC, lien=lien)
    again = actions.record_element(sequence=atelier, saisie=saisie, by=PUBLIC, lien=lien)
    assert first == again
    assert texts(atelier) == [CONSTAT.texte]


def test_item_of_another_sheet_is_not_taken_over(jour, atelier, alice):
    saisie = replace(CONSTAT, id=uuid.uuid4())
    actions.record_element(sequence=atelier, saisie=saisie, by=alice)
    with pytest.raises(Refus, match="autre feuille"):
        actions.record_element(sequence=jour.ateliers[1], saisie=saisie, by=alice)


def test_whole_sheet_is_all_or_nothing_and_says_each_mistake(atelier, alice):
    lines = [
        CONSTAT,
        SaisieElement(genre="citation", texte="On ne nous voit pas.", auteur_citation="Une gardienne"),
        SaisieElement(genre="engagement", texte="Tenir une permanence le soir."),
        SaisieElement(genre="constat", texte=" "),
    ]
    with pytest.raises(ValidationError) as refused:
        actions.record_feuille(sequence=atelier, elements=lines, by=alice)
    assert sorted(refused.value.message_dict) == ["1.auteur_citation", "2.qui", "3.texte"]
    assert not Feuille.objects.exists()


def test_quote_keeps_its_author_with_consent_only(atelier, alice):
    saisie = SaisieElement(
        genre="citation", texte="On ne nous voit pas.", auteur_citation="Une gardienne", a_consenti=True
    )
    element = actions.record_element(sequence=atelier, saisie=saisie, by=alice)
    assert element.auteur_citation == "Une gardienne"
    with pytest.raises(IntegrityError), transaction.atomic():
        Element.objects.filter(pk=element.pk).update(a_consenti=False)


def test_changed_type_drops_what_the_new_one_does_not_have(atelier, alice):
    saisie = SaisieElement(genre="engagement", texte="Une permanence.", qui="L'office", echeance=date(2026, 6, 1))
    element = actions.record_element(sequence=atelier, saisie=saisie, by=alice)
    element = actions.correct_element(
        element=element, lu=saisie, voulu=replace(saisie, genre="constat"), version=element.version, by=alice
    )
    assert (element.genre, element.qui, element.echeance) == ("constat", "", None)


def test_two_people_on_different_fields_are_both_kept(atelier, alice, lien):
    element = actions.record_element(sequence=atelier, saisie=CONSTAT, by=alice)
    lu = describe_element(element)
    actions.correct_element(
        element=element, lu=lu, voulu=replace(lu, texte="Les halls calmes comptent."), version=1, by=alice
    )
    actions.correct_element(
        element=element, lu=lu, voulu=replace(lu, genre="proposition"), version=1, by=PUBLIC, lien=lien
    )
    element.refresh_from_db()
    assert (element.genre, element.texte, element.version) == ("proposition", "Les halls calmes comptent.", 3)


def test_two_people_on_the_same_field_is_a_conflict_with_both_values(atelier, alice, lien):
    element = actions.record_element(sequence=atelier, saisie=CONSTAT, by=alice)
    lu = describe_element(element)
    actions.correct_element(element=element, lu=lu, voulu=replace(lu, texte="Le premier."), version=1, by=alice)
    with pytest.raises(actions.ConflitElement) as conflict:
        actions.correct_element(
            element=element, lu=lu, voulu=replace(lu, texte="Le second."), version=1, by=PUBLIC, lien=lien
        )
    assert (conflict.value.champs, conflict.value.stocke.texte) == ({"texte"}, "Le premier.")
    assert texts(atelier) == ["Le premier."]


def test_correcting_what_was_taken_out_asks_first(atelier, alice, lien):
    element = actions.record_element(sequence=atelier, saisie=CONSTAT, by=alice)
    lu = describe_element(element)
    actions.remove_element(element=element, by=alice)
    assert texts(atelier) == []
    voulu = replace(lu, texte="Il compte, finalement.")
    with pytest.raises(actions.ConflitElement) as conflict:
        actions.correct_element(element=element, lu=lu, voulu=voulu, version=1, by=PUBLIC, lien=lien)
    assert conflict.value.est_ecarte
    actions.correct_element(element=element, lu=lu, voulu=voulu, version=1, remettre=True, by=PUBLIC, lien=lien)
    assert texts(atelier) == ["Il compte, finalement."]


def test_items_move_and_stop_at_the_ends(atelier, alice):
    a, b, _ = (actions.record_element(sequence=atelier, saisie=replace(CONSTAT, texte=t), by=alice) for t in "ABC")
    actions.move_element(element=b, pas=-1, by=alice)
    assert texts(atelier) == ["B", "A", "C"]
    actions.move_element(element=b, pas=-1, by=alice)
    actions.move_element(element=a, pas=1, by=alice)
    assert texts(atelier) == ["B", "C", "A"]


def test_taken_out_comes_back_at_its_place(atelier, alice):
    a, _ = (actions.record_element(sequence=atelier, saisie=replace(CONSTAT, texte=t), by=alice) for t in "AB")
    actions.remove_element(element=a, by=alice)
    assert texts(atelier) == ["B"]
    actions.restore_element(element=a, by=alice)
    assert texts(atelier) == ["A", "B"]


def test_contributions_end_with_the_sheet_and_those_of_another_workshop_do_not(jour, atelier, lien):
    mine, other = make_contribution(atelier, "Le hall 3."), make_contribution(jour.ateliers[1], "Le guichet.")
    actions.record_feuille(
        sequence=atelier, issues={mine.pk: "debattue", other.pk: "repondue"}, est_de_papier=True, by=PUBLIC, lien=lien
    )
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.issue, other.issue) == ("debattue", "")
    assert Feuille.objects.get(sequence=atelier).est_de_papier


def test_every_type_of_the_issue_is_offered():
    assert [genre.value for genre in GenreElement] == [
        "question",
        "constat",
        "debat",
        "proposition",
        "obstacle",
        "citation",
        "engagement",
    ]
