"""`python -m bench.run [names] [--rapide | --complet]`: what `make bench` calls. One line a figure: `name value unit`.

Each bench is a process of its own whose last line is `key=value ...`; the unit is read in the key's end.
The quick set (`--rapide`, what runs without an option) takes under ten minutes; `--complet` asks each bench for more.
"""

import subprocess
import sys
import time
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
# The quick ones first; demo builds the base that pages, programme and export use.
BANCS = (
    *("demarrage", "points", "note_guard", "requetes", "recherche", "secret", "union", "observatoire", "demo", "pages"),
    *("programme", "export", "import_interventions", "carnet_ouverture", "sync_faults", "sync_load"),
)
UNITES = (
    ("_par_s", "/s"),
    ("_ms", "ms"),
    ("_s", "s"),
    ("_mo", "Mo"),
    ("_ko", "ko"),
    ("_ratio", "ratio"),
    ("_contre_parcours", "ratio"),
    ("_requetes", "requêtes"),
    ("_lignes", "lignes"),
)


def unit_of(name: str) -> str:
    return next((unit for end, unit in UNITES if name.endswith(end)), "nombre")


def run_bench(name: str, options: list[str]) -> int:
    """Prints its figures; returns its exit code. What it says before its last line goes to the error output."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{name}", *options], cwd=RACINE, stdout=subprocess.PIPE, text=True
    )
    *said, last = done.stdout.strip().splitlines() or [""]
    for line in said if done.returncode == 0 else [*said, last]:
        print(f"# {line}", file=sys.stderr)
    for pair in last.split() if done.returncode == 0 else ():
        key, _, value = pair.partition("=")
        print(key, value, unit_of(key), flush=True)
    print(f"banc_{name}_s {time.perf_counter() - start:.1f} s", flush=True)
    if done.returncode:
        print(f"# {name} : échec ({done.returncode})", file=sys.stderr)
    return done.returncode


def main(arguments: list[str]) -> int:
    options = [word for word in arguments if word.startswith("-")]
    names = [word for word in arguments if not word.startswith("-")]
    unknown = set(names) - set(BANCS)
    if unknown:
        print(f"Bancs inconnus : {', '.join(sorted(unknown))}. Connus : {', '.join(BANCS)}.", file=sys.stderr)
        return 2
    chosen = names or [name for name in BANCS if (RACINE / "bench" / f"{name}.py").is_file()]
    failed = [name for name in chosen if run_bench(name, options)]
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
