"""`entredeux demo`: a believable town, built once through the actions, then served with `--serve`."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from entredeux.demo import ville
from entredeux.demo.distribution import DISTRIBUTION, MOT_DE_PASSE


class Command(BaseCommand):
    help = "Construit la démonstration (données synthétiques) ; --serve l'ouvre, --check la construit à part."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--serve", action="store_true", help="ouvre ensuite le site sur 127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--check", action="store_true", help="construit tout dans un dossier jetable et vérifie")
        parser.add_argument("--verifier", action="store_true", help="vérifie la démonstration déjà construite")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            return self._check_apart()
        if settings.INSTANCE not in {"demo", "test"}:
            raise CommandError("La démonstration ne se construit pas ici : ENTREDEUX_INSTANCE n'est pas « demo ».")
        self._build()
        if options["verifier"] or options["serve"]:
            call_command("collectstatic", interactive=False, verbosity=0)  # pages name hashed files
        if options["verifier"]:
            from entredeux.demo.verification import verify

            verify(self.stdout.write)
        self._say_who()
        if options["serve"]:
            call_command("serve", port=options["port"], avec_worker=True)

    def _build(self) -> None:
        start = time.monotonic()
        call_command("migrate", interactive=False, verbosity=0)
        if ville.is_built():
            self.stdout.write("La démonstration est déjà construite.")
            return
        ville.build(self.stdout.write)
        self.stdout.write(f"Démonstration construite en {time.monotonic() - start:.0f} s.")

    def _say_who(self) -> None:
        self.stdout.write(f"\nDonnées synthétiques. Mot de passe de chaque compte : {MOT_DE_PASSE}")
        for personne in DISTRIBUTION:
            self.stdout.write(f"  {personne.email:24} {personne.presentation}")

    def _check_apart(self) -> None:
        """In a folder of its own, removed at the end: the demonstration one may be using is not touched."""
        with tempfile.TemporaryDirectory(prefix="entredeux-demo-") as folder:
            environment = os.environ | {
                "ENTREDEUX_INSTANCE": "demo",
                "ENTREDEUX_DOSSIER": folder,
                "ENTREDEUX_BASE": f"sqlite:///{Path(folder) / 'demo.sqlite3'}",
                "ENTREDEUX_JOURNALISATION": "ERROR",
            }
            command = [sys.executable, "-m", "entredeux.config.cli", "demo", "--verifier"]
            done = subprocess.run(command, env=environment, check=False)
        if done.returncode:
            raise CommandError("La démonstration ne se construit pas : voir ci-dessus.")
