"""From what is reported to what is closed: each step asks its due, and says what is missing."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from entredeux.cadre.models import EntreeJournal
from entredeux.situations.actions import (
    NouvellePartie,
    add_partie,
    advance_situation,
    explain_role,
    open_situation,
    record_engagement,
    record_tenue,
    return_partie,
    undo_step,
    withdraw_partie,
)
from entredeux.situations.enums import FinSansAccord
from entredeux.situations.etapes import CLOSES, OUVERTES, PREMIERE, TRANSITIONS, find_transition
from entredeux.situations.models import EtapeSituation
from entredeux.socle.erreurs import Refus
from entredeux.themes.queries import labels
from tests.situations.fabrique import consent, make_situation, withdraw

# --- the table itself


def test_every_step_of_the_table_is_a_word_of_the_vocabulary(db):
    codes = {code for each in TRANSITIONS for code in (each.depuis, each.vers)}
    assert codes == set(labels("etapes"))


def test_every_reason_of_the_table_is_a_word_of_the_vocabulary(db):
    assert {reason for each in TRANSITIONS for reason in each.issues} <= set(labels("issues"))


def test_every_step_is_reached_and_every_open_step_leads_to_an_end():
    reached = {each.vers for each in TRANSITIONS}
    assert {each.depuis for each in TRANSITIONS} == set(OUVERTES)
    assert set(OUVERTES) - reached == set(PREMIERE.values())
    assert reached - set(OUVERTES) == set(CLOSES)


def test_no_pair_of_steps_is_written_twice():
    pairs = [(each.depuis, each.vers) for each in TRANSITIONS]
    assert sorted(pair for pair in pairs if pairs.count(pair) > 1) == []


def test_party_and_mediator_refuse_and_withdraw_from_every_open_step():
    for code in OUVERTES:
        refused, withdrawn = find_transition(code, "refusee"), find_transition(code, "retiree")
        assert set(refused.issues) == {FinSansAccord.REFUS_PARTIE, FinSansAccord.REFUS_MEDIATEUR}
        assert set(withdrawn.issues) == {FinSansAccord.RETRAIT_PARTIE, FinSansAccord.RETRAIT_MEDIATEUR}
        assert refused.exige == withdrawn.exige == ()


# --- the way


def test_two_neighbours_from_the_first_word_to_an_agreement_that_held(samira):
    situation = make_situation(by=samira, etape="table_ronde")
    first, second = situation.parties.all()
    quiet = record_engagement(partie=first, quoi="Pas de musique après 22 h.", by=samira)
    ring = record_engagement(partie=second, quoi="Sonner avant d'appeler.", by=samira)
    situation = advance_situation(situation=situation, vers="accord_trouve", by=samira)
    assert situation.prochaine_date == timezone.localdate() + timedelta(days=30)

    record_tenue(engagement=quiet, a_1_mois="tenu", by=samira)
    record_tenue(engagement=ring, a_1_mois="en_partie", by=samira)
    situation = advance_situation(situation=situation, vers="suivi_1_mois", by=samira)
    for engagement in (quiet, ring):
        record_tenue(engagement=engagement, a_3_mois="tenu", by=samira)
    situation = advance_situation(situation=situation, vers="suivi_3_mois", by=samira)
    situation = advance_situation(situation=situation, vers="close", motif="accord", by=samira)

    assert (situation.etape, situation.issue, situation.prochaine_date) == ("close", "accord", None)
    assert [step.code for step in situation.etapes.all()] == [
        *("signalee", "accueillie", "accord_partie_1", "accord_partie_2", "rencontre_separee", "table_ronde"),
        *("accord_trouve", "suivi_1_mois", "suivi_3_mois", "close"),
    ]
    assert [step.version for step in situation.etapes.all()] == list(range(1, 11))
    assert {step.cree_par for step in situation.etapes.all()} == {samira.compte}


def test_real_time_is_seen_spoken_to_and_ended(samira):
    situation = open_situation(theme="hall", forme="reel", by=samira)
    situation = advance_situation(situation=situation, vers="contact", by=samira)
    situation = advance_situation(situation=situation, vers="issue", motif="apaisee_sur_place", by=samira)

    assert (situation.est_close, situation.issue) == (True, "apaisee_sur_place")


def test_one_person_alone_needs_no_table_to_close(samira):
    situation = make_situation(by=samira, roles=["habitant"], etape="accord_partie_1")
    closed = advance_situation(situation=situation, vers="close", motif="demarche_faite", by=samira)
    assert closed.issue == "demarche_faite"


# --- out of order


def refusal(situation, vers, by, **given) -> str:
    with pytest.raises(ValidationError) as refused:
        advance_situation(situation=situation, vers=vers, by=by, **given)
    return " ".join(refused.value.messages)


def test_step_out_of_order_says_where_the_situation_stands_and_what_comes_first(samira):
    situation = make_situation(by=samira)

    assert refusal(situation, "table_ronde", samira) == (
        "La situation en est à « Portée à notre connaissance ». « Table ronde » vient après « Accord de chaque "
        "partie » ou « Rencontres séparées (navette) » : notez d'abord cette étape."
    )
    assert list(situation.etapes.values_list("code", flat=True)) == ["signalee"]


def test_real_time_never_passes_to_the_table(samira):
    situation = open_situation(theme="hall", forme="reel", by=samira)
    assert "vient après" in refusal(situation, "table_ronde", samira)


def test_reception_asks_a_party_and_the_day_the_role_was_explained(samira):
    situation = open_situation(theme="voisinage", by=samira)
    assert refusal(situation, "accueillie", samira).startswith("Notez d'abord qui prend part")

    partie = add_partie(situation=situation, partie=NouvellePartie(role="habitant"), by=samira)
    assert "vous avez expliqué votre rôle" in refusal(situation, "accueillie", samira)

    explain_role(partie=partie, by=samira)
    assert advance_situation(situation=situation, vers="accueillie", by=samira).etape == "accueillie"


def test_table_waits_for_whoever_took_its_agreement_back(samira):
    situation = make_situation(by=samira, etape="accord_partie_1")
    second = situation.parties.last()
    given = consent(second)
    for other in type(given).objects.filter(sujet=second.pk):
        withdraw(other)

    assert refusal(situation, "accord_partie_2", samira) == (
        "Il manque l'accord de : Habitante ou habitant 2. Demandez-le, ou notez un refus, qui n'arrête pas les autres."
    )


def test_whoever_leaves_does_not_stop_the_others_and_may_come_back(samira):
    situation = make_situation(by=samira, roles=["habitant", "habitant", "bailleur"], etape="accord_partie_1")
    last = situation.parties.last()
    withdraw_partie(partie=last, motif="refus_partie", by=samira)
    situation = advance_situation(situation=situation, vers="accord_partie_2", by=samira)
    situation = advance_situation(situation=situation, vers="table_ronde", by=samira)
    assert situation.etape == "table_ronde"

    return_partie(partie=last, by=samira)
    assert "Il manque l'accord de : Bailleur 3" in refusal(situation, "rencontre_separee", samira)
    consent(last)
    assert advance_situation(situation=situation, vers="rencontre_separee", by=samira).etape == "rencontre_separee"


def test_table_for_one_is_no_table(samira):
    situation = make_situation(by=samira, etape="accord_partie_2")
    withdraw_partie(partie=situation.parties.last(), by=samira)
    assert "au moins deux parties" in refusal(situation, "table_ronde", samira)


def test_agreement_asks_what_was_agreed_and_follow_up_asks_whether_it_held(samira):
    situation = make_situation(by=samira, etape="table_ronde")
    assert "qui fait quoi" in refusal(situation, "accord_trouve", samira)

    record_engagement(partie=situation.parties.first(), quoi="Baisser le son.", by=samira)
    situation = advance_situation(situation=situation, vers="accord_trouve", by=samira)
    assert "tenu à un mois" in refusal(situation, "suivi_1_mois", samira)


def test_end_asks_how_it_ends_and_by_whom(samira):
    situation = make_situation(by=samira)

    assert "comment elle se termine" in refusal(situation, "refusee", samira)
    assert "comment elle se termine" in refusal(situation, "refusee", samira, motif="accord")
    assert "quelle partie" in refusal(situation, "retiree", samira, motif="retrait_partie")


def test_mediator_withdraws_as_a_party_does(samira):
    situation = make_situation(by=samira, etape="table_ronde")
    ended = advance_situation(situation=situation, vers="retiree", motif="retrait_mediateur", by=samira)

    assert (ended.etape, ended.issue, ended.prochaine_date) == ("retiree", "retrait_mediateur", None)
    assert [partie.retiree_le for partie in ended.parties.all()] == [None, None]


def test_step_in_the_future_or_before_the_opening_is_refused(samira):
    situation = make_situation(by=samira, roles=["habitant"])
    explain_role(partie=situation.parties.get(), by=samira)
    today = timezone.localdate()

    assert "futur" in refusal(situation, "accueillie", samira, le=today + timedelta(days=1))
    assert "avant l'ouverture" in refusal(situation, "accueillie", samira, le=today - timedelta(days=1))
    assert "déjà passée" in refusal(situation, "accueillie", samira, prochaine_date=today - timedelta(days=1))


def test_two_mediators_at_once_the_second_is_told(samira, karim):
    situation = make_situation(by=samira, roles=["habitant"])
    explain_role(partie=situation.parties.get(), by=samira)
    advance_situation(situation=situation, vers="accueillie", version=1, by=samira)

    assert "a changé pendant votre lecture" in refusal(situation, "close", karim, motif="sans_suite", version=1)


# --- undo


def test_last_step_is_undone_within_a_day(samira):
    situation = make_situation(by=samira, etape="accueillie")
    before = situation.prochaine_date
    ended = advance_situation(
        situation=situation, vers="retiree", motif="retrait_partie", partie=situation.parties.first(), by=samira
    )
    assert ended.parties.first().retiree_le is not None

    back = undo_step(situation=ended, by=samira)

    assert (back.etape, back.issue, back.prochaine_date, back.close_le) == ("accueillie", "", before, None)
    assert back.parties.first().retiree_le is None
    assert EntreeJournal.objects.filter(evenement="situations.situation.etape_annulee").count() == 1


def test_a_day_later_it_is_history(samira):
    situation = make_situation(by=samira, etape="accueillie")
    EtapeSituation.objects.filter(code="accueillie").update(cree_le=timezone.now() - timedelta(hours=25))

    with pytest.raises(ValidationError, match="24 heures"):
        undo_step(situation=situation, by=samira)


def test_opening_is_not_undone(samira):
    with pytest.raises(ValidationError, match="rien à annuler"):
        undo_step(situation=make_situation(by=samira), by=samira)


# --- who


def test_direction_and_another_structure_take_no_step(samira, helene, nadia):
    situation = make_situation(by=samira)
    for other in (helene, nadia):
        with pytest.raises(Refus):
            advance_situation(situation=situation, vers="retiree", motif="retrait_mediateur", by=other)
        with pytest.raises(Refus):
            withdraw_partie(partie=situation.parties.first(), by=other)
