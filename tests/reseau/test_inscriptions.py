"""Registering: who gets the seat, who waits, who is promoted, and what is refused in words."""

import datetime
import uuid

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from entredeux.cadre import chiffrement
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import EntreeJournal
from entredeux.cadre.textes import open_without_journal
from entredeux.reseau.actions import (
    cancel_inscription,
    change_inscription,
    promote_inscriptions,
    record_inscriptions,
    register_inscription,
    restore_inscription,
)
from entredeux.reseau.models import ChoixAtelier, Evenement, Inscription, Sequence
from entredeux.reseau.saisie_inscription import DemandeInscription, index_courriel
from entredeux.socle.erreurs import Refus
from tests.reseau.journee import atelier, demande, open_evenement

PUBLIC = Acteur.public()


def register(evenement: Evenement, qui: str, *ateliers: Sequence, **champs) -> Inscription:
    return register_inscription(evenement=evenement, demande=demande(qui, *ateliers, **champs), by=PUBLIC)


def state(inscription: Inscription) -> str:
    return Inscription.objects.get(pk=inscription.pk).statut


def kept(inscription: Inscription) -> dict[str, str]:
    return dict(inscription.choix.order_by("sequence").values_list("sequence__titre", "statut"))


def refusal(error: pytest.ExceptionInfo) -> str:
    return " ".join(error.value.messages)


def sent_to(qui: str) -> list[str]:
    return [message.subject for message in mail.outbox if message.to == [f"{qui.lower()}@exemple.fr"]]


def test_registered_person_has_a_seat_sealed_words_and_one_mail(db):
    evenement = open_evenement(places=2)
    ines = register(evenement, "Ines", organisme="Passerelle", besoin="Un fauteuil", contribution="Le hall fermé")

    assert (ines.statut, ines.organisme, ines.evenement) == ("confirmee", "Passerelle", evenement)
    assert open_without_journal(ines, "nom") == "Ines"
    assert open_without_journal(ines.besoin, "texte") == "Un fauteuil"
    assert open_without_journal(ines.contributions.get(), "texte") == "Le hall fermé"
    assert sent_to("Ines") == ["[Entre-deux] Votre inscription : Journée d'essai"]
    assert EntreeJournal.objects.filter(evenement="reseau.inscription.creee", role="public").count() == 1


def test_first_come_first_served_then_promoted_by_a_cancellation(db):
    evenement = open_evenement(places=1)
    ines, omar, lea = (register(evenement, qui) for qui in ("Ines", "Omar", "Lea"))
    assert [state(each) for each in (ines, omar, lea)] == ["confirmee", "attente", "attente"]

    cancel_inscription(inscription=ines, by=PUBLIC)

    assert [state(each) for each in (ines, omar, lea)] == ["annulee", "confirmee", "attente"]
    assert sent_to("Omar") == [
        "[Entre-deux] Vous êtes sur liste d'attente : Journée d'essai",
        "[Entre-deux] Une place s'est libérée pour vous : Journée d'essai",
    ]
    assert len(sent_to("Lea")) == 1


def test_undone_cancellation_goes_to_the_end_of_the_line(db):
    evenement = open_evenement(places=1)
    ines, omar = register(evenement, "Ines"), register(evenement, "Omar")
    cancel_inscription(inscription=ines, by=PUBLIC)
    restore_inscription(inscription=ines, by=PUBLIC)
    assert [state(ines), state(omar)] == ["attente", "confirmee"]

    cancel_inscription(inscription=omar, by=PUBLIC)
    assert state(ines) == "confirmee"


