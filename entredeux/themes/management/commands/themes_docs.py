from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from entredeux.themes.documentation import rewrite


class Command(BaseCommand):
    help = "Réécrit les tableaux de docs/themes.md d'après les thèmes et les vocabulaires livrés."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", nargs="?", type=Path, default=Path("docs/themes.md"))

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["fichier"]
        if not path.is_file():
            raise CommandError(f"« {path} » n'existe pas : lancez la commande depuis la racine du dépôt.", returncode=2)
        before = path.read_text(encoding="utf-8")
        after = rewrite(before)
        path.write_text(after, encoding="utf-8")
        self.stdout.write(f"{path} : {'tableaux réécrits' if after != before else 'déjà à jour'}.")
