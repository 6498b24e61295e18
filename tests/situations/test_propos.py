"""What a party said to the mediator is said to nobody else, unless that party wants it to be."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from entredeux.cadre.enums import Portee
from entredeux.cadre.models import EntreeJournal
from entredeux.cadre.textes import read_texte, read_textes
from entredeux.situations.actions import (
    erase_propos,
    record_propos,
    release_propos,
    return_partie,
    take_back_propos,
    withdraw_partie,
)
from entredeux.situations.models import Propos
from entredeux.situations.queries.propos import propos_on_table, propos_shown_to
from entredeux.socle.erreurs import Refus
from tests.situations.fabrique import consent, make_situation, withdraw

MOT = "Je dors mal depuis trois semaines."


@pytest.fixture
def situation(samira):
    return make_situation(by=samira, roles=["habitant", "habitant", "bailleur"], etape="table_ronde")


@pytest.fixture
def gens(situation):
    return list(situation.parties.all())


@pytest.fixture
def mot(gens, samira):
    return record_propos(partie=gens[0], texte=MOT, by=samira)


def test_word_is_sealed_and_each_reading_is_in_the_journal(mot, samira):
    with connection.cursor() as cursor:
        cursor.execute("SELECT texte FROM situations_propos")
        ((sealed,),) = cursor.fetchall()
    assert b"dors" not in bytes(sealed)

    assert read_texte(mot, "texte", by=samira) == MOT
    assert EntreeJournal.objects.filter(evenement="situations.propos.texte.lue").count() == 1


def test_word_is_shown_to_no_other_party_until_it_is_released(mot, gens, situation, samira):
    consent(gens[0], Portee.PROPOS)
    assert [propos_shown_to(partie) for partie in gens] == [[], [], []]
    assert propos_on_table(situation) == []

    release_propos(propos=mot, by=samira)
    assert [propos_shown_to(partie) for partie in gens] == [[], [mot], [mot]]
    assert propos_on_table(situation) == [mot]
    assert read_textes(propos_on_table(situation), "texte", by=samira) == {mot.pk: MOT}


def test_word_released_for_one_is_shown_to_that_one_alone(mot, gens, situation, samira):
    consent(gens[0], Portee.PROPOS)
    release_propos(propos=mot, pour=gens[1], by=samira)

    assert [propos_shown_to(partie) for partie in gens] == [[], [mot], []]
    assert propos_on_table(situation) == []


def test_agreement_for_one_does_not_release_for_all(mot, gens, samira):
    consent(gens[0], Portee.PROPOS, destinataire=str(gens[2].pk))

    with pytest.raises(ValidationError, match="n'a pas accepté que ce qu'elle dit soit répété"):
        release_propos(propos=mot, by=samira)
    with pytest.raises(ValidationError, match="Rien n'est libéré"):
        release_propos(propos=mot, pour=gens[1], by=samira)
    release_propos(propos=mot, pour=gens[2], by=samira)
    assert [propos_shown_to(partie) for partie in gens] == [[], [], [mot]]


def test_agreement_to_the_mediation_is_not_an_agreement_to_repeat(mot, samira):
    with pytest.raises(ValidationError):
        release_propos(propos=mot, by=samira)
    assert Propos.objects.get().libere_le is None


def test_agreement_taken_back_stops_everything_and_a_new_one_asks_for_a_new_release(mot, gens, situation, samira):
    given = consent(gens[0], Portee.PROPOS)
    release_propos(propos=mot, by=samira)
    withdraw(given)
    assert propos_shown_to(gens[1]) == propos_on_table(situation) == []

    consent(gens[0], Portee.PROPOS)
    assert propos_shown_to(gens[1]) == propos_on_table(situation) == []
    release_propos(propos=mot, by=samira)
    assert propos_shown_to(gens[1]) == [mot]


def test_agreement_that_ran_out_stops_it_too(mot, gens, samira):
    consent(gens[0], Portee.PROPOS, jours=10)
    release_propos(propos=mot, by=samira)

    now = timezone.now()
    assert propos_shown_to(gens[1], at=now + timedelta(days=10)) == [mot]
    assert propos_shown_to(gens[1], at=now + timedelta(days=12)) == []


def test_word_taken_back_is_shown_no_more(mot, gens, samira):
    consent(gens[0], Portee.PROPOS)
    release_propos(propos=mot, by=samira)
    take_back_propos(propos=mot, by=samira)
    assert propos_shown_to(gens[1]) == []


def test_whoever_leaves_takes_its_words_and_reads_no_more(mot, gens, situation, samira):
    consent(gens[0], Portee.PROPOS)
    release_propos(propos=mot, by=samira)
    withdraw_partie(partie=gens[2], by=samira)
    situation.refresh_from_db()
    assert [propos_shown_to(partie) for partie in gens[1:]] == [[mot], []]
    assert propos_on_table(situation) == [mot]

    withdraw_partie(partie=gens[0], by=samira)
    assert propos_shown_to(gens[1]) == []
    return_partie(partie=gens[0], by=samira)
    assert propos_shown_to(gens[1]) == []


def test_nothing_is_on_the_table_while_one_present_has_not_agreed_to_be_there(mot, gens, situation, samira):
    consent(gens[0], Portee.PROPOS)
    release_propos(propos=mot, by=samira)
    assert propos_on_table(situation) == [mot]

    withdraw_partie(partie=gens[2], by=samira)
    return_partie(partie=gens[2], by=samira)
    situation.refresh_from_db()
    assert propos_on_table(situation) == []


def test_word_of_one_situation_is_not_shown_in_another(mot, gens, samira):
    consent(gens[0], Portee.PROPOS)
    elsewhere = make_situation(by=samira)
    with pytest.raises(ValidationError, match="une autre partie de cette situation"):
        release_propos(propos=mot, pour=elsewhere.parties.first(), by=samira)
    release_propos(propos=mot, by=samira)
    assert [propos_shown_to(partie) for partie in elsewhere.parties.all()] == [[], []]


def test_same_word_sent_twice_is_noted_once_and_an_empty_one_is_not(mot, gens, samira):
    assert record_propos(partie=gens[0], texte=MOT, id=mot.pk, by=samira) == mot
    with pytest.raises(ValidationError, match="ce qui a été dit"):
        record_propos(partie=gens[0], texte="  ", by=samira)
    assert Propos.objects.count() == 1


def test_erased_word_leaves_its_trace_in_the_journal_only(mot, samira):
    erase_propos(propos=mot, by=samira)
    assert not Propos.objects.exists()
    assert EntreeJournal.objects.filter(evenement="situations.propos.efface").count() == 1


def test_direction_and_another_structure_touch_no_word(mot, gens, helene, nadia):
    for other in (helene, nadia):
        with pytest.raises(Refus):
            release_propos(propos=mot, by=other)
        with pytest.raises(Refus):
            record_propos(partie=gens[1], texte="Rien.", by=other)