def test_more_seats_go_to_those_who_wait_not_to_a_newcomer(db, alice):
    evenement = open_evenement(places=1)
    _, omar, lea = (register(evenement, qui) for qui in ("Ines", "Omar", "Lea"))
    Evenement.objects.filter(pk=evenement.pk).update(places=2)

    nour = register(evenement, "Nour")
    assert [state(omar), state(lea), state(nour)] == ["confirmee", "attente", "attente"]

    Evenement.objects.filter(pk=evenement.pk).update(places=None)
    promote_inscriptions(evenement=evenement, by=alice)
    assert [state(lea), state(nour)] == ["confirmee", "confirmee"]
    assert EntreeJournal.objects.get(evenement="reseau.inscription.promues").nombre == 2


def test_two_workshops_at_the_same_time_are_refused_in_words(db):
    evenement = open_evenement(ateliers={"Hall": 5, "École": 5})
    with pytest.raises(ValidationError) as error:
        register(evenement, "Ines", atelier(evenement, "Hall"), atelier(evenement, "École"))

    assert refusal(error) == (
        "« Hall » et « École » ont lieu en même temps (à 14\u00a0h) : gardez l'un des deux. "
        "Vous pouvez garder un atelier et attendre une place dans un autre, complet, à la même heure."
    )
    assert Inscription.objects.count() == 0


def test_workshops_one_after_the_other_go_together(db):
    evenement = open_evenement(ateliers={"Hall": 5, "École": 5})
    Sequence.objects.filter(titre="École").update(heure_debut=datetime.time(15, 30), heure_fin=datetime.time(16, 30))
    ines = register(evenement, "Ines", atelier(evenement, "Hall"), atelier(evenement, "École"))
    assert kept(ines) == {"Hall": "confirmee", "École": "confirmee"}


def test_seat_freed_in_the_workshop_waited_for_replaces_the_one_kept(db):
    """And the seat given back goes at once to whoever waited there."""
    evenement = open_evenement(ateliers={"Hall": 1, "École": 1})
    hall, ecole = atelier(evenement, "Hall"), atelier(evenement, "École")
    omar = register(evenement, "Omar", hall)
    ines = register(evenement, "Ines", hall, ecole)
    lea = register(evenement, "Lea", ecole)
    assert kept(ines) == {"Hall": "attente", "École": "confirmee"}
    assert kept(lea) == {"École": "attente"}

    change_inscription(inscription=omar, ateliers=[], by=PUBLIC)

    assert kept(omar) == {}
    assert kept(ines) == {"Hall": "confirmee"}
    assert kept(lea) == {"École": "confirmee"}
    for qui in ("Ines", "Lea"):
        assert sent_to(qui)[1:] == ["[Entre-deux] Une place s'est libérée pour vous : Journée d'essai"]


def test_who_waits_for_the_event_holds_no_workshop_seat(db):
    evenement = open_evenement(places=1, ateliers={"Hall": 1})
    hall = atelier(evenement, "Hall")
    ines, omar = register(evenement, "Ines"), register(evenement, "Omar", hall)
    assert kept(omar) == {"Hall": "attente"}

    cancel_inscription(inscription=ines, by=PUBLIC)
    assert (state(omar), kept(omar)) == ("confirmee", {"Hall": "confirmee"})


def test_change_keeps_a_rank_and_frees_a_seat(db):
    evenement = open_evenement(ateliers={"Hall": 1, "École": 1})
    hall, ecole = atelier(evenement, "Hall"), atelier(evenement, "École")
    ines, omar, lea = (register(evenement, qui, hall) for qui in ("Ines", "Omar", "Lea"))

    change_inscription(inscription=omar, ateliers=[hall.uid, ecole.uid], organisme="Traboule", by=PUBLIC)
    assert kept(omar) == {"Hall": "attente", "École": "confirmee"}
    change_inscription(inscription=ines, ateliers=[], by=PUBLIC)

    assert (kept(omar), kept(lea)) == ({"Hall": "confirmee"}, {"Hall": "attente"})
    assert Inscription.objects.get(pk=omar.pk).organisme == "Traboule"


