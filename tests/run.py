"""`python -m tests.run [pytest arguments]`: what `make test` calls. Says what it does, then does it.

DATABASE=postgres starts a private cluster for the time of the tests. As root and without Chromium, installs
Chromium from the system packages; otherwise the browser tests say that they skip.
"""

import os
import shutil
import subprocess
import sys

from tests import postgres

NO_TEST_RAN = 5


def say(text: str) -> None:
    print(f"[tests] {text}", flush=True)


def ensure_chromium() -> None:
    if shutil.which("chromium") or shutil.which("chromium-browser"):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        say("Chromium est absent : les tests de navigateur seront passés (apt-get install chromium).")
        return
    say("Chromium est absent : installation depuis les paquets du système.")
    quiet = {"stdout": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"]
    if subprocess.run(command, check=False, env=environment, **quiet).returncode:
        say("Chromium n'a pas pu être installé : les tests de navigateur seront passés.")


def run_pytest(arguments: list[str]) -> int:
    parallel = [] if any(word.startswith("-n") for word in arguments) else ["-n", "2", "--dist", "loadgroup"]
    command = [sys.executable, "-m", "pytest", *parallel, *arguments]
    say(" ".join(command[1:]))
    code = subprocess.run(command, check=False).returncode
    if code == NO_TEST_RAN:
        say("Aucun test n'a été exécuté : c'est un échec.")
        return 1
    return code


def main(arguments: list[str]) -> int:
    ensure_chromium()
    if os.environ.get("DATABASE", "sqlite") != "postgres":
        say("Base : SQLite.")
        return run_pytest(arguments)
    try:
        os.environ["ENTREDEUX_BASE"] = postgres.start()
    except postgres.PostgresAbsent as absent:
        say(str(absent))
        return 2
    say("Base : PostgreSQL, grappe jetable.")
    try:
        return run_pytest(arguments)
    finally:
        postgres.stop()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
