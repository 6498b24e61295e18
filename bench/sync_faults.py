"""The notebook's fault suite: random interleavings of everything that can go wrong, judged one by one.

python bench/sync_faults.py --runs N --seed S [--database postgres] [--premiere I] [--tues-tous-les K]

Each interleaving is drawn from « S:I »: `--seed S --premiere I --runs 1` replays it. Most run the product's WSGI
application in this process, where death is an exception at a random query (what is not committed is undone); one in
K has its requests served over HTTP, and its entries applied, by a process of its own, which SIGKILL takes at a random
instant (the machine's own: that one does not replay to the microsecond). The full disk is real: `max_page_count` on
SQLite, a small tmpfs that is filled on PostgreSQL (as root).
Last line: lost=… doubled=… hidden_conflicts=… runs=…
"""

import argparse
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import atelier

RUNS, TUES = 150, 10


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=2000 if atelier.is_full() else RUNS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--premiere", type=int, default=0, help="rang de la première partie, pour en rejouer une")
    parser.add_argument("--tues-tous-les", type=int, default=TUES, help="une partie sur K a son propre processus")
    asked = parser.parse_known_args()[0]
    with (
        tempfile.TemporaryDirectory(prefix="entredeux-fautes-") as folder,
        database(asked.database, Path(folder)) as full,
    ):
        return run(asked, full)


def run(asked: argparse.Namespace, full: Callable[[], AbstractContextManager[None]] | None) -> int:
    from bench.fautes import Partie, Serveur
    from bench.fautes_juge import judge
    from bench.fautes_monde import ServeurTue, forget_tasks, make_world

    monde = make_world()
    near, far = Serveur(monde, full), ServeurTue(monde, full)
    total: Counter[str] = Counter()
    start = last = time.perf_counter()
    print(f"{asked.database} ; graine {asked.seed}, parties {asked.premiere} à {asked.premiere + asked.runs - 1}")
    for rank in range(asked.premiere, asked.premiere + asked.runs):
        partie = Partie(monde, far if rank % asked.tues_tous_les == 0 else near, f"{asked.seed}:{rank}")
        partie.play()
        verdict = judge(partie)
        total.update(
            perdues=len(verdict.perdues), doublees=len(verdict.doublees), cachees=len(verdict.cachees),
            montres=verdict.montres, saisies=verdict.saisies,
        )  # fmt: skip
        if not verdict.est_bon:
            print(f"--seed {asked.seed} --premiere {rank} --runs 1 : {verdict}\n  " + "\n  ".join(partie.histoire))
        forget_tasks()
        if time.perf_counter() - last > 30:
            last = time.perf_counter()
            print(f"… {rank - asked.premiere + 1} parties, {last - start:.0f} s, {total}", flush=True)
    spent = time.perf_counter() - start
    print(
        f"{total['saisies']} saisies, {total['montres']} conflits montrés, {spent:.0f} s, "
        f"charge {atelier.load_average()}"
    )
    print(", ".join(f"{what} : {count}" for what, count in sorted(monde.executions.items())))
    print(
        f"lost={total['perdues']} doubled={total['doublees']} hidden_conflicts={total['cachees']} runs={asked.runs}",
        flush=True,
    )
    return 1 if total["perdues"] or total["doublees"] or total["cachees"] else 0


@contextmanager
def database(kind: str, folder: Path) -> Iterator[Callable[[], AbstractContextManager[None]] | None]:
    """An empty base of the product in this process, and a way to fill its disk (None when there is none)."""
    os.environ.update(atelier.environment(folder) | {"ENTREDEUX_JOURNALISATION": "CRITICAL"})
    os.chdir(folder)
    if kind == "sqlite":
        prepare()
        yield sqlite_full
        return
    from tests import postgres

    os.environ["ENTREDEUX_BASE"] = postgres.start()
    disk = folder / "disque"
    try:
        full = mount_small_disk(disk, os.environ["ENTREDEUX_BASE"])
        prepare()
        yield full
    finally:
        from django.db import connections

        connections.close_all()
        postgres.stop()
        if os.path.ismount(disk):
            subprocess.run(["umount", "-l", str(disk)], check=False)


class SansMigration:
    """For every app: no migration, its tables as its models say."""

    def __contains__(self, app: str) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


def prepare() -> None:
    """The tables without the thousand steps that made them; triggers and words of the trade included."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.MIGRATION_MODULES = SansMigration()
    settings.LOGGING_CONFIG = None
    logging.disable(logging.CRITICAL)  # an expected 503 is counted, not printed
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)


@contextmanager
def sqlite_full() -> Iterator[None]:
    """The file may not grow any more: SQLITE_FULL at the next page."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")


def mount_small_disk(disk: Path, url: str) -> Callable[[], AbstractContextManager[None]] | None:
    """Moves the base to a tmpfs of its own, so that filling it harms nothing else; needs root."""
    import psycopg

    socket = url.partition("host=")[2]
    disk.mkdir()
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1g,mode=0755", "tmpfs", str(disk)], check=False, capture_output=True
    ).returncode == 0  # fmt: skip
    if not mounted:
        print("Pas de petit disque à remplir ici (il faut être root) : la panne « disque plein » n'est pas jouée.")
        return None
    for path in (disk.parent, disk):
        path.chmod(0o755)
    place = disk / "base"
    place.mkdir(mode=0o700)
    shutil.chown(place, "postgres", "postgres")
    with psycopg.connect(f"host={socket} user=entredeux dbname=postgres", autocommit=True) as link:
        link.execute(f"CREATE TABLESPACE petit LOCATION '{place}'")
        link.execute("ALTER DATABASE entredeux SET TABLESPACE petit")

    ballast = os.open(disk / "lest", os.O_CREAT | os.O_RDWR)

    @contextmanager
    def full() -> Iterator[None]:
        usage = os.statvfs(disk)
        with suppress(OSError):  # the last pages are taken meanwhile: full all the same
            os.posix_fallocate(ballast, 0, max(1, usage.f_bavail * usage.f_frsize))
        try:
            yield
        finally:
            os.ftruncate(ballast, 0)

    return full


if __name__ == "__main__":
    raise SystemExit(main())
