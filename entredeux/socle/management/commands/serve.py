"""`entredeux serve`: the web server (gunicorn, 2 processes of 4 threads), and the worker beside it when asked.

Nothing is migrated silently: missing migrations stop it with the command to run.
"""

import hashlib
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser, BooleanOptionalAction
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Sert Entre-deux"
    requires_system_checks = "__all__"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--hote", default="127.0.0.1", help="adresse d'écoute")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--processus", type=int, default=2)
        parser.add_argument("--fils", type=int, default=4, help="fils d'exécution par processus")
        parser.add_argument(
            "--avec-worker",
            action=BooleanOptionalAction,
            default=settings.INSTANCE == "demo",
            help="lance aussi les tâches de fond (d'office en démonstration)",
        )

    def handle(self, *args: object, **options: Any) -> None:
        refuse_missing_migrations()
        refuse_taken_port(options["hote"], options["port"])
        if collect_static_if_changed():
            self.stdout.write("Fichiers statiques assemblés.")
        children = [start_gunicorn(options)]
        if options["avec_worker"]:
            children.append(start_worker())
        connection.close()
        wait_until_open(options["hote"], options["port"], children[0])
        self.stdout.write(
            f"Entre-deux est servi sur http://{options['hote']}:{options['port']} "
            f"({options['processus']} processus de {options['fils']} fils"
            f"{', tâches de fond comprises' if options['avec_worker'] else ''}). Ctrl+C pour arrêter."
        )
        self.stdout.flush()
        raise SystemExit(watch(children))


def refuse_missing_migrations() -> None:
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        raise CommandError("La base ne répond pas. Vérifiez ENTREDEUX_BASE et que PostgreSQL tourne.") from None
    if missing:
        raise CommandError(f"{len(missing)} migrations manquent à la base. Lancez d'abord : entredeux migrate")


def refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            raise CommandError(
                f"Le port {port} de {host} est déjà pris ou interdit. Essayez --port {port % 65000 + 1}.",
                returncode=2,
            ) from None


def collect_static_if_changed() -> bool:
    """Assembles the static files when one was added, removed or changed since the last time."""
    seen, mark = _fingerprint_of_static(), Path(settings.STATIC_ROOT) / ".empreinte"
    if mark.is_file() and mark.read_text() == seen:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(seen)
    return True


def _fingerprint_of_static() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            digest.update(f"{path}|{path.stat().st_mtime_ns}|{path.stat().st_size}\n".encode())
    return digest.hexdigest()


def start_gunicorn(options: dict[str, Any]) -> subprocess.Popen:
    host = f"[{options['hote']}]" if ":" in options["hote"] else options["hote"]
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "--config", "python:entredeux.config.serveur"),
            *("--bind", f"{host}:{options['port']}", "--no-control-socket"),
            *("--workers", str(options["processus"]), "--threads", str(options["fils"])),
        ]
    )


def start_worker() -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", "from entredeux.config.cli import main; main()", "worker"])


def wait_until_open(host: str, port: int, server: subprocess.Popen) -> None:
    """The address is only told once it answers; a server that died says why by itself."""
    while server.poll() is None:
        try:
            socket.create_connection((host, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)


def watch(children: list[subprocess.Popen]) -> int:
    """Waits; when one child ends, or on Ctrl+C or SIGTERM, ends the others. Returns the first exit code."""
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _: asked.append(received))
    while not asked and all(child.poll() is None for child in children):
        time.sleep(0.2)
    code = next((child.returncode for child in children if child.returncode), 0)
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child in children:
        try:
            child.wait(timeout=30)
        except subprocess.TimeoutExpired:
            child.kill()
    return 0 if asked else code
