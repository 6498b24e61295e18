"""The product's own commands, run as processes, for what cannot be seen from inside one."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection

RACINE = Path(__file__).resolve().parents[2]


class Serveur:
    """The product's own command, in its own process, on its own SQLite file."""

    def __init__(self, dossier: Path) -> None:
        self.environment = os.environ | {
            "PYTHONPATH": str(RACINE),
            "DJANGO_SETTINGS_MODULE": "entredeux.config.settings",
            "ENTREDEUX_DOSSIER": str(dossier),
            "ENTREDEUX_BASE": f"sqlite:///{dossier}/base.sqlite3",
            "ENTREDEUX_JOURNALISATION": "INFO",
        }

    def start(self, *words: str) -> subprocess.Popen:
        command = [sys.executable, str(RACINE / "manage.py"), *words]
        return subprocess.Popen(
            command, env=self.environment, cwd=RACINE, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    def run(self, *words: str) -> str:
        process = self.start(*words)
        text, _ = process.communicate(timeout=120)
        assert process.returncode == 0, text
        return text


def wait_for(condition: Callable[[], bool], seconds: float = 40) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "attente trop longue"
        time.sleep(0.1)


def prepare_database(server: Serveur, dossier: Path) -> None:
    """A migrated SQLite file: the test database's own tables when it is SQLite, which spares a minute."""
    if connection.vendor == "sqlite":
        connection.cursor().execute(f"VACUUM INTO '{dossier}/base.sqlite3'")
    else:
        server.run("migrate", "-v", "0")
