"""What the benches share: a demo base built once, the real server over a copy of it, a client, percentiles.

The base lives in var/bench and is built again when the code or the day changes. Benches that write work on a copy.
"""

import base64
import hashlib
import http.client
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

RACINE = Path(__file__).resolve().parent.parent
DOSSIER = RACINE / "var" / "bench"
MOT_DE_PASSE = "demonstration-2026"
PROCESSUS, FILS = 2, 4


def is_full() -> bool:
    """Without `--complet`, a bench keeps to its quick form (ten minutes for all of them)."""
    return "--complet" in sys.argv


def report(figures: dict[str, object]) -> None:
    """The last line, which `bench.run` reads."""
    print(" ".join(f"{name}={value}" for name, value in figures.items()), flush=True)


def load_average() -> str:
    return f"{os.getloadavg()[0]:.1f}"


# --- the base


def environment(dossier: Path, port: int = 8000, base: str = "") -> dict[str, str]:
    """A demo installation in this folder, on SQLite or `base`; nothing of the developer's own settings reaches it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ENTREDEUX_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "entredeux.config.settings",
        "PYTHONPATH": str(RACINE),
        "PYTHONUNBUFFERED": "1",
        "ENTREDEUX_INSTANCE": "demo",
        "ENTREDEUX_SECRET": "secret-des-bancs-d-essai-" * 3,
        "ENTREDEUX_CLE_MAITRE": base64.b64encode(hashlib.sha256(b"bancs d'essai").digest()).decode(),
        "ENTREDEUX_DOSSIER": str(dossier),
        "ENTREDEUX_BASE": base or f"sqlite:///{dossier / 'entredeux.sqlite3'}",
        "ENTREDEUX_ADRESSE": f"http://127.0.0.1:{port}",
    }


def run(dossier: Path, *arguments: str) -> str:
    """`entredeux ...` on that base; stops the bench with what the command said if it fails."""
    command = [sys.executable, "-m", "entredeux.config.cli", *arguments]
    done = subprocess.run(command, cwd=dossier, env=environment(dossier), capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"entredeux {' '.join(arguments)} a échoué :\n{done.stdout}{done.stderr}")
    return done.stdout


def fingerprint() -> str:
    """Changes with the code, its data and the day: the demo's year ends yesterday."""
    digest = hashlib.sha256(date.today().isoformat().encode())
    for path in sorted((RACINE / "entredeux").rglob("*")):
        if path.is_file() and path.suffix in {".py", ".yaml", ".gz", ".html"}:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def base() -> Path:
    """The built demo, to read only."""
    dossier, seen = DOSSIER / "base", fingerprint()
    mark = dossier / "empreinte"
    if not (mark.is_file() and mark.read_text() == seen):
        build(dossier)
    return dossier


@dataclass
class Construction:
    """Seconds since the start at each line the command said, and what the whole cost."""

    etapes: list[tuple[str, float, float]] = field(default_factory=list)
    secondes: float = 0
    processeur: float = 0
    memoire_mo: float = 0