def test_nothing_changed_is_no_mail_and_no_journal(db):
    ines = register(open_evenement(), "Ines")
    before = EntreeJournal.objects.count()
    change_inscription(inscription=ines, nom="Ines", organisme="", besoin="", ateliers=[], by=PUBLIC)
    assert (EntreeJournal.objects.count(), len(sent_to("Ines"))) == (before, 1)


def test_same_address_again_changes_nothing_and_gets_its_link(db):
    evenement = open_evenement(places=1)
    ines = register(evenement, "Ines")
    again = register(evenement, "Autre", courriel=" INES@exemple.fr ")

    assert again == ines
    assert Inscription.objects.count() == 1
    assert open_without_journal(Inscription.objects.get(), "nom") == "Ines"
    register(evenement, "Ines")
    assert sent_to("Ines")[1:] == ["[Entre-deux] Le lien de votre inscription : Journée d'essai"]


def test_form_sent_twice_registers_once_and_mails_once(db):
    evenement, identifiant = open_evenement(), uuid.uuid4()
    first = register(evenement, "Ines", identifiant=identifiant)
    assert register(evenement, "Ines", identifiant=identifiant) == first
    assert len(sent_to("Ines")) == 1


def test_cancelled_then_registered_again_is_a_new_registration(db):
    evenement = open_evenement()
    old = cancel_inscription(inscription=register(evenement, "Ines"), by=PUBLIC)
    new = register(evenement, "Ines")
    assert (state(old), state(new)) == ("annulee", "confirmee")
    with pytest.raises(ValidationError, match="inscrit à nouveau"):
        restore_inscription(inscription=old, by=PUBLIC)


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"est_annule": True}, "Cet événement est annulé"),
        ({"dans": -1}, "Cet événement a eu lieu"),
        ({"inscription_du": None}, "ne prend pas d'inscription en ligne"),
        ({"inscription_du": timezone.now() + datetime.timedelta(days=1)}, "ne sont pas encore ouvertes"),
        ({"inscription_au": timezone.now() - datetime.timedelta(hours=1)}, "sont closes"),
        ({"live": False}, "ne prend pas d'inscription en ligne"),
    ],
)
def test_closed_states_say_why(db, champs, phrase):
    evenement = open_evenement(**champs)
    with pytest.raises(ValidationError, match=phrase):
        register(evenement, "Ines")
    assert (Inscription.objects.count(), mail.outbox) == (0, [])


@pytest.mark.parametrize(
    ("champs", "champ"),
    [
        ({"nom": " \u200b\n "}, "nom"),
        ({"nom": "x" * 121}, "nom"),
        ({"courriel": "ines@"}, "courriel"),
        ({"courriel": ""}, "courriel"),
        ({"courriel": "a@exemple.fr\nBcc: b@exemple.fr"}, "courriel"),
        ({"besoin": "x" * 601}, "besoin"),
        ({"contribution": "x" * 1201}, "contribution"),
        ({"contribution": "x", "genre_contribution": "autre"}, "genre_contribution"),
    ],
)
def test_wrong_field_is_named(db, champs, champ):
    with pytest.raises(ValidationError) as error:
        register_inscription(evenement=open_evenement(), demande=demande("Ines", **champs), by=PUBLIC)
    assert list(error.value.message_dict) == [champ]


def test_workshop_no_longer_offered_is_refused(db):
    evenement, other = open_evenement(ateliers={"Hall": 1}), open_evenement("autre-journee", ateliers={"École": 1})
    with pytest.raises(ValidationError, match="n'est plus proposé"):
        register(evenement, "Ines", atelier(other, "École"))


