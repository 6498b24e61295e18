"""What each command pays before its first line: `entredeux check`, `migrate` with nothing to do, `--help`.

The best of three, in processor seconds too: another process on the machine makes the wall clock lie.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import atelier

FOIS = 3
COMMANDES = {"check": ("check",), "migrate_a_jour": ("migrate", "-v0"), "aide": ("serve", "--help")}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        dossier = Path(folder)
        atelier.run(dossier, "migrate", "-v0")
        bare, _ = best(dossier, "-c", "import django")
        figures: dict[str, object] = {"demarrage_python_django_s": f"{bare:.2f}"}
        for name, words in {
            "check": ("check",),
            "migrate_a_jour": ("migrate", "-v0"),
            "aide": ("serve", "--help"),
        }.items():
            wall, cpu = best(dossier, "-m", "entredeux.config.cli", *words)
            figures[f"demarrage_{name}_s"] = f"{wall:.2f}"
            figures[f"demarrage_{name}_processeur_s"] = f"{cpu:.2f}"
    atelier.report(figures | {"demarrage_charge_machine": atelier.load_average()})


def best(dossier: Path, *words: str) -> tuple[float, float]:
    return min(_once(dossier, words) for _ in range(FOIS))


def _once(dossier: Path, words: tuple[str, ...]) -> tuple[float, float]:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, *words], cwd=dossier, env=atelier.environment(dossier), check=True, capture_output=True
    )
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