def build(dossier: Path) -> Construction:
    """`entredeux demo` in an empty folder, timed line by line (wall and processor)."""
    seen = fingerprint()
    shutil.rmtree(dossier, ignore_errors=True)
    dossier.mkdir(parents=True)
    made, start = Construction(), time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(
        [sys.executable, "-m", "entredeux.config.cli", "demo"],
        cwd=dossier,
        env=environment(dossier),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        made.etapes.append((line.strip(), time.perf_counter() - start, cpu_seconds(process.pid)))
    if process.wait():
        raise SystemExit("entredeux demo a échoué : voir ci-dessus.")
    made.secondes = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    made.processeur = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    made.memoire_mo = after.ru_maxrss / 1024
    run(dossier, "collectstatic", "--noinput", "-v0")
    (dossier / "empreinte").write_text(seen)
    return made


@contextmanager
def copy_of_base(name: str) -> Iterator[Path]:
    """A copy to write in; SQLite is closed when it is copied, and the copy goes at the end."""
    dossier = DOSSIER / name
    shutil.rmtree(dossier, ignore_errors=True)
    shutil.copytree(base(), dossier)
    try:
        yield dossier
    finally:
        shutil.rmtree(dossier, ignore_errors=True)


# --- the server


@dataclass(frozen=True)
class Serveur:
    port: int
    pid: int

    def workers(self) -> list[int]:
        """The processes under gunicorn's own."""
        found = []
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(status.read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
            if parent == self.pid:
                found.append(int(status.parent.name))
        return sorted(found)

    def cpu(self) -> float:
        return sum(cpu_seconds(pid) for pid in self.workers())


@contextmanager
def serve(dossier: Path, base: str = "", porte: str = "/sante") -> Iterator[Serveur]:
    """gunicorn as `entredeux serve` starts it: 2 processes of 4 threads, same configuration, logs included."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "python:entredeux.config.serveur"]
    command += ["--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    command += ["--workers", str(PROCESSUS), "--threads", str(FILS)]
    with (dossier / "serveur.log").open("w") as log:
        process = subprocess.Popen(command, cwd=dossier, env=environment(dossier, port, base), stdout=log, stderr=log)
        try:
            wait_until_open(port, process, porte)
            yield Serveur(port, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_open(port: int, process: subprocess.Popen, porte: str) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        try:
            if Client(port).get(porte).statut == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("Le serveur n'a pas démarré.")


def cpu_seconds(pid: int) -> float:
    """User and system seconds of a process so far; 0 when it has gone."""
    try:
        columns = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(columns[11]) + int(columns[12])) / os.sysconf("SC_CLK_TCK")


# --- the client


@dataclass(frozen=True)
class Reponse:
    statut: int
    texte: str
    lieu: str


class Client:
    """One kept-alive connection with its cookies. Not shared between threads: `twin` gives another of the same."""

    def __init__(self, port: int, temoins: dict[str, str] | None = None) -> None:
        self.port = port
        self.temoins = dict(temoins or {})
        self.connexion = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def twin(self) -> "Client":
        return Client(self.port, self.temoins)

    def get(self, path: str) -> Reponse:
        return self._send("GET", path, None)

    def post(self, path: str, data: list[tuple[str, str]]) -> Reponse:
        return self._send("POST", path, urlencode(data))

    def _send(self, method: str, path: str, body: str | None) -> Reponse:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.temoins.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connexion.request(method, path, body, headers)
            answer = self.connexion.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # The server closed a connection left idle: a browser opens another one too.
            self.connexion.close()
            self.connexion.request(method, path, body, headers)
            answer = self.connexion.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.temoins[name] = value
        return Reponse(answer.status, text, answer.headers.get("Location", ""))


def log_in(port: int, prenom: str) -> Client:
    client = Client(port)
    form = fields_of(client.get("/compte/connexion/").texte, "password")
    wanted = {"login": f"{prenom}@demo.example", "password": MOT_DE_PASSE}
    answer = client.post("/compte/connexion/", [*((n, v) for n, v in form if n not in wanted), *wanted.items()])
    if answer.statut != 302:
        raise SystemExit(f"{prenom} n'a pas pu se connecter ({answer.statut}).")
    return client


class _Formulaires(HTMLParser):
    """The forms of a page, each as the (name, value) a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.formulaires: list[list[tuple[str, str]]] = []
        self.noms: list[set[str]] = []
        self.obligatoires: list[dict[str, str]] = []
        self._select, self._est_obligatoire = "", False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.formulaires.append([])
            self.noms.append(set())
            self.obligatoires.append({})
        elif not self.formulaires:
            return
        elif tag == "option" and self._select:
            if "selected" in given:
                self.formulaires[-1].append((self._select, value))
            elif self._est_obligatoire and value:
                self.obligatoires[-1].setdefault(self._select, value)
        elif tag in {"input", "textarea", "select"} and name:
            self.noms[-1].add(name)
            self._select, self._est_obligatoire = (name if tag == "select" else ""), "required" in given
            if "required" in given and given.get("type") == "radio":
                self.obligatoires[-1].setdefault(name, value)
            if tag == "input" and (given.get("type") not in {"checkbox", "radio"} or "checked" in given):
                self.formulaires[-1].append((name, value))


def fields_of(page: str, having: str) -> list[tuple[str, str]]:
    """What the form that has a field of this name would send untouched."""
    parser = _Formulaires()
    parser.feed(page)
    for sent, names in zip(parser.formulaires, parser.noms, strict=True):
        if having in names:
            return sent
    raise SystemExit(f"Aucun formulaire de cette page n'a de champ « {having} ».")


def complete(page: str, having: str) -> list[tuple[str, str]]:
    """The same, and the first choice of each question that must be answered and has no answer yet."""
    sent = fields_of(page, having)
    parser = _Formulaires()
    parser.feed(page)
    asked = next(wanted for names, wanted in zip(parser.noms, parser.obligatoires, strict=True) if having in names)
    answered = {name for name, _ in sent}
    return sent + [(name, value) for name, value in asked.items() if name not in answered]


# --- measures


@dataclass(frozen=True)
class Mesure:
    """Milliseconds; `processeur` is what the server's processes spent for one request, whatever else ran."""

    p50: float
    p95: float
    processeur: float


def measure(serveur: Serveur, clients: list[Client], number: int, request) -> Mesure:
    """`number` requests shared among the clients, each waiting for its answer. `request(client)` raises if it is wrong.

    A first round is not counted: each process reads its templates and its vocabularies once.
    """
    for client in clients * (4 if len(clients) == 1 else 1):
        request(client)
    before = serveur.cpu()
    with ThreadPoolExecutor(len(clients)) as pool:
        times = [t for some in pool.map(lambda c: _repeat(request, c, number // len(clients)), clients) for t in some]
    spent = (serveur.cpu() - before) / len(times)
    return Mesure(statistics.median(times), statistics.quantiles(times, n=20)[-1], spent * 1000)


def _repeat(request, client: Client, number: int) -> list[float]:
    times = []
    for _ in range(number):
        start = time.perf_counter()
        request(client)
        times.append((time.perf_counter() - start) * 1000)
    return times
