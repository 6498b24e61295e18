import pytest

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.terrain import actions
from entredeux.terrain.models import Mission, Presence
from entredeux.territoires.models import Lieu


@pytest.fixture
def hall(structure: Structure) -> Lieu:
    return Lieu.objects.create(structure=structure, nom="Hall B, rue Racine", type_lieu="hall")


@pytest.fixture
def square(structure: Structure) -> Lieu:
    return Lieu.objects.create(structure=structure, nom="Square Verlaine", type_lieu="parc_square")


@pytest.fixture
def hall_de_nadia(autre_structure: Structure) -> Lieu:
    return Lieu.objects.create(structure=autre_structure, nom="Hall 4, montée Neyret", type_lieu="hall")


@pytest.fixture
def mission(claire: Acteur, hall: Lieu, square: Lieu) -> Mission:
    return actions.create_mission(
        nom="Tournée du soir, Grande Résidence",
        forme="tournee",
        domaine="habitat",
        lieux=[hall, square],
        themes=["hall"],
        by=claire,
    )


@pytest.fixture
def tournee(mission: Mission, samira: Acteur, karim: Acteur) -> Presence:
    return actions.start_presence(mission=mission, equipe=[karim.compte], by=samira)
