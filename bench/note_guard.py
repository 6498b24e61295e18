"""The note guard's JavaScript in Chromium, over labelled sentences: precision and recall, per phrase and label.

python bench/note_guard.py [--corpus FILE.csv]   columns phrase, etiquettes ("nom|telephone", empty = clean)
Without a corpus: ours, the one the rules were tuned on and the one kept apart. Last line: precision=… recall=… n=…
"""

import argparse
import csv
import os
import shutil
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Page, sync_playwright

from entredeux.cadre.garde_note.regles import LABELS

RACINE = Path(__file__).resolve().parent.parent
STATIQUE = RACINE / "entredeux" / "cadre" / "static" / "cadre"
CORPUS = sorted((RACINE / "bench" / "corpus").glob("garde_note_*.csv"))
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
OPTIONS += ["--disable-component-update", "--disable-sync"]
MESURE = """async (phrases) => {
  const { prepare } = await import("/garde_note.js");
  const find = prepare(await (await fetch("/garde_note.json")).json());
  const start = performance.now();
  const labels = phrases.map((phrase) => [...new Set(find(phrase).map(({ label }) => label))]);
  const perPhrase = (performance.now() - start) / phrases.length;
  const long = phrases.join(" ").padEnd(5000).slice(0, 5000);
  const before = performance.now();
  find(long);
  return { labels, perPhrase, long: performance.now() - before };
}"""


@dataclass(frozen=True)
class Phrase:
    texte: str
    attendues: frozenset[str]


class Silencieux(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, action="append")
    files = parser.parse_known_args()[0].corpus or CORPUS
    total: Counter[str] = Counter()
    with open_page() as page:
        for path in files:
            counts = measure(page, path, read_corpus(path))
            total += counts
    print(f"precision={precision(total):.3f} recall={recall(total):.3f} n={total['n']}")


def read_corpus(path: Path) -> list[Phrase]:
    """Stops with the line and the reason when a label is unknown or a column is missing."""
    phrases = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not {"phrase", "etiquettes"} <= set(rows.fieldnames or ()):
            raise SystemExit(f"{path} : il faut les colonnes « phrase » et « etiquettes ».")
        for row in rows:
            labels = frozenset(filter(None, (label.strip() for label in (row["etiquettes"] or "").split("|"))))
            if labels - set(LABELS):
                raise SystemExit(f"{path}:{rows.line_num} : étiquette inconnue, {', '.join(labels - set(LABELS))}.")
            phrases.append(Phrase(row["phrase"], labels))
    if not phrases:
        raise SystemExit(f"{path} : aucune phrase.")
    return phrases


def measure(page: Page, path: Path, phrases: list[Phrase]) -> Counter[str]:
    """Counts of right, wrong and missed labels, whole and for each label; says what it saw."""
    result = page.evaluate(MESURE, [phrase.texte for phrase in phrases])
    counts: Counter[str] = Counter(n=len(phrases))
    for phrase, labels in zip(phrases, result["labels"], strict=True):
        for label in LABELS:
            kind = (label in phrase.attendues, label in labels)
            name = {(True, True): "juste", (False, True): "tort", (True, False): "manque"}.get(kind)
            if name:
                counts.update([name, f"{label} {name}"])
    clean = sum(not phrase.attendues for phrase in phrases)
    print(f"{path.name} : {len(phrases)} phrases dont {clean} sans alerte")
    print(f"  {result['perPhrase']:.2f} ms par phrase, {result['long']:.0f} ms pour 5 000 caractères")
    print(f"  précision {precision(counts):.3f}, rappel {recall(counts):.3f}")
    for label in LABELS:
        juste, tort, manque = (counts[f"{label} {name}"] for name in ("juste", "tort", "manque"))
        print(f"  {label:<11} justes {juste:>3}  à tort {tort:>3}  manquées {manque:>3}")
    return counts


def precision(counts: Counter[str]) -> float:
    shown = counts["juste"] + counts["tort"]
    return counts["juste"] / shown if shown else 1.0


def recall(counts: Counter[str]) -> float:
    wanted = counts["juste"] + counts["manque"]
    return counts["juste"] / wanted if wanted else 1.0


@contextmanager
def open_page() -> Iterator[Page]:
    """Chromium on a page of a small local server, which gives it the module and its rules as the product does."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silencieux, directory=str(STATIQUE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/garde_note.json")
        yield page
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
