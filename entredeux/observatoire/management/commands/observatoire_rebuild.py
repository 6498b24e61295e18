"""`entredeux observatoire rebuild`: the facts of every month taken, made again from the records that still exist."""

from argparse import ArgumentParser
from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from entredeux.observatoire.entrepot import MOTEURS
from entredeux.observatoire.management.refus import refusals_as_sentences
from entredeux.observatoire.reconstruction import PERDU, RAISONS, rebuild_facts


class Command(BaseCommand):
    help = "Refait les faits et les cubes d'après les fiches : les mêmes fiches donnent les mêmes octets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--engine", choices=MOTEURS, default="duckdb", help="qui calcule les cubes")

    def handle(self, *args: object, **options: object) -> None:
        with refusals_as_sentences():
            found = rebuild_facts(engine=str(options["engine"]))
        counts = Counter(one.resultat for one in found)
        for result, reason in RAISONS.items():
            if counts[result]:
                self.stdout.write(f"{counts[result]} mois : {reason}.")
        if not found:
            self.stdout.write("Aucun mois n'est arrêté : rien à refaire.")
        if counts[PERDU]:
            raise CommandError("Restaurez ces fichiers depuis une sauvegarde de l'entrepôt.")
