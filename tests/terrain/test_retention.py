"""What the field log forgets by itself: who, where, when, and in the end the words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from entredeux.cadre.horloges import coming, kept, next_date
from entredeux.cadre.models import EntreeJournal
from entredeux.cadre.textes import EFFACE, read_texte
from entredeux.situations.actions import open_situation
from entredeux.situations.retention import forget_situations
from entredeux.socle.taches import start_due_periodiques
from entredeux.terrain import actions
from entredeux.terrain.models import Dysfonctionnement, EtapeDysfonctionnement, IncidentEquipe, Intervention
from entredeux.terrain.retention import LIEN_PERSONNE_LIEU, TEXTES, forget
from entredeux.terrain.saisie import SaisieIntervention

JOUR = date(2026, 3, 5)
NOTE = "Le groupe accepte de baisser la musique."


@pytest.fixture
def act(hall, mission, samira, karim) -> Intervention:
    saisie = SaisieIntervention(
        date_service=JOUR,
        registre="conflits",
        domaine="habitat",
        motif="regroupement",
        lieu_id=hall.pk,
        mission_id=mission.pk,
        mediateurs=(samira.compte.pk, karim.compte.pk),
        note=NOTE,
    )
    return actions.record_intervention(saisie, by=samira)


def test_people_leave_places_after_three_months_and_counts_stay(act):
    forget(JOUR + LIEN_PERSONNE_LIEU)
    assert act.mediateurs.count() == 2

    forget(JOUR + LIEN_PERSONNE_LIEU + timedelta(days=1))
    act.refresh_from_db()
    assert (act.mediateurs.count(), act.nombre_mediateurs, act.cree_par) == (0, 2, None)


def test_who_moved_a_defect_leaves_with_its_author(hall, samira):
    record = actions.record_dysfonctionnement(lieu=hall, categorie="ascenseur", by=samira)
    Dysfonctionnement.objects.update(date_service=JOUR)

    forget(JOUR + LIEN_PERSONNE_LIEU + timedelta(days=1))

    assert [step.par for step in record.etapes.all()] == [None] * record.etapes.count()
    assert EtapeDysfonctionnement.objects.filter(dysfonctionnement=record).exists()


def test_note_is_unreadable_after_its_clock_and_the_act_stays(act, samira, structure):
    assert forget(JOUR + TEXTES)["textes"] == 0
    assert read_texte(act, "note", by=samira) == NOTE

    assert forget(JOUR + TEXTES + timedelta(days=1))["textes"] == 1

    assert read_texte(act, "note", by=samira) == EFFACE
    assert Intervention.objects.get(pk=act.pk).motif == "regroupement"
    said = EntreeJournal.objects.get(structure=structure.pk, evenement="terrain.texte.efface")
    assert said.nombre == 1


def test_forgetting_twice_changes_nothing(act):
    forget(JOUR + TEXTES + timedelta(days=1))
    assert forget(JOUR + TEXTES + timedelta(days=2))["textes"] == 0


def test_unit_is_kept_until_its_last_act_is_old(act, samira):
    Intervention.objects.create(
        structure=act.structure,
        unite=act.unite,
        date_service=JOUR + timedelta(days=60),
        registre="conflits",
        domaine="habitat",
        motif="regroupement",
    )

    assert forget(JOUR + TEXTES + timedelta(days=30))["textes"] == 0
    assert read_texte(act, "note", by=samira) == NOTE


def test_account_of_an_incident_goes_with_the_names_around_it(samira, claire):
    incident = actions.record_incident(nature="menace", recit="Menaces verbales à la sortie du hall.", by=samira)
    actions.follow_incident(incident, by=claire)
    IncidentEquipe.objects.update(date_service=JOUR)

    forget(JOUR + TEXTES + timedelta(days=1))

    incident = IncidentEquipe.objects.get()
    assert (incident.nature, incident.est_suivi, incident.cree_par, incident.suivi_par) == ("menace", True, None, None)
    assert read_texte(incident, "recit", by=claire) == EFFACE


def test_defect_still_open_keeps_its_words(hall, samira):
    record = actions.record_dysfonctionnement(lieu=hall, categorie="ascenseur", precision="Porte bloquée.", by=samira)
    EtapeDysfonctionnement.objects.update(le="2020-01-01T12:00:00Z")
    Dysfonctionnement.objects.update(date_service=date(2020, 1, 1))

    forget(JOUR)
    assert read_texte(record, "precision", by=samira) == "Porte bloquée."

    Dysfonctionnement.objects.update(etat="repare")
    forget(JOUR)
    assert read_texte(record, "precision", by=samira) == EFFACE


def test_the_night_starts_the_clocks_once(db):
    night = datetime(2026, 3, 6, 3, 0, tzinfo=UTC)

    assert "entredeux.terrain.taches.forget_terrain" in start_due_periodiques(night)
    assert "entredeux.terrain.taches.forget_terrain" not in start_due_periodiques(night)


def test_what_stays_of_an_act_after_its_clock_is_a_month(act, samira):
    actions.correct_intervention(act, {"issue": "sans_suite"}, version=act.version, by=samira)

    forget(JOUR + TEXTES)
    act.refresh_from_db()
    assert (act.date_service, act.date_precision) == (JOUR, "jour")

    forget(JOUR + TEXTES + timedelta(days=1))
    act.refresh_from_db()
    assert (act.date_service, act.date_precision, act.creneau) == (date(2026, 3, 1), "mois", "")
    assert act.cree_le.day == 1
    assert act.corrections.get().cree_le.day == 1


def test_an_act_of_a_situation_keeps_its_day_as_long_as_the_situation(act, samira):
    situation = open_situation(theme="voisinage", ouverte_le=JOUR, by=samira)
    Intervention.objects.update(situation=situation, unite=situation.unite)

    forget(JOUR + TEXTES + timedelta(days=40))
    act.refresh_from_db()
    assert act.date_service == JOUR

    forget_situations(JOUR + TEXTES + timedelta(days=1))
    forget(JOUR + TEXTES + timedelta(days=1))
    act.refresh_from_db()
    assert (act.date_service, act.date_precision) == (date(2026, 3, 1), "mois")


def test_next_date_of_a_note_is_shown_on_its_act_and_gone_once_it_ran(act, samira, hall):
    assert next_date(act) == JOUR + TEXTES
    incident = actions.record_incident(nature="menace", recit="Menaces.", by=samira)
    assert next_date(incident) == incident.date_service + TEXTES
    defect = actions.record_dysfonctionnement(lieu=hall, categorie="ascenseur", precision="Bloqué.", by=samira)
    assert next_date(defect) is None

    forget(JOUR + TEXTES + timedelta(days=1))
    assert next_date(act) is None


def test_coordination_sees_coming_what_goes_within_thirty_days(act, structure, autre_structure):
    soon = JOUR + TEXTES - timedelta(days=30)

    assert [(item.quoi, item.le, item.pk) for item in coming(structure, soon, soon + timedelta(days=30))] == [
        ("Note de l'intervention du 05/03/2026", JOUR + TEXTES, act.pk)
    ]
    assert coming(structure, soon - timedelta(days=2), soon + timedelta(days=29)) == []
    assert coming(autre_structure, soon, soon + timedelta(days=30)) == []
    assert [(item.nombre, item.prochaine) for item in kept(structure) if item.quoi == "Notes d'interventions"] == [
        (1, JOUR + TEXTES)
    ]
