"""Samira opens a situation between two neighbours: nobody is named, nothing is forgotten."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from entredeux.cadre.textes import read_texte
from entredeux.situations.actions import NouvellePartie, add_partie, open_situation
from entredeux.situations.models import Situation

VOISINES = [NouvellePartie(role="habitant", appellation="celle du bas"), NouvellePartie(role="habitant")]


def test_situation_opened_with_its_parties_and_a_next_date(samira):
    situation = open_situation(
        theme="voisinage", parties=VOISINES, resume="Du bruit le soir.", ouverte_le=date(2026, 3, 5), by=samira
    )

    assert situation.etape == "signalee"
    assert situation.prochaine_date == date(2026, 3, 19)
    assert [str(partie) for partie in situation.parties.all()] == ["Habitante ou habitant 1", "Habitante ou habitant 2"]
    assert {partie.unite for partie in situation.parties.all()} == {situation.unite}
    assert read_texte(situation, "resume", by=samira) == "Du bruit le soir."


def test_words_of_a_situation_are_not_in_the_table(samira):
    situation = open_situation(theme="voisinage", parties=VOISINES, resume="Du bruit le soir.", by=samira)

    with connection.cursor() as cursor:
        cursor.execute("SELECT resume FROM situations_situation")
        ((sealed,),) = cursor.fetchall()
    assert b"bruit" not in bytes(sealed)
    assert b"celle du bas" not in bytes(situation.parties.first().appellation)


def test_open_situation_without_a_next_date_is_refused_by_the_base(samira):
    situation = open_situation(theme="voisinage", by=samira)

    with pytest.raises(IntegrityError), transaction.atomic():
        Situation.objects.filter(pk=situation.pk).update(prochaine_date=None)


def test_same_party_sent_twice_is_refused(samira):
    situation = open_situation(theme="voisinage", parties=VOISINES, by=samira)
    first = situation.parties.first()

    with pytest.raises(ValidationError, match="déjà dans la situation"):
        add_partie(situation=situation, partie=NouvellePartie(role="habitant", id=first.pk), by=samira)
    assert situation.parties.count() == 2
