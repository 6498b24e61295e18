"""The evening peak on the notebook's API: sealed entries from 200 structures, at a steady rate, on this very machine.

python bench/sync_load.py --rate 50 --seconds 300 [--structures 200]

PostgreSQL with fsync, synchronous_commit and full_page_writes on; gunicorn as `entredeux serve` starts it, 2 processes;
the worker runs beside. Batches of 1 to 10 entries leave at drawn instants whatever the server's pace (open loop), and a
batch's time counts from when it should have left. Acknowledged = its envelope is committed: counted in the base at the
end. Last line: sent=… acked=… errors=… p50_ms=… p95_ms=…
"""

import argparse
import base64
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import atelier

FILS = 16
GRAINE = 20_261_130


@dataclass(frozen=True)
class Auteur:
    """Who sends: a token, a key, a place."""

    structure: str
    cle: str
    publique: str
    jeton: str
    lieu: str
    mission: str


@dataclass
class Lot:
    """`a` is when it leaves, in seconds after the start."""

    a: float
    corps: bytes
    taille: int
    attente_ms: float = 0.0
    recues: int = 0
    erreur: str = ""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rate", type=float, default=50.0, help="saisies par seconde")
    parser.add_argument("--seconds", type=float, default=300.0 if atelier.is_full() else 20.0)
    parser.add_argument("--structures", type=int, default=200)
    asked = parser.parse_known_args()[0]
    with tempfile.TemporaryDirectory(prefix="entredeux-charge-") as folder, base(Path(folder)) as url:
        authors = make_authors(asked.structures)
        batches = draw_batches(authors, asked.rate, asked.seconds)
        with atelier.serve(Path(folder), url, "/carnet/openapi.json") as serveur, worker(Path(folder), url):
            what = f"{len(batches)} envois de 1 à 10, {asked.structures} structures"
            print(f"{what}, charge {atelier.load_average()}", flush=True)
            warm(serveur.port)
            before = serveur.cpu()
            send_all(batches, serveur.port)
            spent = serveur.cpu() - before
        return tell(batches, spent)


def tell(batches: list[Lot], spent: float) -> int:
    from entredeux.carnet.models import Enveloppe

    sent, acked = sum(each.taille for each in batches), sum(each.recues for each in batches)
    stored = Enveloppe.objects.count()
    times = [each.attente_ms for each in batches]
    errors = Counter(each.erreur for each in batches if each.erreur)
    states = Counter(Enveloppe.objects.values_list("etat", flat=True))
    print(
        f"au pire {max(times):.0f} ms ; processeur {1000 * spent / len(batches):.1f} ms par envoi ; "
        f"états {dict(states)}"
    )
    print(f"charge {atelier.load_average()} ; erreurs {dict(errors)} ; {stored} enveloppes en base", flush=True)
    wrong = sum(errors.values()) + abs(acked - stored)
    atelier.report(
        {
            "sent": sent,
            "acked": acked,
            "errors": wrong,
            "p50_ms": f"{statistics.median(times):.0f}",
            "p95_ms": f"{statistics.quantiles(times, n=20)[-1]:.0f}",
        }
    )
    return 1 if wrong else 0


# --- the base


@contextmanager
def base(folder: Path) -> Iterator[str]:
    """An empty base of the product on a PostgreSQL that writes to the disk before it says yes."""
    from bench.sync_faults import prepare
    from tests import postgres

    url = postgres.start(durable=True)
    os.environ.update(atelier.environment(folder, base=url))
    os.chdir(folder)
    try:
        prepare()
        yield url
    finally:
        from django.db import connections

        connections.close_all()
        postgres.stop()


def make_authors(number: int) -> list[Auteur]:
    from bench.fautes_monde import join
    from entredeux.cadre.enums import NatureStructure, Role
    from entredeux.cadre.models import Structure
    from entredeux.carnet import actions
    from entredeux.terrain.actions import create_mission
    from entredeux.territoires.models import Lieu

    authors = []
    for rank in range(number):
        structure = Structure.objects.create(
            nom=f"Structure {rank}", nature=NatureStructure.ASSOCIATION, est_synthetique=True
        )
        by = join(structure, f"mediation{rank}", Role.MEDIATION)
        chief = join(structure, f"coordination{rank}", Role.COORDINATION)
        hall = Lieu.objects.create(structure=structure, nom="Hall", type_lieu="hall")
        mission = create_mission(
            nom="Soir", forme="tournee", domaine="habitat", lieux=[hall], themes=["hall"], by=chief
        )
        done = actions.enrol_compte(nom="Téléphone", by=by)
        key = actions.ensure_key(structure)
        authors.append(Auteur(str(structure.pk), str(key.pk), key.publique, done.jeton, str(hall.pk), str(mission.pk)))
    return authors


