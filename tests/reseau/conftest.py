import pytest
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions import import_programme
from entredeux.reseau.programme import load_programme


@pytest.fixture
def vrai_programme(db, settings) -> None:
    """The real programme of 2019 to 2024, names included."""
    settings.RESEAU_MONTRE_NOMS = True
    import_programme(load_programme(), by=Acteur.systeme())


@pytest.fixture
def aujourdhui(monkeypatch):
    """`aujourdhui("2024-12-01")`: what day it is, for what is past and what comes."""

    def set_day(day: str) -> None:
        now = timezone.datetime.fromisoformat(f"{day}T12:00:00+01:00")
        monkeypatch.setattr(timezone, "now", lambda: now)

    return set_day
