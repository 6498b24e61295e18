from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from entredeux.socle.erreurs import Refus
from entredeux.terrain import actions
from entredeux.terrain.models import Passage, Presence


def test_tournee_plans_the_places_of_its_mission_in_order(tournee, hall, square):
    planned = [(passage.lieu, passage.est_prevu, passage.est_visite) for passage in tournee.passages.all()]

    assert planned == [(hall, True, False), (square, True, False)]
    assert tournee.forme == "tournee"
    assert tournee.taille_equipe == 2


def test_shift_after_midnight_belongs_to_the_night_before(mission, samira):
    after_midnight = datetime(2026, 3, 6, 0, 30, tzinfo=UTC)  # 1 h 30 in Lens, a Friday

    tournee = actions.start_presence(mission=mission, debut_le=after_midnight, by=samira)

    assert tournee.date_service == date(2026, 3, 5)


def test_rien_a_signaler_is_one_call_and_keeps_the_half_hour(tournee, hall, samira):
    passage = actions.record_rien_a_signaler(
        presence=tournee, lieu=hall, a=datetime(2026, 11, 20, 20, 47, tzinfo=UTC), by=samira
    )

    assert (passage.occupation, passage.est_rien_a_signaler, passage.creneau) == ("personne", True, "21:30")
    assert tournee.passages.filter(est_visite=True).count() == 1
    assert tournee.passages.count() == 2


def test_passage_is_recorded_in_bands(tournee, hall, karim):
    passage = actions.record_passage(
        presence=tournee,
        lieu=hall,
        occupation="2_4",
        nuisances=["bruit"],
        contact="echange",
        etat_depart="calme",
        by=karim,
    )

    assert (passage.occupation, passage.nuisances, passage.contact) == ("2_4", ["bruit"], "echange")


def test_unknown_band_is_refused_and_nothing_changes(tournee, hall, samira):
    with pytest.raises(ValidationError):
        actions.record_passage(presence=tournee, lieu=hall, occupation="une douzaine", by=samira)

    assert not tournee.passages.filter(est_visite=True).exists()


def test_same_place_twice_in_a_night_adds_a_passage(tournee, hall, samira):
    actions.record_rien_a_signaler(presence=tournee, lieu=hall, by=samira)
    actions.record_rien_a_signaler(presence=tournee, lieu=hall, by=samira)

    assert tournee.passages.filter(lieu=hall, est_visite=True).count() == 2


def test_undo_puts_a_planned_place_back_to_be_visited(tournee, hall, samira):
    passage = actions.record_passage(presence=tournee, lieu=hall, occupation="1", by=samira)

    actions.withdraw_passage(passage, by=samira)

    again = tournee.passages.get(lieu=hall)
    assert (again.est_visite, again.occupation, again.creneau) == (False, "", "")


def test_second_presence_is_refused_while_one_runs(tournee, mission, karim):
    with pytest.raises(actions.PresenceDejaEnCours, match="déjà en cours"):
        actions.start_presence(mission=mission, by=karim)


def test_stop_twice_changes_nothing(tournee, samira):
    first = actions.stop_presence(tournee, by=samira).fin_le

    assert actions.stop_presence(tournee, by=samira).fin_le == first


def test_stopped_tournee_takes_no_more_passage(tournee, hall, samira):
    actions.stop_presence(tournee, by=samira)
    tournee.refresh_from_db()

    with pytest.raises(ValidationError, match="terminée"):
        actions.record_rien_a_signaler(presence=tournee, lieu=hall, by=samira)


def test_funder_and_stranger_cannot_start(mission, paul, nadia):
    for outsider in (paul, nadia):
        with pytest.raises(Refus):
            actions.start_presence(mission=mission, by=outsider)

    assert not Presence.objects.exists()


def test_place_of_another_structure_is_refused(tournee, hall_de_nadia, samira):
    with pytest.raises(ValidationError, match="votre structure"):
        actions.record_rien_a_signaler(presence=tournee, lieu=hall_de_nadia, by=samira)

    assert not Passage.objects.filter(lieu=hall_de_nadia).exists()


def test_team_is_only_made_of_the_structure(mission, samira, nadia, paul):
    for stranger in (nadia, paul):
        with pytest.raises(ValidationError, match="équipe de médiation"):
            actions.start_presence(mission=mission, equipe=[stranger.compte], by=samira)
