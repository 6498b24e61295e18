from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from entredeux.cadre.sauvegarde import make_backup
from entredeux.socle.copie import CopieImpossible


class Command(BaseCommand):
    help = "Sauvegarde la base, les fichiers et les têtes du journal ; les clés à part"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--vers", type=Path, help="dossier des sauvegardes (d'office : DOSSIER/sauvegardes)")

    def handle(self, *args: object, **options: Path | None) -> None:
        folder = options["vers"] or Path(settings.DOSSIER) / "sauvegardes"
        try:
            made = make_backup(folder)
        except CopieImpossible as error:
            raise CommandError(f"Aucune sauvegarde n'a été faite. {error}") from None
        except OSError as error:
            raise CommandError(f"Aucune sauvegarde n'a été faite : {error.strerror} ({error.filename}).") from None
        size = sum(path.stat().st_size for path in made.iterdir())
        self.stdout.write(f"Sauvegarde écrite dans {made} ({size / 1_000_000:.1f} Mo).")
        self.stdout.write(f"Clés à part, à copier ailleurs : {folder / 'cles' / made.name}.jsonl (35 jours au plus).")
