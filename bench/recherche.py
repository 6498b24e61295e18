"""How well and how fast the search answers, on judged questions of the public: the product's engine on another index.

python bench/recherche.py --corpus DIR --queries Q.csv --qrels R.csv [--database postgres]
                          [--documents 20000] [--synonymes FILE] [--plis 5]

DIR holds the sheets (`*.jsonl` or `*.jsonl.gz`: id, titre, texte) and, if there is one, their index (`*.csv`,
`*.csv.gz`: id, description, theme, dossier). Q: query_id, topic, texte. R: topic, fiche, note. A sheet is right for a
topic when its note is 3 or more; a question counts when its topic has at least one.

Quality is measured on the sheets as they are. The time is measured on `--documents` of them: the sheets again and
again, a third of their words changed each time for others as common. Both in a database made for the run and thrown
away, which holds nothing but the index. Last line: mrr10=… hit10=… p95_ms=… n=…
"""

import argparse
import csv
import gzip
import hashlib
import json
import os
import re
import statistics
import sys
import tempfile
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))
NOTE_JUSTE = 3
MOT = re.compile(r"\w{4,}")

if TYPE_CHECKING:
    from entredeux.reseau.recherche.documents import Document


@dataclass(frozen=True)
class Question:
    sujet: str
    texte: str
    justes: frozenset[str]


def main() -> int:
    options = read_options()
    if not (options.corpus and options.queries and options.qrels):
        print(
            "recherche : rien à mesurer sans corpus jugé. "
            "python bench/recherche.py --corpus=DIR --queries=Q.csv --qrels=R.csv",
            file=sys.stderr,
        )
        return 0
    with index_apart(options.database):
        figures = measure(options)
    print(" ".join(f"{name}={value}" for name, value in figures.items()))
    return 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Qualité et temps de la recherche, sur des questions jugées.")
    parser.add_argument("--corpus", type=Path, help="dossier des fiches")
    parser.add_argument("--queries", type=Path, help="questions : query_id, topic, texte")
    parser.add_argument("--qrels", type=Path, help="jugements : topic, fiche, note")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument(
        "--documents", type=int, default=20_000, help="taille de l'index chronométré ; 0 : pas de temps"
    )
    parser.add_argument("--synonymes", type=Path, help="une autre liste de synonymes que celle du produit")
    parser.add_argument("--plis", type=int, default=5, help="groupes de sujets montrés à part")
    return parser.parse_known_args()[0]


