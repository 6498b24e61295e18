"""The exemplary file: people, an act, what is now true."""

import uuid
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from entredeux.cadre.models import EntreeJournal
from entredeux.cadre.textes import read_texte
from entredeux.socle.erreurs import Refus
from entredeux.terrain import actions
from entredeux.terrain.models import CorrectionIntervention, Intervention
from entredeux.terrain.saisie import SaisieIntervention, SaisiePublic
from entredeux.territoires.models import ZoneLieu


@pytest.fixture
def saisie(hall, mission, samira, karim) -> SaisieIntervention:
    return SaisieIntervention(
        date_service=date(2026, 3, 5),
        registre="conflits",
        domaine="habitat",
        motif="regroupement",
        mode_saisine="tournee",
        issue="apaisee_sur_place",
        duree_minutes=15,
        lieu_id=hall.pk,
        mission_id=mission.pk,
        mediateurs=(samira.compte.pk, karim.compte.pk),
        publics=(SaisiePublic("groupe_jeunes", 4, "douze_dix_huit"),),
        note="Le groupe accepte de baisser la musique.",
    )


def test_intervention_is_recorded_with_its_team_and_publics(saisie, samira, hall):
    ZoneLieu.objects.create(
        lieu=hall, genre="qpv_2024", code="QN06201M", origine="declaree", valide_du=date(2024, 1, 1)
    )

    act = actions.record_intervention(saisie, by=samira)

    assert (act.motif, act.qpv, act.type_lieu, act.nombre_mediateurs) == ("regroupement", "QN06201M", "hall", 2)
    assert [(p.role, p.nombre, p.age) for p in act.publics.all()] == [("groupe_jeunes", 4, "douze_dix_huit")]
    assert act.mediateurs.count() == 2


def test_note_is_sealed_and_its_reading_journaled(saisie, samira, structure):
    act = actions.record_intervention(saisie, by=samira)
    act.refresh_from_db()

    assert b"musique" not in bytes(act.note)
    assert read_texte(act, "note", by=samira) == "Le groupe accepte de baisser la musique."
    last = EntreeJournal.objects.filter(structure=structure.pk).last()
    assert (last.genre, last.evenement, last.champs) == ("lecture", "terrain.intervention.note.lue", ["note"])


def test_same_id_same_content_is_recorded_once(saisie, samira):
    sent = replace(saisie, id=uuid.uuid4())

    first = actions.record_intervention(sent, by=samira)
    second = actions.record_intervention(sent, by=samira)

    assert first.pk == second.pk
    assert Intervention.objects.count() == 1


def test_same_id_other_content_is_a_conflict_and_the_first_stays(saisie, samira):
    sent = replace(saisie, id=uuid.uuid4())
    actions.record_intervention(sent, by=samira)

    with pytest.raises(actions.SaisieEnConflit):
        actions.record_intervention(replace(sent, duree_minutes=90), by=samira)

    assert Intervention.objects.get().duree_minutes == 15


@pytest.mark.parametrize("issue", ["refus_partie", "retrait_partie", "refus_mediateur", "retrait_mediateur"])
def test_refusal_and_withdrawal_are_ordinary_issues(saisie, samira, issue):
    assert actions.record_intervention(replace(saisie, issue=issue), by=samira).issue == issue


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"motif": "bagarre"}, "motif"),
        ({"registre": ""}, "registre"),
        ({"duree_minutes": 100_000}, "duree_minutes"),
        ({"date_service": date(2999, 1, 1)}, "date_service"),
        ({"publics": (SaisiePublic("suspect"),)}, "publics"),
        ({"publics": (SaisiePublic("habitant", 0),)}, "publics"),
        ({"note": "x" * 501}, "note"),
        ({"lieu_id": uuid.uuid4()}, "lieu_id"),
    ],
)
def test_bad_act_is_refused_by_field_and_nothing_is_written(saisie, samira, change, field):
    with pytest.raises(ValidationError) as error:
        actions.record_intervention(replace(saisie, **change), by=samira)

    assert list(error.value.message_dict) == [field]
    assert not Intervention.objects.exists()


def test_place_of_another_structure_is_refused(saisie, samira, hall_de_nadia):
    with pytest.raises(ValidationError, match="votre structure"):
        actions.record_intervention(replace(saisie, lieu_id=hall_de_nadia.pk), by=samira)


def test_funder_records_nothing(saisie, paul):
    with pytest.raises(Refus):
        actions.record_intervention(saisie, by=paul)


