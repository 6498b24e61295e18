"""What the day leaves goes in time, and what must stay stays."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from entredeux.cadre.models import Cle, EntreeJournal
from entredeux.reseau.actions.accueil import open_lien_accueil, record_pointages
from entredeux.reseau.actions.attestations import issue_attestations
from entredeux.reseau.actions.connexions import apply_connexions, receive_connexions
from entredeux.reseau.codes import code_attestation
from entredeux.reseau.models import Attestation, Connexion, ImportConnexions, LienAccueil, Pointage
from entredeux.reseau.queries.attestations import verify_attestation
from entredeux.reseau.retention import forget_inscriptions
from entredeux.reseau.retention_jour import forget_jour
from tests.reseau.fabrique_jour import JOUR, a_l_heure, arrivee, make_journee, make_webinaire, register

FICHIER = b"Courriel;Arrivee;Depart\nmarie@exemple.fr;10:00;11:00\n"


@pytest.fixture
def attestee(db, alice):
    """Someone who came, with her certificate."""
    journee = make_journee()
    marie = register(journee, "Marie Dupont", "marie@exemple.fr")
    record_pointages(evenement=journee, jour=JOUR, gestes=[arrivee(marie)], by=alice, now=a_l_heure(17))
    issue_attestations(evenement=journee, by=alice)
    return marie


def test_a_file_nobody_applied_is_destroyed_the_next_day(alice):
    record = receive_connexions(evenement=make_webinaire(), contenu=FICHIER, nom="e.csv", by=alice)
    assert forget_jour()["fichiers"] == 0
    assert forget_jour(timezone.localdate() + timedelta(days=1))["fichiers"] == 1
    record.refresh_from_db()
    assert (record.statut, bytes(record.contenu)) == ("abandonne", b"")
    assert not Cle.objects.filter(pk=record.unite).exists()


def test_reports_and_links_go_after_thirty_days(alice):
    webinaire = make_webinaire()
    register(webinaire, "Marie Dupont", "marie@exemple.fr")
    record = receive_connexions(evenement=webinaire, contenu=FICHIER, nom="e.csv", by=alice)
    apply_connexions(record=record, avec_noms=False, by=alice)
    open_lien_accueil(evenement=webinaire, jour=date(2024, 12, 5), by=alice)
    assert forget_jour(timezone.localdate() + timedelta(days=29))["rapports"] == 1  # the link, of a day long past
    assert LienAccueil.objects.count() == 0
    assert forget_jour(timezone.localdate() + timedelta(days=30))["rapports"] == 1
    assert ImportConnexions.objects.count() == 0
    assert Connexion.objects.count() == 1


def test_hours_go_with_the_name_and_the_certificate_still_answers(attestee):
    forget_inscriptions(JOUR + timedelta(days=183))
    assert forget_jour(JOUR + timedelta(days=183))["passages"] == 0
    forget_inscriptions(JOUR + timedelta(days=184))
    assert forget_jour(JOUR + timedelta(days=184))["passages"] == 1
    assert Pointage.objects.count() == 0
    attestee.refresh_from_db()
    assert (bytes(attestee.nom), attestee.est_presente, attestee.minutes_presence) == (b"", True, 420)
    assert verify_attestation(code_attestation(Attestation.objects.get().pk), "Marie Dupont").nom_conforme


def test_codes_are_forgotten_five_years_after_the_event(attestee):
    assert forget_jour(date(2031, 3, 13))["attestations"] == 0
    assert forget_jour(date(2031, 3, 16))["attestations"] == 1
    assert Attestation.objects.count() == 0
    assert EntreeJournal.objects.latest("numero").evenement == "reseau.attestations.oubliees"


def test_twice_changes_nothing(attestee):
    forget_jour(JOUR + timedelta(days=4000))
    before = EntreeJournal.objects.count()
    assert set(forget_jour(JOUR + timedelta(days=4000)).values()) == {0}
    assert EntreeJournal.objects.count() == before
