"""Queries of each list with 1 row and with 300: the same number, or the bench fails.

In a database of its own, filled by calling the actions; pages asked for through Django's test client.
"""

import os
import sys
import tempfile
from datetime import timedelta

from bench import atelier

LIGNES = 300


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ENTREDEUX_DOSSIER_TESTS": folder, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        sys.path.insert(0, str(atelier.RACINE))
        import django

        django.setup()
        one, many = count_twice()
    figures: dict[str, object] = {}
    for name in one:
        figures |= {f"liste_{name}_1_requetes": one[name], f"liste_{name}_{LIGNES}_requetes": many[name]}
    growing = [name for name in one if one[name] != many[name]]
    if growing:
        print(" ".join(f"{name}={value}" for name, value in figures.items()))
        raise SystemExit(f"Ces listes font plus de requêtes quand elles s'allongent : {', '.join(growing)}")
    atelier.report(figures)


def count_twice() -> tuple[dict[str, int], dict[str, int]]:
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("import_vocabulaires", verbosity=0)
    town = Ville()
    town.grow(1)
    one = count(town)
    town.grow(LIGNES - 1)
    return one, count(town)


class Ville:
    """A structure with its people; `grow` adds rows of every kind that a page lists."""

    def __init__(self) -> None:
        from entredeux.cadre.acteur import Acteur
        from entredeux.cadre.actions.comptes import create_structure, open_adhesion, open_compte

        self.systeme = Acteur.systeme()
        self.structure = create_structure(nom="Banc d'essai", nature="association", by=self.systeme)
        self.numero = 0

        def member(prenom: str, role: str) -> Acteur:
            compte = open_compte(
                email=f"{prenom}@banc.example", nom=prenom, mot_de_passe="banc-d-essai-2026", by=self.systeme
            )
            return Acteur.of(open_adhesion(compte=compte, structure=self.structure, role=role, by=self.systeme))

        self.member = member
        self.samira, self.claire = member("samira", "mediation"), member("claire", "coordination")
        self.helene = member("helene", "direction")

    def grow(self, number: int) -> None:
        from django.utils import timezone

        from entredeux.partenaires.actions import create_partenaire
        from entredeux.terrain import actions
        from entredeux.terrain.queries.coordination import today_of
        from entredeux.terrain.saisie import SaisieIntervention, SaisiePublic
        from entredeux.territoires.actions import create_lieu

        today, now = today_of(self.claire), timezone.now()
        acts = []
        for _ in range(number):
            self.numero += 1
            rank = self.numero
            lieu = create_lieu(nom=f"Hall {rank}", type_lieu="hall", by=self.claire)
            mission = actions.create_mission(
                nom=f"Mission {rank}", forme="tournee", domaine="habitat", lieux=[lieu], by=self.claire
            )
            person = self.member(f"mediatrice{rank}", "mediation")
            presence = actions.start_presence(mission=mission, debut_le=now - timedelta(minutes=5), by=person)
            actions.record_rien_a_signaler(presence=presence, lieu=lieu, by=person)
            create_partenaire(nom=f"Service {rank}", genre="ville", courriel=f"s{rank}@ville.example", by=self.claire)
            actions.record_dysfonctionnement(lieu=lieu, categorie="eclairage", by=self.samira)
            actions.leave_consigne(texte=f"Consigne {rank}", mission=mission, by=person)
            actions.record_incident(nature="insulte", recit=f"Récit {rank}", mission=mission, by=self.samira)
            acts.append(
                SaisieIntervention(
                    date_service=today,
                    registre="conflits",
                    domaine="habitat",
                    motif="regroupement",
                    lieu_id=lieu.pk,
                    mission_id=mission.pk,
                    presence_id=presence.pk,
                    publics=(SaisiePublic("locataire"), SaisiePublic("habitant", 2)),
                    mediateurs=(person.compte.pk,),
                )
            )
        self.intervention = actions.record_interventions(acts, by=self.samira)[0].intervention


# name -> (who, URL name). Each answers 200 with all the rows of its page.
LISTES = {
    "interventions": ("claire", "terrain:interventions"),
    "aujourdhui": ("claire", "terrain:aujourdhui"),
    "semaine": ("claire", "terrain:semaine"),
    "missions": ("claire", "terrain:missions"),
    "dysfonctionnements": ("claire", "terrain:dysfonctionnements"),
    "incidents": ("claire", "terrain:incidents"),
    "consignes": ("samira", "terrain:consignes"),
    "terrain_accueil": ("samira", "terrain:accueil"),
    "terrain_intervention": ("samira", "terrain:intervention"),
    "terrain_dysfonctionnement": ("samira", "terrain:dysfonctionnement"),
    "ressaisie": ("claire", "terrain:ressaisie"),
    "export": ("claire", "terrain:export"),
    "lieux": ("claire", "territoires:lieux"),
    "comptes": ("helene", "comptes"),
    "journal": ("helene", "journal"),
}


def count(town: Ville) -> dict[str, int]:
    """Queries of each page, its session's own included. A first request is not counted: it fills the caches."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import NoReverseMatch, reverse

    found = {}
    for name, (prenom, address) in LISTES.items():
        try:
            url = reverse(address)
        except NoReverseMatch:
            url = reverse(f"cadre:{address}")
        client = Client()
        client.force_login(getattr(town, prenom).compte)
        ask(client, url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask(client, url)
        found[name] = len(queries)
    return found


def ask(client, url: str) -> None:
    answer = client.get(url, follow=True)
    assert answer.status_code == 200, f"{url} : {answer.status_code}"
    if answer.streaming:
        for _ in answer.streaming_content:
            pass


if __name__ == "__main__":
    main()
