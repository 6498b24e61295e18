from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from entredeux.themes.fichiers import pack_folders, read_packs, read_vocabularies


class Command(BaseCommand):
    help = "Relit les thèmes (ou ceux d'un dossier) : une ligne « fichier:ligne: raison » par erreur, sortie 1."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dossier", nargs="?", type=Path, help="par défaut : les thèmes livrés et ENTREDEUX_THEMES")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["dossier"]
        if folder and not folder.is_dir():
            raise CommandError(f"« {folder} » n'est pas un dossier.", returncode=2)
        packs, errors = read_packs([folder] if folder else pack_folders())
        if not folder:
            errors = [*read_vocabularies()[1], *errors]
        for error in errors:
            self.stdout.write(str(error))
        if errors:
            raise SystemExit(1)
        if not packs:
            raise CommandError("Aucun thème trouvé : les fichiers attendus finissent par .yaml.")
        self.stdout.write(f"{len(packs)} thèmes lus sans erreur : {', '.join(packs)}.")
