"""A year after the last access ended, an account says nobody; what it wrote keeps an author, « Personne partie »."""

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from entredeux.cadre.horloges import next_date
from entredeux.cadre.models import Adhesion, Compte, EntreeJournal
from entredeux.cadre.oubli_comptes import CONSERVATION, PARTIE, forget_comptes
from entredeux.reseau.models import FicheEpinglee, MembreCollectif
from entredeux.terrain.actions import create_mission
from tests.conftest import join

PARTI = date(2026, 3, 5)


def leave(acteur, le=PARTI):
    Adhesion.objects.filter(compte=acteur.compte).update(depuis=date(2024, 1, 1), jusqua=le)
    EmailAddress.objects.create(user=acteur.compte, email=acteur.compte.email, verified=True, primary=True)
    Authenticator.objects.create(user=acteur.compte, type="totp", data={})


def test_account_is_whole_until_its_day_and_nobody_after(claire):
    mission = create_mission(nom="Soir", forme="tournee", domaine="habitat", lieux=[], by=claire)
    leave(claire)
    assert next_date(claire.compte) == PARTI + CONSERVATION

    assert forget_comptes(PARTI + CONSERVATION) == {"comptes": 0}
    assert Compte.objects.get(pk=claire.compte.pk).nom == "Claire"

    assert forget_comptes(PARTI + CONSERVATION + timedelta(days=1)) == {"comptes": 1}
    assert forget_comptes(PARTI + CONSERVATION + timedelta(days=2)) == {"comptes": 0}

    gone = Compte.objects.get(pk=claire.compte.pk)
    assert (gone.nom, gone.is_active, gone.last_login) == (PARTIE, False, None)
    assert gone.email == f"{gone.pk}@oublie.invalid"
    assert not gone.has_usable_password()
    assert not EmailAddress.objects.exists()
    assert not Authenticator.objects.exists()
    mission.refresh_from_db()
    assert str(mission.cree_par) == PARTIE
    assert not Client().login(email="claire@exemple.fr", password="un mot de passe long")
    assert next_date(gone) is None
    assert EntreeJournal.objects.filter(structure=claire.structure.pk, evenement="cadre.compte.oublie").count() == 1


def test_account_with_another_access_still_open_stays(claire, autre_structure):
    leave(claire)
    Adhesion.objects.create(compte=claire.compte, structure=autre_structure, role="coordination", depuis=PARTI)

    assert next_date(claire.compte) is None
    assert forget_comptes(PARTI + timedelta(days=4000)) == {"comptes": 0}


def test_account_that_never_had_an_access_is_forgotten_too(db):
    Compte.objects.create_user("perdu@exemple.fr", None, nom="Perdu")

    assert forget_comptes(timezone.localdate() + CONSERVATION) == {"comptes": 0}
    assert forget_comptes(timezone.localdate() + CONSERVATION + timedelta(days=1)) == {"comptes": 1}


def test_places_in_circles_go_with_the_account(samira, alice):
    from entredeux.reseau import actions

    collectif = actions.create_collectif(nom="Artois", animation=samira.compte, by=alice)
    nina = join("Nina", "adherent", None)
    actions.add_membre(collectif=collectif, compte=nina.compte, by=samira)
    leave(nina)

    forget_comptes(PARTI + CONSERVATION + timedelta(days=1))

    assert [membre.compte.nom for membre in MembreCollectif.objects.all()] == ["Samira"]
    assert not FicheEpinglee.objects.exists()
