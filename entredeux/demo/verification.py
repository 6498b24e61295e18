"""What `entredeux demo --check` proves of the demonstration it has just built."""

from collections.abc import Callable
from io import StringIO

from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from entredeux.cadre.models import Compte
from entredeux.demo.distribution import DISTRIBUTION, MOT_DE_PASSE, Personne
from entredeux.terrain.models import Dysfonctionnement, Intervention, Passage, Presence

# Role -> a page it must open.
PAGES = {
    "mediation": "terrain:accueil",
    "coordination": "terrain:aujourdhui",
    "direction": "terrain:aujourdhui",
    "administration": "cadre:comptes",
    "financeur": "observatoire:explorer",
    "animation": "accueil",
    "redaction": "accueil",
    "adherent": "accueil",
}


def verify(say: Callable[[str], None]) -> None:
    """Raises CommandError at the first thing that is not so."""
    _expect("interventions", Intervention.objects.count(), 8_000, 13_000)
    _expect("présences", Presence.objects.count(), 900, 2_000)
    _expect("passages faits", Passage.objects.filter(est_visite=True).count(), 2_000, 9_000)
    _expect("dysfonctionnements", Dysfonctionnement.objects.count(), 40, 40)
    unlocated = Intervention.objects.filter(qpv="").count()
    _expect("interventions hors quartier", unlocated, 0, Intervention.objects.count() // 20)
    call_command("check_journal", stdout=StringIO())
    for personne in DISTRIBUTION:
        _open_home(personne)
    say("Vérifié : volumes, journal, une page par compte.")


def _expect(what: str, count: int, least: int, most: int) -> None:
    if not least <= count <= most:
        raise CommandError(f"{what} : {count}, attendu entre {least} et {most}.")


def _open_home(personne: Personne) -> None:
    compte = Compte.objects.get(email=personne.email)
    if not compte.check_password(MOT_DE_PASSE):
        raise CommandError(f"{personne.prenom} n'ouvre pas avec le mot de passe imprimé.")
    client = Client(headers={"host": "localhost"})
    client.force_login(compte)
    answer = client.get(reverse(PAGES[personne.role]))
    if answer.status_code != 200:
        raise CommandError(f"{personne.prenom} reçoit {answer.status_code} sur sa page.")
