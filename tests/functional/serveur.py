"""The product as it runs: its own process, its own SQLite file, built static files, a free port.

The tests' process never shares its database nor its settings with it: what a browser sees is what people will see.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

RACINE = Path(__file__).resolve().parents[2]
ATTENTE = 60


@dataclass(frozen=True)
class Produit:
    adresse: str
    dossier: Path


def environment(dossier: Path, port: int = 0) -> dict[str, str]:
    """A demo installation in this folder; nothing of the developer's own settings reaches it."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ENTREDEUX_") or name == "ENTREDEUX_IMAGES"
    }
    return kept | {
        "DJANGO_SETTINGS_MODULE": "entredeux.config.settings",
        "PYTHONPATH": str(RACINE),
        "PYTHONWARNINGS": "default",
        "ENTREDEUX_INSTANCE": "demo",
        "ENTREDEUX_SECRET": "secret-des-essais-de-navigateur-" * 2,
        "ENTREDEUX_CLE_MAITRE": "Y2xlIG1haXRyZSBkZXMgdGVzdHMsIDMyIG9jdGV0cyE=",
        "ENTREDEUX_DOSSIER": str(dossier),
        "ENTREDEUX_ADRESSE": f"http://127.0.0.1:{port}",
        "ENTREDEUX_JOURNALISATION": "WARNING",
    }


def prepare_base(dossier: Path) -> None:
    """Migrations, static files and a small demonstration: what every browser test finds. Runs once per session."""
    dossier.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.functional.distribution"]
    done = subprocess.run(command, cwd=dossier, env=environment(dossier), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"La base des essais de navigateur n'a pas pu être préparée :\n{done.stdout}{done.stderr}")


def prepare_once(partage: Path, dossier: Path) -> None:
    """With several test processes the first one prepares, the others copy; SQLite is closed when it is copied."""
    try:
        partage.mkdir(parents=True)
    except FileExistsError:
        wait_until(lambda: (partage / "pret").exists() or (partage / "echec").exists(), 600)
        if (partage / "echec").exists():
            raise RuntimeError("La base des essais de navigateur n'a pas pu être préparée par un autre processus.")
    else:
        try:
            prepare_base(partage / "base")
        except BaseException:
            (partage / "echec").touch()
            raise
        (partage / "pret").touch()
    shutil.copytree(partage / "base", dossier)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(dossier: Path, reglages: Mapping[str, str] | None = None):
    """Yields a running server and its folder; stops it at the end, and shows its log if it did not start."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "entredeux.config.wsgi", "--no-control-socket"]
    command += ["--workers", "1", "--threads", "4", "--bind", f"127.0.0.1:{port}"]
    log = dossier / "serveur.log"
    with log.open("w") as output:
        env = environment(dossier, port) | dict(reglages or {})
        process = subprocess.Popen(command, cwd=dossier, env=env, stdout=output, stderr=output)
        try:
            wait_until(lambda: process.poll() is not None or answers(port), ATTENTE)
            if process.poll() is not None or not answers(port):
                raise RuntimeError(f"Le serveur n'a pas démarré :\n{log.read_text()}")
            yield Produit(f"http://127.0.0.1:{port}", dossier)
        finally:
            process.terminate()
            process.wait(timeout=20)


class Relais:
    """A wire between a phone and the product that a test may cut for real: emulated absence of network forgets, now and
    then, a page that reloads."""

    def __init__(self, vers: int) -> None:
        self.vers, self.port = vers, free_port()
        self.porte: socket.socket | None = None
        self.fils: list[socket.socket] = []
        self.muet = False
        self.join()

    @property
    def adresse(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def join(self) -> None:
        self.porte = socket.create_server(("127.0.0.1", self.port))
        Thread(target=self._accept, args=(self.porte,), daemon=True).start()

    def cut(self) -> None:
        """Who comes from now on is refused, who was talking is interrupted."""
        if self.porte is not None:
            _hang_up(self.porte)
            self.porte = None
        while self.fils:
            _hang_up(self.fils.pop())

    def hang(self) -> None:
        """Two bars that lead nowhere: who comes is let in and never answered."""
        self.cut()
        self.muet = True
        self.join()

    def _accept(self, porte: socket.socket) -> None:
        with suppress(OSError):
            while True:
                phone, _ = porte.accept()
                if self.muet:
                    self.fils.append(phone)
                    continue
                server = socket.create_connection(("127.0.0.1", self.vers))
                self.fils += [phone, server]
                for here, there in ((phone, server), (server, phone)):
                    Thread(target=_carry, args=(here, there), daemon=True).start()


def _carry(here: socket.socket, there: socket.socket) -> None:
    with suppress(OSError):
        while said := here.recv(65536):
            there.sendall(said)
    _hang_up(there)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def wait_until(condition, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not condition():
        time.sleep(0.1)