def test_batch_keeps_the_good_rows_and_says_why_of_the_others(saisie, samira):
    rows = [saisie, replace(saisie, motif="bagarre"), replace(saisie, identifiant_externe="A-1")]

    results = actions.record_interventions([*rows, rows[2]], by=samira)

    assert [r.est_acceptee for r in results] == [True, False, True, False]
    assert "motif" in results[1].raison.lower() or "bagarre" in results[1].raison
    assert results[3].est_doublon
    assert Intervention.objects.count() == 2


def test_batch_is_one_event_with_count_and_digest(saisie, samira, structure):
    actions.record_interventions([replace(saisie, duree_minutes=n) for n in range(3)], by=samira)

    event = EntreeJournal.objects.filter(structure=structure.pk, evenement="terrain.intervention.enregistrees").get()
    assert event.nombre == 3
    assert len(event.condense) == 64


def test_repeated_import_adds_only_occurrences_beyond_those_stored(saisie, samira):
    row = replace(saisie, origine="import", note="", mediateurs=())
    twice = [row, replace(row, occurrence=2)]
    actions.record_interventions(twice, by=samira)

    results = actions.record_interventions([*twice, replace(row, occurrence=3)], by=samira)

    assert [r.est_doublon for r in results] == [True, True, False]
    assert Intervention.objects.count() == 3


def test_database_refuses_the_same_external_id_twice(saisie, samira):
    act = actions.record_intervention(replace(saisie, identifiant_externe="A-1"), by=samira)

    act.pk = uuid.uuid4()
    with pytest.raises(IntegrityError):
        act.save(force_insert=True)


class TestCorrection:
    def test_keeps_who_when_before_and_after(self, saisie, samira, claire):
        act = actions.record_intervention(saisie, by=samira)

        actions.correct_intervention(act, {"issue": "accord", "duree_minutes": 30}, version=1, by=claire)

        act.refresh_from_db()
        kept = CorrectionIntervention.objects.get()
        assert (act.issue, act.duree_minutes, act.version) == ("accord", 30, 2)
        assert kept.avant == {"issue": "apaisee_sur_place", "duree_minutes": 15}
        assert kept.apres == {"issue": "accord", "duree_minutes": 30}
        assert kept.cree_par == claire.compte

    def test_former_note_stays_sealed_in_the_history(self, saisie, samira):
        act = actions.record_intervention(saisie, by=samira)

        actions.correct_intervention(act, {"note": "Musique arrêtée."}, version=1, by=samira)

        kept = CorrectionIntervention.objects.get()
        assert b"baisser" not in bytes(kept.note_avant)
        assert read_texte(kept, "note_avant", by=samira) == "Le groupe accepte de baisser la musique."
        assert kept.apres == {"note": "renseignée"}

    def test_different_fields_merge(self, saisie, samira, karim):
        act = actions.record_intervention(saisie, by=samira)
        actions.correct_intervention(act, {"issue": "accord"}, version=1, by=samira)

        actions.correct_intervention(act, {"duree_minutes": 45}, version=1, by=karim)

        act.refresh_from_db()
        assert (act.issue, act.duree_minutes) == ("accord", 45)

    def test_same_field_is_a_conflict_that_a_person_decides(self, saisie, samira, karim):
        act = actions.record_intervention(saisie, by=samira)
        actions.correct_intervention(act, {"issue": "accord"}, version=1, by=samira)

        with pytest.raises(actions.ConflitDeVersion) as conflict:
            actions.correct_intervention(act, {"issue": "sans_suite"}, version=1, by=karim)

        act.refresh_from_db()
        assert conflict.value.champs == {"issue"}
        assert act.issue == "accord"

    def test_no_change_writes_no_history(self, saisie, samira):
        act = actions.record_intervention(saisie, by=samira)

        actions.correct_intervention(act, {"issue": "apaisee_sur_place"}, version=1, by=samira)

        assert not CorrectionIntervention.objects.exists()

    def test_colleague_outside_the_act_cannot_correct_it(self, saisie, samira, karim):
        act = actions.record_intervention(replace(saisie, mediateurs=()), by=samira)

        with pytest.raises(Refus):
            actions.correct_intervention(act, {"issue": "accord"}, version=1, by=karim)

    def test_undo_removes_the_act_and_its_key(self, saisie, samira):
        act = actions.record_intervention(saisie, by=samira)

        actions.withdraw_intervention(act, by=samira)

        assert not Intervention.objects.exists()
