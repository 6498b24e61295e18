from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from entredeux.cadre.tetes import write_heads


class Command(BaseCommand):
    help = "Écrit les têtes signées de toutes les chaînes, à garder ailleurs que sur ce serveur"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="fichier à écrire")

    def handle(self, *args: object, **options: Path) -> None:
        try:
            count = write_heads(options["out"])
        except OSError as error:
            raise CommandError(f"Impossible d'écrire {options['out']} : {error.strerror}.") from None
        self.stdout.write(f"{count} chaîne(s) : têtes signées écrites dans {options['out']}.")