def draw_batches(authors: list[Auteur], rate: float, seconds: float) -> list[Lot]:
    """Everything is sealed beforehand: a phone does it when the entry is written, not in the evening."""
    rng = random.Random(GRAINE)
    batches, entries, wanted = [], 0, round(rate * seconds)
    while entries < wanted:
        author, size = rng.choice(authors), min(rng.randint(1, 10), wanted - entries)
        rows = [seal(author, rng) for _ in range(size)]
        body = json.dumps({"horloge": f"{time.strftime('%Y-%m-%dT%H:%M:%S')}Z", "entrees": rows}).encode()
        batches.append(Lot(rng.random() * seconds, body, size))
        entries += size
    return sorted(batches, key=lambda each: each.a)


def seal(author: Auteur, rng: random.Random) -> dict[str, Any]:
    from django.utils import timezone

    from entredeux.carnet.scelle import Etiquette, hash_of_jeton, seal_entree

    entry = uuid.UUID(int=rng.getrandbits(128), version=4)
    content = {"registre": "conflits", "domaine": "habitat", "motif": "regroupement", "issue": "apaisee_sur_place"}
    content |= {"lieu": author.lieu, "mission": author.mission, "note": rng.choice(("", "Le groupe se disperse."))}
    said = {"geste": "creer", "fiche": str(uuid.UUID(int=rng.getrandbits(128), version=4)), "base": 0, "apres": None}
    said |= {"ecrite_le": timezone.now().isoformat(), "contenu": content}
    label = Etiquette(
        uuid.UUID(author.structure), uuid.UUID(author.cle), entry, "intervention", hash_of_jeton(author.jeton)
    )
    sealed = base64.b64encode(seal_entree(said, label, author.publique)).decode()
    return {"id": str(entry), "sorte": "intervention", "cle": author.cle, "jeton": author.jeton, "scelle": sealed}


# --- the peak


@contextmanager
def worker(folder: Path, url: str) -> Iterator[None]:
    command = [sys.executable, "-m", "entredeux.config.cli", "worker"]
    with (folder / "ouvrier.log").open("w") as log:
        given = atelier.environment(folder, base=url)
        process = subprocess.Popen(command, cwd=folder, env=given, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=60)


def warm(port: int) -> None:
    """Each process reads its routes and opens its base once; nothing is sent."""
    for _ in range(8):
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        link.request("POST", "/carnet/sync", b'{"entrees": []}', {"Content-Type": "application/json"})
        link.getresponse().read()


def send_all(batches: list[Lot], port: int) -> None:
    start, links = time.perf_counter() + 0.5, threading.local()

    def send(batch: Lot) -> None:
        """A connection kept open may have been closed by the server meanwhile: the batch leaves again on a new one, at
        once, as a browser does; its time counts from the first try."""
        reused = hasattr(links, "one")
        try:
            post(batch)
        except (ConnectionError, http.client.RemoteDisconnected):
            links.one.close()
            del links.one
            batch.erreur = "connexion fermée"
            if reused:
                send_again(batch)
        except (OSError, http.client.HTTPException, ValueError) as error:
            batch.erreur = type(error).__name__
            links.one.close()
        batch.attente_ms = (time.perf_counter() - start - batch.a) * 1000

    def send_again(batch: Lot) -> None:
        try:
            post(batch)
        except (OSError, http.client.HTTPException, ValueError) as error:
            batch.erreur = type(error).__name__

    def post(batch: Lot) -> None:
        if not hasattr(links, "one"):
            links.one = http.client.HTTPConnection("127.0.0.1", port, timeout=45)
        links.one.request("POST", "/carnet/sync", batch.corps, {"Content-Type": "application/json"})
        answer = links.one.getresponse()
        said = json.loads(answer.read())
        if answer.status != 200:
            batch.erreur = str(answer.status)
            return
        batch.recues = sum(each["etat"] in ("recue", "deja_recue") for each in said["reponses"])
        batch.erreur = "" if batch.recues == batch.taille else "non reçue"

    with ThreadPoolExecutor(FILS) as pool:
        for batch in batches:
            time.sleep(max(0.0, start + batch.a - time.perf_counter()))
            pool.submit(send, batch)


if __name__ == "__main__":
    raise SystemExit(main())
