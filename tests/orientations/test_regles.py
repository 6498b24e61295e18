"""The matrix, the guide, the table of states, the calendar: pure rules."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from entredeux.orientations.calendrier import add_working_days, expires_on, next_reminder
from entredeux.orientations.enums import EtatEnvoi, Profession
from entredeux.orientations.etats import CONTACT_MONTRE, SUITES, VIVANTS, check_can_go
from entredeux.orientations.guide import TABLE, find_conseil
from entredeux.orientations.regles import RefuseParLaMatrice, check_allowed, check_question_allowed, shipped_lines

LIGNES = shipped_lines()


def test_shipped_matrix_has_a_reason_and_a_source_for_each_profession():
    assert [ligne.profession for ligne in LIGNES] == list(Profession.values)
    assert [ligne.profession for ligne in LIGNES if not (ligne.raison and ligne.source and ligne.jamais)] == []


def test_levels_of_the_shipped_matrix():
    assert {ligne.profession: ligne.niveau for ligne in LIGNES} == {
        "mediation": "contact",
        "prevention_specialisee": "rien",
        "conseiller_numerique": "contact",
        "bailleur": "besoin",
        "ecole": "besoin",
        "social": "contact",
        "police": "rien",
    }


def test_an_educator_receives_no_named_person_but_may_be_asked_a_question():
    with pytest.raises(RefuseParLaMatrice, match="sans mandat nominatif") as refus:
        check_allowed(LIGNES, "prevention_specialisee", "besoin")
    assert refus.value.question is True
    check_question_allowed(LIGNES, "prevention_specialisee")
    check_allowed(LIGNES, "prevention_specialisee", "rien")


def test_the_police_is_asked_nothing_about_people():
    with pytest.raises(RefuseParLaMatrice) as refus:
        check_allowed(LIGNES, "police", "besoin")
    assert refus.value.question is False
    with pytest.raises(RefuseParLaMatrice):
        check_question_allowed(LIGNES, "police")


def test_the_guide_answers_every_triple_with_a_reason():
    assert len(TABLE) == 8
    assert [key for key, conseil in TABLE.items() if not (conseil.pourquoi and conseil.suite)] == []
    assert find_conseil({"humaine": "non", "outil": "oui", "droit": "non"}).profession == "conseiller_numerique"
    assert find_conseil({"humaine": "oui", "outil": "non", "droit": "non"}).metier == "Médiatrice ou médiateur social"
    assert find_conseil({"humaine": "oui", "outil": "peut-être", "droit": "non"}) is None


def test_every_state_has_its_line_and_what_lives_can_be_stopped():
    assert set(SUITES) == set(EtatEnvoi)
    assert all({EtatEnvoi.RETIREE, EtatEnvoi.ANNULEE} <= SUITES[etat] for etat in VIVANTS)
    assert set(CONTACT_MONTRE) <= set(VIVANTS)


def test_a_step_out_of_order_is_refused_in_words():
    with pytest.raises(ValidationError, match="ne peut pas devenir « la personne a été reçue »"):
        check_can_go("refusee", "recue")


def test_three_working_days_jump_over_easter_and_the_weekend():
    """Good Friday works in most of France; Easter Monday, 6 April 2026, does not."""
    assert add_working_days(date(2026, 4, 2), 3) == date(2026, 4, 8)
    assert add_working_days(date(2026, 4, 29), 1) == date(2026, 4, 30)
    assert add_working_days(date(2026, 4, 30), 1) == date(2026, 5, 4)


def test_reminders_then_the_end():
    assert next_reminder(date(2026, 3, 2), 0, None) == date(2026, 3, 5)
    assert next_reminder(date(2026, 3, 2), 1, date(2026, 3, 5)) == date(2026, 3, 12)
    assert expires_on(date(2026, 3, 2)) == date(2026, 4, 1)