@contextmanager
def index_apart(database: str) -> Iterator[None]:
    """Django on a database of this run's own, with the index's tables and no other."""
    from tests import postgres

    with tempfile.TemporaryDirectory(prefix="entredeux-banc-") as folder:
        os.environ |= {"ENTREDEUX_DOSSIER_TESTS": folder, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        os.environ["DATABASE"] = database
        if database == "postgres":
            os.environ["ENTREDEUX_BASE"] = postgres.start()
        try:
            import django

            django.setup()
            create_tables()
            yield
        finally:
            close_connections()
            postgres.stop()


def create_tables() -> None:
    from django.db import connection

    from entredeux.reseau import models

    with connection.schema_editor() as editor:
        for name in ("IndexRecherche", "DocumentIndexe", "PassageIndexe", "BlocOccurrences", "FormeIndexee"):
            editor.create_model(getattr(models, name))


def close_connections() -> None:
    from django.db import connections

    connections.close_all()


def measure(options: argparse.Namespace) -> dict[str, object]:
    documents = list(read_corpus(options.corpus))
    asked, questions = read_questions(options.queries, options.qrels, {each.reference for each in documents})
    print(f"{len(documents)} fiches ; {asked} questions, dont {len(questions)} comptent (sujet avec une fiche juste).")
    synonymes = read_synonyms(options.synonymes)
    fill(documents)
    ranks = measure_quality(questions, synonymes)
    show_folds(questions, ranks, options.plis)
    figures: dict[str, object] = {"mrr10": f"{mrr_of(ranks):.3f}", "hit10": f"{hit_of(ranks):.3f}"}
    if options.documents:
        fill(list(enlarge(documents, options.documents)))
        figures["p95_ms"] = f"{measure_time(questions, synonymes):.1f}"
    return figures | {"n": len(questions)}


# --- what is read


def open_text(path: Path) -> TextIO:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def read_corpus(folder: Path) -> Iterator["Document"]:
    """In the order of their ids. A sheet's theme and folder are what a document of the network has: theme and whole."""
    from entredeux.reseau.recherche.documents import Document

    about = {row["id"]: row for path in sorted(folder.glob("*.csv*")) for row in read_rows(path) if "id" in row}
    texts = [json.loads(line) for path in sorted(folder.glob("*.jsonl*")) for line in open_text(path)]
    if not texts:
        raise SystemExit(f"Aucune fiche dans {folder} : attendu des fichiers .jsonl ou .jsonl.gz.")
    for sheet in sorted(texts, key=lambda each: each["id"]):
        row = about.get(sheet["id"], {})
        yield Document(
            reference=sheet["id"],
            genre="fiche",
            titre=sheet["titre"],
            url=f"/fiches/{sheet['id']}/",
            resume=row.get("description", ""),
            texte=sheet["texte"],
            themes=tuple(filter(None, [row.get("theme", "")])),
            ensemble=row.get("dossier", ""),
        )


def read_rows(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    with open_text(path) as file:
        return list(csv.DictReader(file))


def read_questions(queries: Path, qrels: Path, known: set[str]) -> tuple[int, list[Question]]:
    """(questions asked, those that count)."""
    right: dict[str, set[str]] = defaultdict(set)
    for row in read_rows(qrels):
        if row["fiche"] in known and float(row["note"] or 0) >= NOTE_JUSTE:
            right[row["topic"]].add(row["fiche"])
    asked = read_rows(queries)
    kept = [
        Question(row["topic"], row["texte"], frozenset(right[row["topic"]])) for row in asked if row["topic"] in right
    ]
    return len(asked), kept


def read_synonyms(path: Path | None):
    from entredeux.reseau.recherche import synonymes

    return synonymes.read_file(path) if path else None


# --- what is measured


def fill(documents: list["Document"]) -> None:
    from entredeux.reseau.recherche.indexation import rebuild_index

    start = time.perf_counter()
    rebuild_index(documents)
    analyse_tables()
    print(f"{len(documents)} documents indexés en {time.perf_counter() - start:.0f} s.")


def analyse_tables() -> None:
    """What autovacuum does a minute later, or SQLite when a connection closes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def ask(question: str, synonymes):
    from entredeux.reseau.enums import Audience
    from entredeux.reseau.recherche.lecture import search

    return search(question, audiences=(Audience.PUBLIC.value,), synonymes=synonymes)


def measure_quality(questions: list[Question], synonymes) -> list[int]:
    """For each question, the rank of its first right sheet among the first ten; 0 without any."""
    ranks, digest = [], hashlib.sha256()
    for question in questions:
        found = [resultat.document.reference for resultat in ask(question.texte, synonymes).resultats]
        digest.update(" ".join(found).encode())
        ranks.append(next((rank for rank, name in enumerate(found, start=1) if name in question.justes), 0))
    print(f"Empreinte des {len(questions)} listes de dix : {digest.hexdigest()[:16]} (la même d'une base à l'autre).")
    return ranks


def show_folds(questions: list[Question], ranks: list[int], folds: int) -> None:
    """By groups of topics, drawn from their name: how much the figure owes to the topics."""
    groups: dict[int, list[int]] = defaultdict(list)
    for question, rank in zip(questions, ranks, strict=True):
        groups[zlib.crc32(question.sujet.encode()) % folds].append(rank)
    for fold, group in sorted(groups.items()):
        print(f"  pli {fold + 1} : mrr10 {mrr_of(group):.3f}, hit10 {hit_of(group):.3f}, {len(group)} questions")


def mrr_of(ranks: list[int]) -> float:
    return statistics.fmean(1 / rank if rank else 0 for rank in ranks)


def hit_of(ranks: list[int]) -> float:
    return statistics.fmean(map(bool, ranks))


def measure_time(questions: list[Question], synonymes) -> float:
    """Milliseconds of a whole answer (order, facets, first page and its passages), one question at a time."""
    for question in questions[:30]:
        ask(question.texte, synonymes)
    times, worked = [], []
    for question in questions:
        start, before = time.perf_counter(), time.process_time()
        ask(question.texte, synonymes)
        times.append((time.perf_counter() - start) * 1000)
        worked.append((time.process_time() - before) * 1000)
    median, p95, longest = statistics.median(times), statistics.quantiles(times, n=20)[-1], max(times)
    spent = statistics.quantiles(worked, n=20)[-1]
    print(f"Temps d'une réponse : médiane {median:.1f} ms, p95 {p95:.1f} ms, plus long {longest:.1f} ms.")
    print(f"Dont le processeur de ce programme : p95 {spent:.1f} ms. Charge de la machine : {os.getloadavg()[0]:.1f}.")
    return p95


def enlarge(documents: list["Document"], number: int) -> Iterator["Document"]:
    """The sheets, then the same with other words, up to `number`: lists of postings as long as a real corpus has."""
    words = Counter(word for each in documents for word in MOT.findall(each.texte))
    ranked = [word for word, _ in words.most_common()]
    places = {word: rank for rank, word in enumerate(ranked)}

    def changed(text: str, copy: int) -> str:
        def other(match: re.Match[str]) -> str:
            word = match[0]
            if not copy or zlib.crc32(f"{copy}{word}".encode()) % 3 or word not in places:
                return word
            return ranked[(places[word] + copy) % len(ranked)]

        return MOT.sub(other, text)

    made = 0
    for copy in count():
        for each in documents:
            if made == number:
                return
            made += 1
            yield replace(
                each,
                reference=f"{each.reference}-{copy}",
                titre=changed(each.titre, copy),
                resume=changed(each.resume, copy),
                texte=changed(each.texte, copy),
            )


if __name__ == "__main__":
    raise SystemExit(main())
