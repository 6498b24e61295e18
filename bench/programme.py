"""The page of a conference of 36 sessions, 3 days, 5 rooms: whole without a script, and its calendar.

    python bench/programme.py [--with-pretalx]

Median of warm requests one at a time, then requests a second at 16 together, on gunicorn's 2 processes and SQLite.
With the option, pretalx is installed from PyPI in its own environment (var/pretalx), holds the same conference, is
served the same way, and the ratio is printed: what a browser must fetch there before it shows a session is the page,
then its data, then a script (counted in bytes only). Its page for readers without a script is measured too.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))  # `python bench/programme.py`, as well as `python -m bench.programme`

from bench import atelier  # noqa: E402
from bench.atelier import Client  # noqa: E402

TAILLE = ("36", "3", "5")
ENSEMBLE = 16
PRETALX = "pretalx==2025.2.2"
DOSSIER_PRETALX = RACINE / "var" / "pretalx"
CONFIG = """[filesystem]
data = {dossier}/data
[site]
debug = False
url = http://127.0.0.1:{port}
secret = {secret}
[database]
backend = sqlite3
name = {dossier}/data/base.sqlite3
"""


@dataclass(frozen=True)
class Vue:
    """Milliseconds at the median, bytes of the answers, views a second at 16 together."""

    p50: float
    octets: int
    par_seconde: float = 0


def main() -> None:
    number = 200 if atelier.is_full() else 60
    page, ics = measure_ours(number)
    if "--with-pretalx" in sys.argv:
        compare(page, ics, number)
    say("charge_machine", atelier.load_average())
    atelier.report(
        {
            "p50_ms": f"{page.p50:.1f}",
            "bytes": page.octets,
            "rps": f"{page.par_seconde:.0f}",
            "ics_p50_ms": f"{ics.p50:.1f}",
        }
    )


def say(name: str, value: object) -> None:
    sys.stdout.write(f"{name}={value}\n")
    sys.stdout.flush()


# --- ours


def measure_ours(number: int) -> tuple[Vue, Vue]:
    with atelier.copy_of_base("programme") as dossier:
        made = subprocess.run(
            [sys.executable, "-m", "bench.conference", *TAILLE],
            cwd=dossier,
            env=atelier.environment(dossier),
            capture_output=True,
            text=True,
        )
        if made.returncode:
            raise SystemExit(f"La conférence n'a pas pu être faite :\n{made.stdout}{made.stderr}")
        address = made.stdout.strip().splitlines()[-1]
        with atelier.serve(dossier) as serveur:
            client = Client(serveur.port)
            page = client.get(address).texte
            check("la page", page.count('<div class="temps"'))
            check("l'agenda", client.get("/evenements/conference-fictive/agenda.ics").texte.count("BEGIN:VEVENT") - 1)
            before = serveur.cpu()
            whole = measure(serveur.port, [address], number, with_rate=True)
            say("processeur_ms_par_page", f"{(serveur.cpu() - before) / (number * 5 + 8) * 1000:.1f}")
            return whole, measure(serveur.port, ["/evenements/conference-fictive/agenda.ics"], number)


def check(what: str, count: int) -> None:
    if count != int(TAILLE[0]):
        raise SystemExit(f"{what} montre {count} séances sur {TAILLE[0]} : la mesure n'aurait pas de sens.")


# --- measures, the same for both


def measure(port: int, addresses: list[str], number: int, *, with_rate: bool = False) -> Vue:
    """A view is all these addresses one after the other; its first ones, which warm each process, do not count."""
    client = Client(port)
    for _ in range(8):
        size = view(client, addresses)
    times = [timed(lambda: view(client, addresses)) for _ in range(number)]
    rate = rate_of(port, addresses, number * 4) if with_rate else 0
    return Vue(statistics.median(times) * 1000, size, rate)


def view(client: Client, addresses: list[str]) -> int:
    answers = [client.get(address) for address in addresses]
    wrong = [address for address, answer in zip(addresses, answers, strict=True) if answer.statut != 200]
    if wrong:
        raise SystemExit(f"Pas de réponse à {', '.join(wrong)}.")
    return sum(len(answer.texte.encode()) for answer in answers)


def timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def rate_of(port: int, addresses: list[str], number: int) -> float:
    clients = [Client(port) for _ in range(ENSEMBLE)]
    each = max(1, number // ENSEMBLE)
    with ThreadPoolExecutor(ENSEMBLE) as pool:
        spent = timed(lambda: list(pool.map(lambda client: [view(client, addresses) for _ in range(each)], clients)))
    return each * ENSEMBLE / spent


# --- pretalx


def compare(ours: Vue, our_ics: Vue, number: int) -> None:
    shell, data = "/conference/schedule/", "/conference/schedule/widgets/schedule.json"
    with serve_pretalx() as port:
        script = view(Client(port), ["/conference/widgets/schedule.js"])
        first, second = measure(port, [shell], number), measure(port, [data], number)
        whole = measure(port, [shell, data], number, with_rate=True)
        plain = measure(port, ["/conference/schedule/nojs"], number)
        ics = measure(port, ["/conference/schedule.ics"], number)
    say("pretalx_page_ms", f"{first.p50:.1f}")
    say("pretalx_donnees_ms", f"{second.p50:.1f}")
    say("pretalx_vue_ms", f"{whole.p50:.1f}")
    say("pretalx_sans_script_ms", f"{plain.p50:.1f}")
    say("pretalx_octets", f"{whole.octets + script} (dont script {script})")
    say("pretalx_vues_par_s", f"{whole.par_seconde:.0f}")
    say("pretalx_ics_ms", f"{ics.p50:.1f}")
    say("pretalx_contre_entredeux_ratio", f"{whole.p50 / ours.p50:.1f}")
    say("pretalx_sans_script_contre_entredeux_ratio", f"{plain.p50 / ours.p50:.1f}")
    say("entredeux_contre_pretalx_debit_ratio", f"{ours.par_seconde / whole.par_seconde:.1f}")
    say("pretalx_contre_entredeux_ics_ratio", f"{ics.p50 / our_ics.p50:.1f}")


@contextmanager
def serve_pretalx() -> Iterator[int]:
    """Two processes of four threads, like ours."""
    python, port = install_pretalx(), atelier.free_port()
    env = prepare_pretalx(python, port)
    command = [str(python), "-m", "gunicorn", "pretalx.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(atelier.PROCESSUS), "--threads", str(atelier.FILS)]
    with (DOSSIER_PRETALX / "serveur.log").open("w") as log:
        process = subprocess.Popen(command, cwd=DOSSIER_PRETALX, env=env, stdout=log, stderr=log)
        try:
            wait_for_pretalx(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_for_pretalx(port: int, process: subprocess.Popen) -> None:
    end = time.monotonic() + 180
    while time.monotonic() < end and process.poll() is None:
        try:
            if Client(port).get("/conference/schedule/").statut == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("pretalx n'a pas démarré : voir var/pretalx/serveur.log.")


def install_pretalx() -> Path:
    """Once; later runs find it. What pip says is shown if it fails."""
    python = DOSSIER_PRETALX / "venv" / "bin" / "python"
    if not (DOSSIER_PRETALX / "installe").exists():
        shutil.rmtree(DOSSIER_PRETALX, ignore_errors=True)
        DOSSIER_PRETALX.mkdir(parents=True)
        run([sys.executable, "-m", "venv", str(DOSSIER_PRETALX / "venv")])
        run([str(python), "-m", "pip", "install", "--quiet", PRETALX, "gunicorn"])
        (DOSSIER_PRETALX / "installe").touch()
    return python


def prepare_pretalx(python: Path, port: int) -> dict[str, str]:
    """A new base with the conference; without the organisers' editor, which needs npm and which nobody measures."""
    shutil.rmtree(DOSSIER_PRETALX / "data", ignore_errors=True)
    (DOSSIER_PRETALX / "data").mkdir()
    config = CONFIG.format(dossier=DOSSIER_PRETALX, port=port, secret="secret-des-bancs-d-essai-" * 3)
    (DOSSIER_PRETALX / "pretalx.cfg").write_text(config)
    env = os.environ | {"PRETALX_CONFIG_FILE": str(DOSSIER_PRETALX / "pretalx.cfg"), "PYTHONPATH": ""}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    run([str(python), "-m", "pretalx", "migrate"], env)
    run([str(python), "-m", "pretalx", "collectstatic", "--noinput", "-v0"], env)
    run([str(python), str(RACINE / "bench" / "pretalx_conference.py"), *TAILLE], env)
    return env


def run(command: list[str], env: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, cwd=DOSSIER_PRETALX, env=env, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} a échoué :\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


if __name__ == "__main__":
    main()
