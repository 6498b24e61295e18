"""A throw-away PostgreSQL cluster for the tests: a Unix socket in a temporary folder, nothing on disk to keep.

    url = start()   # postgres://...@/entredeux?host=/tmp/...
    stop()

initdb refuses root: as root, everything runs as the `postgres` user of the system package.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

VERSIONS = Path("/usr/lib/postgresql")
_cluster: Path | None = None


class PostgresAbsent(Exception):
    """No PostgreSQL server program on this machine; `str()` says how to install it."""


def find_programs() -> Path:
    """The folder of initdb and pg_ctl, 15 first: the version proved in production."""
    candidates = sorted(VERSIONS.glob("*/bin"), key=lambda path: (path.parent.name != "15", path.parent.name))
    for folder in candidates:
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    raise PostgresAbsent("PostgreSQL est absent : apt-get install --no-install-recommends postgresql-15")


def start(*, durable: bool = False, memoire: str = "") -> str:
    """Starts a cluster and returns the address of its empty database `entredeux`. `durable`: what a bench of the
    reception needs, everything on the disk before the server says yes; `memoire`: its shared buffers ("2GB")."""
    global _cluster
    programs = find_programs()
    _cluster = Path(tempfile.mkdtemp(prefix="entredeux-pg-", dir="/tmp"))
    _cluster.chmod(0o711)
    data, socket = _cluster / "donnees", _cluster / "socket"
    for folder in (data, socket):
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
    _run(programs / "initdb", "-D", data, "-U", "entredeux", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    fast = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    buffers = f"-c shared_buffers={memoire}" if memoire else ""
    # Two test processes may restore at once, and a restore locks every table and index it drops and makes.
    locks = "-c max_locks_per_transaction=256"
    options = f"-k {socket} -c listen_addresses= {locks} {buffers} {'' if durable else fast}"
    _run(programs / "pg_ctl", "-D", data, "-w", "-l", data / "journal.txt", "-o", options, "start")
    _run(programs / "createdb", "-h", socket, "-U", "entredeux", "entredeux")
    return f"postgres://entredeux@/entredeux?host={socket}"


def stop() -> None:
    global _cluster
    if _cluster is None:
        return
    _run(find_programs() / "pg_ctl", "-D", _cluster / "donnees", "-m", "immediate", "stop")
    shutil.rmtree(_cluster, ignore_errors=True)
    _cluster = None


def _run(*command: object) -> None:
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", "postgres", "--", *words]
    done = subprocess.run(words, cwd="/", capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RuntimeError(f"{words[-1]} : {done.stderr.strip() or done.stdout.strip()}")
