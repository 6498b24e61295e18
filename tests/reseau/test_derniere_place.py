"""Many people want the last seat at the same instant: exactly one gets it, on both engines."""

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions import cancel_inscription, register_inscription
from entredeux.reseau.installation import ensure_reseau
from entredeux.reseau.models import ChoixAtelier, Evenement, Inscription
from tests.reseau.journee import atelier, demande, open_evenement

PUBLIC = Acteur.public()


@pytest.fixture
def evenement(transactional_db) -> Evenement:
    ensure_reseau()  # an earlier transactional test may have emptied the tree
    return open_evenement(places=2, ateliers={"Hall": 1})


def together(acts: list[Callable[[], object]]) -> None:
    """Runs them at once, each on a connection of its own; an error of one fails the test."""
    start, errors = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def register(evenement: Evenement, qui: str) -> Callable[[], Inscription]:
    hall = atelier(evenement, "Hall")
    return lambda: register_inscription(evenement=evenement, demande=demande(qui, hall), by=PUBLIC)


def statuts(evenement: Evenement) -> Counter[str]:
    return Counter(evenement.inscriptions.values_list("statut", flat=True))


def test_two_for_the_last_seat(evenement):
    register(evenement, "Ines")()
    together([register(evenement, "Omar"), register(evenement, "Lea")])

    assert statuts(evenement) == {"confirmee": 2, "attente": 1}
    assert ChoixAtelier.objects.filter(statut="confirmee").count() == 1


def test_eight_for_two_seats_and_one_workshop_seat(evenement):
    together([register(evenement, f"Personne{n}") for n in range(8)])
    assert statuts(evenement) == {"confirmee": 2, "attente": 6}
    assert Counter(ChoixAtelier.objects.values_list("statut", flat=True)) == {"confirmee": 1, "attente": 7}


def test_same_person_four_times_at_once_is_registered_once(evenement):
    together([register(evenement, "Ines")] * 4)
    assert statuts(evenement) == {"confirmee": 1}


def test_two_cancel_while_two_wait(evenement):
    first, second = (register(evenement, qui)() for qui in ("Ines", "Omar"))
    for qui in ("Lea", "Nour", "Paul"):
        register(evenement, qui)()
    together([partial(cancel_inscription, inscription=each, by=PUBLIC) for each in (first, second)])
    assert statuts(evenement) == {"confirmee": 2, "attente": 1, "annulee": 2}
