"""The door of an event: who may stand there, and taps that come twice, late, in any order, from two phones."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import EntreeJournal
from entredeux.cadre.textes import open_without_journal
from entredeux.reseau.access import can_send_pointages, can_welcome, check_can_send_pointages, check_can_welcome
from entredeux.reseau.actions.accueil import (
    DEJA,
    RECU,
    REFUSE,
    open_lien_accueil,
    record_pointages,
    revoke_lien_accueil,
)
from entredeux.reseau.enums import StatutInscription
from entredeux.reseau.models import ChoixAtelier, Inscription, Pointage, Sequence
from entredeux.reseau.queries.accueil import load_liste, load_noms
from entredeux.socle.erreurs import Refus
from tests.reseau.fabrique_jour import (
    JOUR,
    a_l_heure,
    annulation,
    arrivee,
    make_journee,
    register,
    sur_place,
)

MIDI = a_l_heure(12)


@pytest.fixture
def journee(db):
    return make_journee()


@pytest.fixture
def isolement(journee):
    return Sequence.objects.get(evenement=journee, titre="Rompre l'isolement")


@pytest.fixture
def hall(journee):
    return Sequence.objects.get(evenement=journee, titre="Occuper un hall")


@pytest.fixture
def marie(journee, isolement):
    return register(journee, "Marie Dupont", "marie@exemple.fr", isolement)


def send(journee, *gestes, by, lien=None, now=MIDI):
    return record_pointages(evenement=journee, jour=JOUR, gestes=gestes, by=by, lien=lien, now=now)


def etats(reponses):
    return [reponse.etat for reponse in reponses]


# --- who


def test_the_facilitator_and_the_regions_editor_welcome_and_nobody_else(journee, alice, rose, yann, samira, paul):
    found = [qui for qui in (alice, rose, yann, samira, paul, Acteur.public()) if can_welcome(qui, journee)]
    assert found == [alice, rose]


def test_a_link_opens_its_own_event_on_its_day_only(journee, alice):
    lien = open_lien_accueil(evenement=journee, jour=JOUR, by=alice)
    autre = make_journee(slug="autre-journee", title="Autre journée fictive")
    bénévole = Acteur.public()
    check_can_welcome(bénévole, journee, lien, now=a_l_heure(0))
    check_can_welcome(bénévole, journee, lien, now=a_l_heure(23, 59))
    for evenement, now in (
        (journee, a_l_heure(0) - timedelta(seconds=1)),
        (journee, a_l_heure(0) + timedelta(days=1)),
        (autre, MIDI),
    ):
        with pytest.raises(Refus):
            check_can_welcome(bénévole, evenement, lien, now=now)


def test_taps_of_a_link_may_still_be_sent_until_noon_the_next_day(journee, alice, marie):
    lien = open_lien_accueil(evenement=journee, jour=JOUR, by=alice)
    lendemain = a_l_heure(11, 59) + timedelta(days=1)
    assert etats(send(journee, arrivee(marie), by=Acteur.public(), lien=lien, now=lendemain)) == [RECU]
    with pytest.raises(Refus):
        check_can_send_pointages(Acteur.public(), journee, lien, now=lendemain + timedelta(minutes=1))


def test_a_revoked_link_opens_nothing(journee, alice, marie):
    lien = open_lien_accueil(evenement=journee, jour=JOUR, by=alice)
    revoke_lien_accueil(lien=lien, by=alice)
    premier = lien.revoque_le
    revoke_lien_accueil(lien=lien, by=alice)
    lien.refresh_from_db()
    assert lien.revoque_le == premier
    assert not can_send_pointages(Acteur.public(), journee, lien)
    with pytest.raises(Refus):
        send(journee, arrivee(marie), by=Acteur.public(), lien=lien)


def test_a_link_is_made_for_a_day_of_the_event_by_who_prepares_it(journee, alice, yann):
    with pytest.raises(ValidationError, match="n'est pas un jour de l'événement"):
        open_lien_accueil(evenement=journee, jour=JOUR + timedelta(days=1), by=alice)
    with pytest.raises(Refus):
        open_lien_accueil(evenement=journee, jour=JOUR, by=yann)


# --- taps


def test_a_tap_says_who_is_here_and_an_undoing_takes_it_back(journee, marie, alice):
    là = arrivee(marie)
    assert etats(send(journee, là, by=alice)) == [RECU]
    marie.refresh_from_db()
    assert (marie.est_presente, marie.minutes_presence) == (True, 420)
    assert etats(send(journee, annulation(là), by=alice)) == [RECU]
    marie.refresh_from_db()
    assert (marie.est_presente, marie.minutes_presence) == (False, None)


def test_the_same_tap_twice_is_stored_once_and_journaled_once(journee, marie, alice):
    là = arrivee(marie)
    before = EntreeJournal.objects.count()
    assert etats(send(journee, là, là, by=alice)) == [RECU, DEJA]
    assert etats(send(journee, là, by=alice)) == [DEJA]
    assert Pointage.objects.count() == 1
    assert EntreeJournal.objects.count() - before == 1


def test_an_undoing_that_arrives_before_its_tap_undoes_it_all_the_same(journee, marie, alice):
    là = arrivee(marie)
    assert etats(send(journee, annulation(là), là, by=alice)) == [RECU, RECU]
    marie.refresh_from_db()
    assert not marie.est_presente


def test_two_phones_tap_the_same_person_and_one_takes_its_own_tap_back(journee, marie, alice):
    une, autre = arrivee(marie), arrivee(marie)
    send(journee, une, by=alice)
    send(journee, autre, annulation(autre), by=alice)
    marie.refresh_from_db()
    assert marie.est_presente


def test_presence_in_a_workshop_is_presence_at_the_event(journee, marie, isolement, alice):
    là = arrivee(marie, atelier=isolement.uid)
    send(journee, là, by=alice)
    marie.refresh_from_db()
    assert (marie.est_presente, marie.choix.get().est_presente) == (True, True)
    send(journee, annulation(là), by=alice)
    marie.refresh_from_db()
    assert (marie.est_presente, marie.choix.get().est_presente) == (False, False)


def test_a_workshop_not_chosen_is_kept_while_the_tap_stands(journee, marie, hall, alice):
    là = arrivee(marie, atelier=hall.uid)
    send(journee, là, by=alice)
    assert ChoixAtelier.objects.filter(inscription=marie, sequence=hall, est_presente=True).exists()
    send(journee, annulation(là), by=alice)
    assert not ChoixAtelier.objects.filter(inscription=marie, sequence=hall).exists()
    assert marie.choix.count() == 1


def test_one_too_many_in_a_workshop_is_recorded_and_said(journee, marie, isolement, alice):
    register(journee, "Léa Petit", None, isolement)
    jean = register(journee, "Jean Roux")
    [reponse] = send(journee, arrivee(jean, atelier=isolement.uid), by=alice)
    assert (reponse.etat, reponse.message) == (RECU, "L'atelier « Rompre l'isolement » est complet : 2 pour 2 places.")


def test_a_tap_of_nowhere_is_refused_and_the_others_are_kept(journee, marie, alice):
    ailleurs = register(make_journee(slug="autre", title="Autre"), "Ailleurs")
    reponses = send(
        journee,
        arrivee(ailleurs),
        arrivee(marie, atelier=uuid.uuid4()),
        arrivee(uuid.uuid4()),
        arrivee(marie, genre="inconnu"),
        arrivee(marie),
        by=alice,
    )
    assert etats(reponses) == [REFUSE, REFUSE, REFUSE, REFUSE, RECU]
    assert Pointage.objects.count() == 1


def test_a_cancelled_registration_is_not_revived_by_a_tap(journee, alice):
    partie = register(journee, "Partie Ailleurs", statut=StatutInscription.ANNULEE)
    [reponse] = send(journee, arrivee(partie), by=alice)
    assert reponse.etat == REFUSE
    assert "annulée" in reponse.message


def test_a_phone_with_a_wrong_clock_says_nothing_of_another_day(journee, marie, alice):
    send(journee, arrivee(marie, instant=a_l_heure(9) - timedelta(days=400)), by=alice)
    send(journee, arrivee(marie, instant=a_l_heure(9) + timedelta(days=400)), by=alice)
    assert {tap.instant for tap in Pointage.objects.all()} == {MIDI}


# --- someone who is not on the list


def test_someone_at_the_door_is_registered_and_present(journee, alice, isolement):
    [reponse] = send(journee, sur_place("Zoé Martin", "zoe@exemple.fr", atelier=isolement.uid), by=alice)
    zoe = Inscription.objects.get(pk=reponse.inscription)
    assert (reponse.etat, reponse.message, zoe.est_sur_place, zoe.est_presente) == (RECU, "", True, True)
    assert open_without_journal(zoe, "nom") == "Zoé Martin"
    assert zoe.choix.get(sequence=isolement).est_presente


def test_an_address_already_registered_is_the_same_person(journee, marie, alice):
    geste = sur_place("Marie D.", "MARIE@exemple.fr ")
    [reponse] = send(journee, geste, by=alice)
    assert reponse.inscription == marie.pk
    assert Inscription.objects.count() == 1
    marie.refresh_from_db()
    assert marie.est_presente
    # what the phone sends next still names the id it made
    assert send(journee, arrivee(geste.id), by=alice)[0].inscription == marie.pk


def test_an_incomplete_address_sends_nobody_away(journee, alice):
    [reponse] = send(journee, sur_place("Zoé Martin", "zoe@"), by=alice)
    zoe = Inscription.objects.get(pk=reponse.inscription)
    assert (reponse.etat, zoe.courriel_index, zoe.est_presente) == (RECU, "", True)
    assert "elle n'a pas été gardée" in reponse.message


def test_someone_without_a_name_is_refused(journee, alice):
    [reponse] = send(journee, sur_place("  "), by=alice)
    assert reponse.etat == REFUSE
    assert Inscription.objects.count() == 0


def test_someone_added_by_mistake_is_no_longer_expected(journee, alice):
    geste = sur_place("Zoé Martin")
    send(journee, geste, annulation(geste), by=alice)
    assert Inscription.objects.get(pk=geste.id).statut == StatutInscription.ANNULEE
    assert load_liste(journee, JOUR).personnes == []


def test_someone_put_on_the_list_beforehand_stays_on_it_when_a_tap_is_undone(journee, alice):
    jean = register(journee, "Jean Roux", "")
    jean.est_sur_place = True
    jean.save()
    là = arrivee(jean)
    send(journee, là, annulation(là), by=alice)
    assert [each.pk for each in load_liste(journee, JOUR).personnes] == [jean.pk]


def test_someone_added_withdrawn_and_added_again_is_one_person(journee, alice):
    premier = sur_place("Zoé Martin", "zoe@exemple.fr")
    second = sur_place("Zoé Martin", "zoe@exemple.fr")
    send(journee, premier, annulation(premier), by=alice)
    send(journee, second, arrivee(premier.id), by=alice)
    [zoe] = load_liste(journee, JOUR).personnes
    assert zoe.pk == second.id
    assert len(zoe.arrivees) == 2


def test_a_full_event_says_so_and_still_welcomes(alice):
    journee = make_journee(places=1)
    register(journee, "Marie Dupont")
    [reponse] = send(journee, sur_place("Zoé Martin"), by=alice)
    assert (reponse.etat, reponse.message) == (RECU, "L'événement est complet : 1 pour 1 places.")


def test_someone_who_waited_for_a_seat_and_came_has_one_until_that_is_undone(journee, alice):
    jean = register(journee, "Jean Roux", statut=StatutInscription.ATTENTE)
    là = arrivee(jean)
    send(journee, là, by=alice)
    jean.refresh_from_db()
    assert (jean.statut, jean.est_presente) == (StatutInscription.CONFIRMEE, True)
    send(journee, annulation(là), by=alice)
    jean.refresh_from_db()
    assert (jean.statut, jean.est_presente) == (StatutInscription.ATTENTE, False)


# --- the list


def test_the_list_counts_who_is_here_where_and_late(journee, marie, isolement, hall, alice):
    jean = register(journee, "Jean Roux", None, hall)
    register(journee, "Attend Encore", None, statut=StatutInscription.ATTENTE)
    send(
        journee,
        arrivee(marie, atelier=isolement.uid, instant=a_l_heure(9, 45)),
        arrivee(jean, instant=a_l_heure(9, 46)),
        by=alice,
    )
    liste = load_liste(journee, JOUR)
    assert [(c.titre, c.presentes, c.attendues, c.en_retard) for c in liste.comptes()] == [
        ("L'événement", 2, 3, 1),
        ("Rompre l'isolement", 1, 1, 0),
        ("Occuper un hall", 0, 1, 0),
    ]


def test_names_are_found_by_first_letters_accents_and_case_aside_or_by_ticket(journee, alice):
    for nom in ("Éloïse Martin", "Martine Éloy", "Jean-Marc Petit", "Anne Lemoine"):
        register(journee, nom, "")
    liste = load_noms(load_liste(journee, JOUR), by=alice)
    assert [p.nom for p in liste.personnes] == ["Anne Lemoine", "Éloïse Martin", "Jean-Marc Petit", "Martine Éloy"]
    assert [p.nom for p in liste.search("elo mart")] == ["Éloïse Martin", "Martine Éloy"]
    assert [p.nom for p in liste.search("MARC")] == ["Jean-Marc Petit"]
    billet = liste.personnes[0].billet
    assert [p.nom for p in liste.search(billet.lower())] == ["Anne Lemoine"]
    assert liste.search("zzz") == []


def test_reading_the_names_is_one_line_of_the_journal(journee, marie, alice):
    register(journee, "Jean Roux")
    before = EntreeJournal.objects.count()
    load_noms(load_liste(journee, JOUR), by=alice)
    entry = EntreeJournal.objects.latest("numero")
    assert (EntreeJournal.objects.count() - before, entry.evenement, entry.nombre) == (
        1,
        "reseau.inscription.nom.lues",
        2,
    )


def test_the_list_costs_the_same_for_one_person_and_for_thirty(journee, isolement, alice, django_assert_num_queries):
    register(journee, "Personne 0", None, isolement)
    with django_assert_num_queries(4) as queries:
        load_liste(journee, JOUR).comptes()
    for rank in range(1, 30):
        register(journee, f"Personne {rank}", f"p{rank}@exemple.fr", isolement)
    with django_assert_num_queries(len(queries)):
        load_liste(journee, JOUR).comptes()


# --- the property: only the set of taps counts


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_any_number_of_times_ends_the_same(journee, isolement, alice, data):
    with transaction.atomic():
        people = [register(journee, f"Personne {rank}", f"p{rank}@exemple.fr", isolement) for rank in range(2)]
        arrivals = [
            arrivee(data.draw(st.sampled_from(people)), atelier=data.draw(st.sampled_from([None, isolement.uid])))
            for _ in range(data.draw(st.integers(1, 4)))
        ]
        undone = data.draw(st.sets(st.sampled_from(range(len(arrivals)))))
        gestes = [*arrivals, *(annulation(arrivals[rank]) for rank in sorted(undone))]
        sent = data.draw(st.lists(st.sampled_from(gestes), max_size=6)) + data.draw(st.permutations(gestes))
        cut = data.draw(st.integers(0, len(sent)))
        send(journee, *sent[:cut], by=alice)
        send(journee, *sent[cut:], by=alice)

        kept = [geste for rank, geste in enumerate(arrivals) if rank not in undone]
        here = set(Inscription.objects.filter(est_presente=True).values_list("pk", flat=True))
        in_workshop = set(ChoixAtelier.objects.filter(est_presente=True).values_list("inscription", flat=True))
        assert here == {geste.inscription for geste in kept}
        assert in_workshop == {geste.inscription for geste in kept if geste.atelier}
        assert Pointage.objects.count() == len(gestes)
        transaction.set_rollback(True)