def test_someone_at_the_door_comes_in_past_seats_and_dates(db, alice, yann):
    evenement = open_evenement(dans=0, places=1, inscription_au=timezone.now() - datetime.timedelta(days=1))
    door = DemandeInscription(nom="Nour", est_sur_place=True)
    with pytest.raises(Refus):
        register_inscription(evenement=evenement, demande=door, by=PUBLIC)
    with pytest.raises(Refus):
        register_inscription(evenement=evenement, demande=door, by=yann)

    first = register_inscription(evenement=evenement, demande=door, by=alice)
    second = register_inscription(evenement=evenement, demande=door, by=alice)
    assert first != second  # without an address, nothing says that it is the same person
    assert [(each.statut, each.est_sur_place) for each in (first, second)] == [("confirmee", True)] * 2


def test_many_at_once_by_the_same_rules(db, alice):
    evenement = open_evenement(places=200, ateliers={"Hall": 50, "École": 300})
    hall, ecole = atelier(evenement, "Hall"), atelier(evenement, "École")
    people = [demande(f"Personne{n}", hall if n % 2 else ecole) for n in range(250)]

    found = record_inscriptions(evenement=evenement, demandes=people, by=alice)

    assert [each.statut for each in found] == ["confirmee"] * 200 + ["attente"] * 50
    assert ChoixAtelier.objects.filter(sequence=hall, statut="confirmee").count() == 50
    assert ChoixAtelier.objects.filter(sequence=ecole, statut="confirmee").count() == 100
    assert len(mail.outbox) == 250
    assert EntreeJournal.objects.filter(evenement="reseau.inscription.creees", nombre=250).count() == 1


def test_bulk_makes_as_many_queries_for_three_as_for_sixty(db, alice, settings, django_assert_max_num_queries):
    """Besides one task a mail, which goes nowhere here."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}
    evenement = open_evenement(places=50, ateliers={"Hall": 5})
    hall = atelier(evenement, "Hall")
    people = [demande(f"Personne{n}", hall, besoin="Un fauteuil", contribution="Un mot") for n in range(64)]
    record_inscriptions(evenement=evenement, demandes=people[:1], by=alice)
    chiffrement._uncommitted.clear()  # as once the first registration is committed: its secret is kept in memory
    index_courriel("x@exemple.fr")
    for few in (people[1:4], people[4:]):
        with django_assert_max_num_queries(30):  # SQLite inserts sixty rows in two goes
            record_inscriptions(evenement=evenement, demandes=few, by=alice)


def test_bulk_is_whole_or_nothing_and_names_the_row(db, alice, samira):
    evenement = open_evenement(ateliers={"Hall": 5, "École": 5})
    wrong = demande("Omar", atelier(evenement, "Hall"), atelier(evenement, "École"))
    with pytest.raises(ValidationError) as error:
        record_inscriptions(
            evenement=evenement, demandes=[demande("Ines"), wrong, demande("Lea", courriel="x")], by=alice
        )
    assert [message.split(" : ")[0] for message in error.value.messages] == ["Ligne 2", "Ligne 3"]
    assert Inscription.objects.count() == 0
    with pytest.raises(Refus):
        record_inscriptions(evenement=evenement, demandes=[demande("Ines")], by=samira)


def test_bulk_counts_an_address_once(db, alice):
    evenement = open_evenement(places=5)
    known = register(evenement, "Ines")
    found = record_inscriptions(
        evenement=evenement, demandes=[demande("Ines"), demande("Omar"), demande("OMAR")], by=alice
    )
    assert found[0] == known
    assert found[1] == found[2]
    assert Inscription.objects.count() == 2


def test_too_late_to_change_or_to_cancel(db):
    evenement = open_evenement()
    ines = register(evenement, "Ines")
    during = timezone.now() + datetime.timedelta(days=20, hours=23)
    Evenement.objects.filter(pk=evenement.pk).update(heure_fin=None)
    with pytest.raises(ValidationError, match="a commencé"):
        change_inscription(inscription=ines, nom="Inès", by=PUBLIC, now=during)
    with pytest.raises(ValidationError, match="a eu lieu"):
        cancel_inscription(inscription=ines, by=PUBLIC, now=during + datetime.timedelta(days=2))
    assert state(ines) == "confirmee"
