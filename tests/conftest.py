"""The named cast and the guards of the whole suite.

Samira, Karim, Claire and Hélène work for Passerelle Lens-Liévin; Nadia works for another structure; Paul
funds. All of them, and both structures, are fictional.
"""

import datetime
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TestCase, TransactionTestCase
from pytest_django import DjangoDbBlocker

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import forget_cached_secrets
from entredeux.cadre.enums import NatureStructure, Role
from entredeux.cadre.models import Adhesion, Compte, Structure
from entredeux.socle.triggers import lift_triggers_for_tests
from entredeux.themes.queries import terms


@pytest.fixture(autouse=True)
def _no_secret_of_another_test() -> Iterator[None]:
    """Each test's database holds its own instance secrets, and nobody has failed to log in yet."""
    forget_cached_secrets()
    cache.clear()
    yield
    forget_cached_secrets()


@pytest.fixture(autouse=True, scope="session")
def _flush_empties_guarded_tables() -> Iterator[None]:
    """A transactional test ends with every table emptied, which our triggers refuse; post_migrate reinstalls them."""
    flush = TransactionTestCase._fixture_teardown

    def lift_then_flush(self: TransactionTestCase) -> None:
        if not isinstance(self, TestCase):
            lift_triggers_for_tests()
        flush(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lift_then_flush)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Terms are read once per process: read here, so that no test's count of queries depends on its rank."""
    with django_db_blocker.unblock():
        terms("registres", datetime.date.today())


@pytest.fixture
def structure(db: None) -> Structure:
    return Structure.objects.create(
        nom="Passerelle Lens-Liévin", nature=NatureStructure.ASSOCIATION, est_synthetique=True
    )


@pytest.fixture
def autre_structure(db: None) -> Structure:
    return Structure.objects.create(nom="Traboule Médiation", nature=NatureStructure.ASSOCIATION, est_synthetique=True)


def join(prenom: str, role: Role, structure: Structure | None, region: str = "") -> Acteur:
    compte = Compte.objects.create_user(f"{prenom.lower()}@exemple.fr", "un mot de passe long", nom=prenom)
    return Acteur.of(Adhesion.objects.create(compte=compte, structure=structure, role=role, region=region))


@pytest.fixture
def samira(structure: Structure) -> Acteur:
    return join("Samira", Role.MEDIATION, structure)


@pytest.fixture
def karim(structure: Structure) -> Acteur:
    return join("Karim", Role.MEDIATION, structure)


@pytest.fixture
def claire(structure: Structure) -> Acteur:
    return join("Claire", Role.COORDINATION, structure)


@pytest.fixture
def helene(structure: Structure) -> Acteur:
    return join("Helene", Role.DIRECTION, structure)


@pytest.fixture
def paul(structure: Structure) -> Acteur:
    return join("Paul", Role.FINANCEUR, structure)


@pytest.fixture
def nadia(autre_structure: Structure) -> Acteur:
    return join("Nadia", Role.MEDIATION, autre_structure)


@pytest.fixture
def alice(db: None) -> Acteur:
    """Leads the network."""
    return join("Alice", Role.ANIMATION, None)


@pytest.fixture
def rose(db: None) -> Acteur:
    """Writes the network's pages of Hauts-de-France (region 32), and no other's."""
    return join("Rose", Role.REDACTION, None, region="32")


@pytest.fixture
def yann(db: None) -> Acteur:
    """A member of the network, in no structure."""
    return join("Yann", Role.ADHERENT, None)


@pytest.fixture
def distribution(
    samira: Acteur, karim: Acteur, claire: Acteur, helene: Acteur, paul: Acteur, nadia: Acteur
) -> SimpleNamespace:
    """Everyone at once."""
    return SimpleNamespace(samira=samira, karim=karim, claire=claire, helene=helene, paul=paul, nadia=nadia)


@pytest.fixture
def requires_sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("propre à SQLite")
