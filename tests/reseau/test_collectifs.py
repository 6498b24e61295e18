"""Circles of peers: who reads what, what comes back at the next meeting, and two people who write at once."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from entredeux.cadre.enums import Role
from entredeux.cadre.models import EntreeJournal
from entredeux.reseau import actions
from entredeux.reseau.access import can_manage_collectif, can_read_collectif, visible_collectifs, visible_rencontres
from entredeux.reseau.actions.collectifs import EngagementPris
from entredeux.reseau.models import EngagementCollectif, MembreCollectif, Rencontre
from entredeux.reseau.queries.collectifs import expected_rencontre, open_engagements
from entredeux.socle.erreurs import Refus
from tests.conftest import join

HIER = datetime.date.today() - datetime.timedelta(days=1)


@pytest.fixture
def arras(alice, samira, karim):
    """Samira leads it, Karim is in it; Yann and Claire are not."""
    collectif = actions.create_collectif(
        nom="Collectif d'Artois", territoire="Artois", animation=samira.compte, rythme_mois=3, by=alice
    )
    actions.add_membre(collectif=collectif, compte=karim.compte, mission="santé", by=samira)
    return collectif


@pytest.fixture
def rencontre(arras, samira):
    return actions.plan_rencontre(collectif=arras, jour=HIER, lieu="Arras", by=samira)


def enter(acteur):
    client = Client()
    client.force_login(acteur.compte)
    return client


def test_members_read_meetings_and_peers_see_only_the_card(arras, rencontre, samira, karim, claire, yann, alice, paul):
    readers = {
        acteur.compte.nom: (visible_collectifs(acteur).count(), visible_rencontres(acteur).count())
        for acteur in (samira, karim, claire, yann, alice, paul)
    }
    assert readers == {
        "Samira": (1, 1), "Karim": (1, 1), "Claire": (1, 0), "Yann": (1, 0), "Alice": (1, 0), "Paul": (0, 0),
    }  # fmt: skip
    assert [can_manage_collectif(acteur, arras) for acteur in (samira, karim, alice, yann)] == [
        True,
        False,
        True,
        False,
    ]
    assert not can_read_collectif(alice, arras)


def test_someone_who_left_reads_no_more(arras, rencontre, samira, karim):
    membre = MembreCollectif.objects.get(compte=karim.compte)
    actions.leave_collectif(membre=membre, by=karim)
    assert visible_rencontres(karim).count() == 0
    assert enter(karim).get(f"/rencontres/{rencontre.pk}/").status_code == 404
    assert enter(samira).get(f"/rencontres/{rencontre.pk}/").status_code == 200


def test_last_animator_hands_over_before_leaving(arras, samira, karim):
    mine = MembreCollectif.objects.get(compte=samira.compte)
    with pytest.raises(Refus, match="Confiez d'abord"):
        actions.leave_collectif(membre=mine, by=samira)
    actions.hand_over_animation(membre=MembreCollectif.objects.get(compte=karim.compte), by=samira)
    actions.leave_collectif(membre=mine, by=samira)
    assert can_manage_collectif(karim, arras)


def test_someone_added_twice_is_a_member_once(arras, samira, karim):
    actions.add_membre(collectif=arras, compte=karim.compte, by=samira)
    assert MembreCollectif.objects.filter(collectif=arras, compte=karim.compte).count() == 1


def test_a_funder_is_never_a_peer(arras, samira, paul):
    for courriel in ("paul@exemple.fr", "personne@exemple.fr"):
        answer = enter(samira).post(f"/collectifs/{arras.slug}/membres/", {"courriel": courriel})
        assert answer.status_code == 422
        assert "Aucun pair n'a cette adresse ici" in answer.content.decode().replace("&#x27;", "'")
    with pytest.raises(Refus):
        actions.add_membre(collectif=arras, compte=paul.compte, by=samira)


def test_commitment_comes_back_until_kept_or_dropped_with_a_reason(arras, rencontre, samira, karim):
    actions.report_rencontre(
        rencontre=rencontre,
        compte_rendu="Trois missions présentées.",
        version=1,
        presents=8,
        engagements=[EngagementPris("Le pôle santé", "écrire la liste des permanences")],
        by=karim,
    )
    suivante = actions.plan_rencontre(collectif=arras, jour=HIER + datetime.timedelta(days=92), by=samira)
    promis = open_engagements(arras, avant=suivante.date).get()
    assert promis.quoi == "écrire la liste des permanences"
    page = enter(karim).get(f"/rencontres/{suivante.pk}/").content.decode()
    assert "écrire la liste des permanences" in page

    with pytest.raises(ValidationError, match="pourquoi"):
        actions.close_engagement_collectif(engagement=promis, etat="abandonne", by=samira)
    actions.close_engagement_collectif(engagement=promis, etat="abandonne", raison="La liste existe déjà.", by=samira)
    assert open_engagements(arras, avant=suivante.date).count() == 0
    assert EngagementCollectif.objects.get().raison == "La liste existe déjà."


def test_report_sent_twice_keeps_one_commitment(rencontre, karim):
    for version in (1, 2):
        actions.report_rencontre(
            rencontre=rencontre,
            compte_rendu="Dit.",
            version=version,
            engagements=[EngagementPris("Le pôle", "agir")],
            by=karim,
        )
    assert EngagementCollectif.objects.count() == 1


def test_two_who_write_at_once_see_both_texts(rencontre, samira, karim):
    first, second = enter(samira), enter(karim)
    address = f"/rencontres/{rencontre.pk}/"
    sent = {"version": "1", "presents": "7"}
    assert first.post(address, sent | {"compte_rendu": "Samira a écrit."}).status_code == 302
    answer = second.post(address, sent | {"compte_rendu": "Karim a écrit."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Samira a écrit." in page
    assert "Karim a écrit." in page
    both = second.post(address, {"version": "2", "presents": "7", "compte_rendu": "Samira et Karim ont écrit."})
    assert both.status_code == 302


def test_report_is_sealed_and_its_reading_journaled(rencontre, samira, karim):
    actions.report_rencontre(rencontre=rencontre, compte_rendu="Des mots du cercle.", version=1, by=karim)
    stored = Rencontre.objects.get()
    assert b"cercle" not in bytes(stored.compte_rendu)
    enter(samira).get(f"/rencontres/{rencontre.pk}/")
    assert EntreeJournal.objects.filter(evenement="reseau.rencontre.compte_rendu.lue").count() == 1


def test_future_meeting_is_not_reported(arras, samira):
    coming = actions.plan_rencontre(collectif=arras, jour=timezone.localdate() + datetime.timedelta(days=10), by=samira)
    with pytest.raises(ValidationError, match="pas encore eu lieu"):
        actions.report_rencontre(rencontre=coming, compte_rendu="Déjà.", version=1, by=samira)


def test_rhythm_says_when_the_next_meeting_is_expected(arras, samira):
    actions.plan_rencontre(collectif=arras, jour=datetime.date(2026, 11, 30), by=samira)
    assert expected_rencontre(arras) == datetime.date(2027, 2, 28)


def test_page_of_a_circle_costs_the_same_with_one_or_many_members(arras, structure, samira, django_assert_num_queries):
    client = enter(samira)
    client.get(f"/collectifs/{arras.slug}/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(f"/collectifs/{arras.slug}/")
    for rank in range(20):
        actions.add_membre(collectif=arras, compte=join(f"Pair{rank}", Role.MEDIATION, structure).compte, by=samira)
    with django_assert_num_queries(len(few)):
        client.get(f"/collectifs/{arras.slug}/")
