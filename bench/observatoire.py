"""The warehouse of a made-up country: `python bench/observatoire.py --rows N [--postgres] [--seed S]`.

450 structures, 12,000 mediators, 1,500 QPV, a year of months with their seasons, one act in eight in a followed case
(observatoire.md 2.1). Facts are written by the product's own code, sealed; then cubes, the national report of twelve
tables protected, one structure's, one dirty month. With --postgres the same twelve group-bys run in a throw-away
cluster with its indexes, on the same acts. One figure a line, `name value unit`; the last line says them all.

Each measure that matters runs in a process of its own, so that its memory is its own. --rapide: 100,000 acts.
--dossier keeps the country, and a second run measures it again without writing it.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

STRUCTURES, MEDIATEURS, QPV, ANNEE = 450, 12_000, 1_500, 2025
SAISONS = (1.0, 0.97, 1.05, 1.02, 1.04, 1.0, 0.9, 0.72, 1.03, 1.08, 1.05, 1.14)
MOIS = tuple(f"{ANNEE}-{number:02d}" for number in range(1, 13))
SECRET = b"banc de mesure, aucune donnee vraie"[:32]
VALEURS = {"registre": 8, "domaine": 12, "motif": 22, "lieu": 12, "public": 8, "age": 7, "issue": 14, "saisine": 6}
COLONNES_2_1 = (  # those of observatoire.md 2.1, for its own count of bytes
    *("structure", "qpv", "commune", "cas", "registre", "domaine", "lieu", "public", "jour"),
    *("personnes", "minutes", "mediateur", "cle"),
)


@dataclass
class Depose:
    """What the country weighs: pieces of the warehouse by genre, and what writing them took."""

    pieces: list[list]
    tailles: dict[str, int]  # acts of the year by structure
    actes: int
    octets_faits: int
    octets_2_1: int
    octets_cubes: int
    lignes_cubes: int
    generation_s: float
    ecriture_s: float
    cubes_mois_s: float
    cubes_annee_s: float


# --- the generator


def acts_of_month(rows: int, month: int, seed: int) -> str:
    """SQL: structures of uneven sizes, four missions and up to four quarters each; themes that depend on one another.

    Drawn from a hash of (seed, month, rank): the same options give the same country on any machine.
    """
    share = SAISONS[month - 1] / sum(SAISONS)
    count = int(rows * share)

    start = (seed * 100 + month) << 40  # one integer hashed: a hash of several mixes too little for 25 draws an act

    def mixed(rank: int) -> str:
        return f"hash({start}::BIGINT + r * 64 + {rank})"

    def draw(rank: int, bound: int) -> str:
        return f"({mixed(rank)} % {bound})::INTEGER"

    def skewed(rank: int, bound: int) -> str:
        """Low numbers are likelier: the square of a uniform draw."""
        return f"floor({bound} * pow({mixed(rank)} / 18446744073709551616.0, 2))::INTEGER"

    def coded(rank: int, name: str, bound: int) -> str:
        near = "s % 3" if rank < 3 else "reg"
        return f"'{name}_' || lpad((({skewed(10 + rank, bound)} + {near}) % {bound})::VARCHAR, 2, '0') AS {name}"

    themes = ", ".join(coded(rank, name, bound) for rank, (name, bound) in enumerate(VALEURS.items()))
    part = f"(sqrt((s + 1) / {STRUCTURES}.0) - sqrt(s / {STRUCTURES}.0))"  # the structure's share of the acts
    cases = f"greatest(1, {rows * 13 // 100 // 8} * {part})::INTEGER"  # eight acts a case over the year
    return f"""
        WITH rangs AS (SELECT range AS r FROM range({count})),
             places AS (SELECT r, {skewed(1, STRUCTURES)} AS s, {draw(2, 4)} AS m, {draw(3, 100)} < 13 AS cas,
                               {skewed(4, 8)} AS reg FROM rangs),
             lieux AS (SELECT *, ({skewed(5, 4)} + m) % 4 AS q FROM places)
        SELECT md5('structure ' || s) AS structure, 'mission-' || s || '-' || m AS mission,
               CASE WHEN {draw(6, 100)} < 82 THEN 'QN' || lpad(((s * 10 + q * 3) // 3)::VARCHAR, 5, '0') || 'M'
                   ELSE '' END AS qpv,
               'acte' AS genre, lpad((s * 2 + q // 2)::VARCHAR, 5, '0') AS commune, 'inconnu' AS qpv_2015,
               'CV' || s AS contrat, cas, {themes},
               DATE '{ANNEE}-{month:02d}-01' + {draw(7, 28)} AS jour,
               lpad((8 + {skewed(8, 14)})::VARCHAR, 2, '0') || CASE WHEN {draw(9, 2)} = 0 THEN ':00' ELSE ':30' END
                   AS creneau,
               (1 + {skewed(20, 4)})::USMALLINT AS personnes, (5 * (1 + {skewed(21, 12)}))::USMALLINT AS minutes,
               (5 * {skewed(22, 6)})::USMALLINT AS effort,
               substr(md5('{month}-' || s || '-' || {draw(23, max(1, MEDIATEURS // STRUCTURES))}), 1, 8) AS mediateur,
               (CASE WHEN cas THEN hash(({seed}::BIGINT << 40) + s * 1000000 + {mixed(24)} % {cases})
                     ELSE {mixed(25)} END % 4294967296)::UINTEGER AS cle
        FROM lieux
    """


# --- writing, in a process of its own


def write_country(folder: Path, rows: int, seed: int) -> Depose:
    """Facts, then the cubes of months, quarters aside, then the year's: with the product's own functions."""
    from entredeux.observatoire.entrepot import faits, moteur
    from entredeux.observatoire.entrepot.calculs import CalculDuckDB
    from entredeux.observatoire.entrepot.colonnes import GROUPES, in_groups
    from entredeux.observatoire.entrepot.moteur import parquet_of

    store, base, calcul = open_store(folder), moteur.connect(), CalculDuckDB()
    pieces: list = []
    spent = dict.fromkeys(("generation", "ecriture", "cubes_mois"), 0.0)
    sizes: Counter[str] = Counter()
    lean = 0
    for number, mois in enumerate(MOIS, start=1):
        with chrono(spent, "generation"):
            base.execute(f"CREATE OR REPLACE TABLE tirage AS {acts_of_month(rows, number, seed)}")
        sizes.update(dict(base.execute("SELECT structure, count(*) FROM tirage GROUP BY 1").fetchall()))
        ours = []
        with chrono(spent, "ecriture"):
            for groupe in range(GROUPES):
                page, count = faits.pack(base, f"SELECT * FROM tirage WHERE {in_groups([groupe])}")
                ours.append(store.put("faits", str(groupe), mois, page, count))
        for groupe in range(GROUPES):
            thin = f"SELECT {', '.join(COLONNES_2_1)} FROM tirage WHERE {in_groups([groupe])} ORDER BY ALL"
            lean += parquet_of(base, thin).octets
        base.execute("DROP TABLE tirage")
        with chrono(spent, "cubes_mois"):
            cube = month_cube(store, calcul, ours)
        pieces += [*ours, cube]
    with chrono(spent, "cubes_annee"):
        pieces.append(year_cube(store, calcul, pieces))
    facts, cubes = ([piece for piece in pieces if piece.genre == genre] for genre in ("faits", "cube"))
    return Depose(
        pieces=[list(asdict(piece).values()) for piece in pieces],
        tailles=dict(sizes),
        actes=sum(piece.lignes for piece in facts),
        octets_faits=sum(piece.octets for piece in facts),
        octets_2_1=lean,
        octets_cubes=sum(piece.octets for piece in cubes),
        lignes_cubes=sum(piece.lignes for piece in cubes),
        generation_s=spent["generation"],
        ecriture_s=spent["ecriture"],
        cubes_mois_s=spent["cubes_mois"],
        cubes_annee_s=spent["cubes_annee"],
    )


def month_cube(store, calcul, facts: list, former=None):
    """As completion does: the cells of these groups of structures, in the place of those of a former cube."""
    from entredeux.observatoire.entrepot import faits, moteur
    from entredeux.observatoire.entrepot.calculs import merge_cells

    base = moteur.connect()
    cells = [calcul.month_cells([store.read(piece) for piece in facts])]
    page = merge_cells(base, cells, former, [int(piece.groupe) for piece in facts])
    return store.put("cube", "", facts[0].periode, page, faits.count_rows(base, page))


def year_cube(store, calcul, pieces: list):
    """As completion does, a group of structures after the other."""
    from entredeux.observatoire.entrepot import faits, moteur
    from entredeux.observatoire.entrepot.calculs import merge_cells
    from entredeux.observatoire.entrepot.colonnes import in_groups

    base = moteur.connect()
    cubes = [store.read(piece) for piece in pieces if piece.genre == "cube" and piece.periode in MOIS]
    facts = [piece for piece in pieces if piece.genre == "faits"]
    cells = []
    for groupe in sorted({piece.groupe for piece in facts}):
        where = f"WHERE {in_groups([int(groupe)])}"
        ours = [moteur.parquet_of(base, f"SELECT * FROM {moteur.read_parquet(cube)} {where}") for cube in cubes]
        cells.append(calcul.period_cells(ours, [store.read(piece) for piece in facts if piece.groupe == groupe]))
    page = merge_cells(base, cells, None, [])
    return store.put("cube", "", str(ANNEE), page, faits.count_rows(base, page))


# --- reading, each in a process of its own


def national_report(folder: Path, structure: str = "") -> dict[str, float]:
    """Twelve tables protected. Cold: sealed files opened, decrypted, read; warm: again in the same process."""
    import numpy as np

    from entredeux.observatoire import mesures, secret
    from entredeux.observatoire.cellules import Cellules
    from entredeux.observatoire.entrepot import cubes, moteur
    from entredeux.observatoire.entrepot.colonnes import COUPES
    from entredeux.observatoire.enums import Audience

    store, pieces = open_store(folder), read_pieces(folder)
    codes = {frozenset(coupe.axes): coupe for coupe in COUPES}

    def table(axes: tuple[str, ...]) -> int:
        coupe = codes[frozenset(axes) - {"mois"}]
        columns = dict(zip(coupe.axes, "abc", strict=False)) | {"mois": "periode"}
        periods = MOIS if "mois" in axes else (str(ANNEE),)
        pages = {
            piece.periode: store.open(piece) for piece in pieces if piece.genre == "cube" and piece.periode in periods
        }
        where = {"coupe": coupe.code} | ({"structure": structure} if structure else {})
        with moteur.cursor() as base:
            cells = cubes.sum_cells(base, pages, [columns[axe] for axe in axes], where)
        exact = Cellules(*(cells[name].astype(np.int64) for name in ("n", "ks", "top", "unites")))
        return len(secret.protect(exact, audience=Audience.PUBLIC))

    secret.thresholds()
    spent, cells = [], 0
    for _ in range(5):
        start, cpu = time.perf_counter(), time.process_time()
        cells = sum(table(axes) for axes in mesures.TABLES_DU_RAPPORT)
        spent.append((time.perf_counter() - start, time.process_time() - cpu))
    warm = spent[1:]
    return {
        "froid_s": spent[0][0],
        "chaud_s": statistics.median(wall for wall, _ in warm),
        "chaud_processeur_s": statistics.median(cpu for _, cpu in warm),
        "cellules": cells,
        "memoire_mo": peak_memory(),
    }


def dirty_month(folder: Path) -> dict[str, float]:
    """A structure's facts of June move: its group's file is written again, then the cube of June follows.

    And the whole cube of June from all its facts, which must give the bytes of the kept one.
    """
    from entredeux.observatoire.entrepot import faits, moteur
    from entredeux.observatoire.entrepot.calculs import CalculDuckDB
    from entredeux.observatoire.entrepot.colonnes import group_of

    store, pieces, calcul, base = open_store(folder), read_pieces(folder), CalculDuckDB(), moteur.connect()
    june = [piece for piece in pieces if piece.periode == MOIS[5]]
    facts, (cube,) = [p for p in june if p.genre == "faits"], [p for p in june if p.genre == "cube"]
    largest = max(sizes_of(folder), key=sizes_of(folder).__getitem__)
    ours = next(piece for piece in facts if piece.groupe == str(group_of(uuid.UUID(largest))))
    spent: dict[str, float] = {}
    with chrono(spent, "sali"):
        former = store.read(ours)
        moved = faits.of_structure(base, former, largest)
        page, count = faits.merge(base, former, {largest: moved}, au_mois=False)
        month_cube(store, calcul, [store.put("faits", ours.groupe, MOIS[5], page, count)], store.read(cube))
    cpu = time.process_time()
    with chrono(spent, "entier"):
        again = month_cube(store, calcul, facts)
    assert again.empreinte == cube.empreinte, "le cube refait n'a pas les mêmes octets"
    return {
        "sali_s": spent["sali"],
        "entier_s": spent["entier"],
        "entier_processeur_s": time.process_time() - cpu,
        "memoire_mo": peak_memory(),
    }


def postgres_report(folder: Path) -> dict[str, float]:
    """The twelve group-bys with count and sum of keys, in PostgreSQL, with its indexes and its statistics."""
    import io

    import psycopg

    from entredeux.observatoire import mesures
    from entredeux.observatoire.entrepot import moteur
    from tests import postgres

    url = postgres.start(memoire="2GB")
    try:
        with psycopg.connect(url, autocommit=True) as cluster:
            cluster.execute("SET work_mem = '256MB'")
            cluster.execute("SET maintenance_work_mem = '512MB'")
            axes = sorted({axe for table in mesures.TABLES_DU_RAPPORT for axe in table})
            columns = ["structure", *axes, "cle"]
            kinds = ", ".join(f"{name} {'bigint' if name == 'cle' else 'text'}" for name in columns)
            cluster.execute(f"CREATE UNLOGGED TABLE fait ({kinds})")
            start = time.perf_counter()
            store, base = open_store(folder), moteur.connect()
            query = ", ".join("strftime(jour, '%Y-%m') AS mois" if name == "mois" else name for name in columns)
            with cluster.cursor().copy(f"COPY fait ({', '.join(columns)}) FROM STDIN (FORMAT csv)") as copy:
                for piece in read_pieces(folder):
                    if piece.genre == "faits":
                        page, text = store.read(piece), moteur.Memoire()
                        source = moteur.read_parquet(page)
                        form = "FORMAT csv, HEADER false, USE_TMP_FILE false"
                        base.execute(f"COPY (SELECT {query} FROM {source}) TO '{text.chemin}' ({form})")
                        copy.write(io.BytesIO(text.read()).getvalue())
            for name in ("qpv", "commune", "structure"):
                cluster.execute(f"CREATE INDEX ON fait ({name})")
            cluster.execute("VACUUM ANALYZE fait")
            load = time.perf_counter() - start
            start, cells = time.perf_counter(), 0
            for table in mesures.TABLES_DU_RAPPORT:
                by = ", ".join(table)
                cells += len(cluster.execute(f"SELECT {by}, count(*), sum(cle) FROM fait GROUP BY {by}").fetchall())
            return {"chargement_s": load, "rapport_s": time.perf_counter() - start, "cellules": cells}
    finally:
        postgres.stop()


# --- plumbing


def open_store(folder: Path):
    from entredeux.observatoire.entrepot.coffre import Coffre
    from entredeux.observatoire.entrepot.depots import DepotLocal

    return Coffre(DepotLocal(folder / "entrepot"), SECRET)


def read_pieces(folder: Path) -> list:
    from entredeux.observatoire.entrepot.coffre import Piece

    return [Piece(*values) for values in json.loads((folder / "pays.json").read_text())["pieces"]]


class chrono:
    def __init__(self, into: dict[str, float], name: str) -> None:
        self.into, self.name = into, name

    def __enter__(self) -> None:
        self.start = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.into[self.name] = self.into.get(self.name, 0.0) + time.perf_counter() - self.start


def peak_memory() -> float:
    """Mo, of this process since it started."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


STEPS: dict[str, Callable] = {
    "national": national_report,
    "sali": dirty_month,
    "postgres": postgres_report,
}


def step(name: str, folder: Path, *options: str) -> dict[str, float]:
    """In a process of its own: its memory is its own, and nothing is warm but the disk."""
    command = [sys.executable, __file__, "--etape", name, "--dossier", str(folder), *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def run_step(arguments: argparse.Namespace) -> None:
    django.setup()
    folder = Path(arguments.dossier)
    if arguments.etape == "ecrire":
        country = write_country(folder, arguments.rows, arguments.seed)
        (folder / "pays.json").write_text(json.dumps(asdict(country) | {"memoire_mo": peak_memory()}))
        print("{}")
    elif arguments.etape == "national":
        print(json.dumps(national_report(folder, arguments.structure)))
    else:
        print(json.dumps(STEPS[arguments.etape](folder)))


def measure(rows: int, seed: int, with_postgres: bool, folder: Path) -> dict[str, tuple[float, str]]:
    if not (folder / "pays.json").exists():
        step("ecrire", folder, "--rows", str(rows), "--seed", str(seed))
    written = json.loads((folder / "pays.json").read_text())
    acts = written["actes"]
    national, dirty = step("national", folder), step("sali", folder)
    sizes = sizes_of(folder)
    largest, one = max(sizes, key=sizes.__getitem__), nearest(sizes, 500_000)
    ours = step("national", folder, "--structure", one)
    figures = {
        "actes": (acts, "actes"),
        "generation_s": (written["generation_s"], "s"),
        "ecriture_s": (written["ecriture_s"], "s"),
        "cubes_des_mois_s": (written["cubes_mois_s"], "s"),
        "cube_de_l_annee_s": (written["cubes_annee_s"], "s"),
        "ecriture_memoire_mo": (written["memoire_mo"], "Mo"),
        "faits_octets_par_acte": (written["octets_faits"] / acts, "octets"),
        "colonnes_2_1_octets_par_acte": (written["octets_2_1"] / acts, "octets"),
        "cubes_mo": (written["octets_cubes"] / 2**20, "Mo"),
        "cubes_lignes": (written["lignes_cubes"], "lignes"),
        "national_cellules": (national["cellules"], "cellules"),
        "national_froid_s": (national["froid_s"], "s"),
        "national_s": (national["chaud_s"], "s"),
        "national_processeur_s": (national["chaud_processeur_s"], "s"),
        "national_memoire_mo": (national["memoire_mo"], "Mo"),
        "structure_actes": (sizes[one], "actes"),
        "structure_plus_grande_actes": (sizes[largest], "actes"),
        "structure_chaud_ms": (ours["chaud_s"] * 1000, "ms"),
        "structure_processeur_ms": (ours["chaud_processeur_s"] * 1000, "ms"),
        "structure_froid_ms": (ours["froid_s"] * 1000, "ms"),
        "mois_sali_s": (dirty["sali_s"], "s"),
        "mois_entier_s": (dirty["entier_s"], "s"),
        "mois_entier_processeur_s": (dirty["entier_processeur_s"], "s"),
        "mois_memoire_mo": (dirty["memoire_mo"], "Mo"),
    }
    if with_postgres:
        peer = step("postgres", folder)
        figures |= {
            "postgres_chargement_s": (peer["chargement_s"], "s"),
            "postgres_rapport_s": (peer["rapport_s"], "s"),
            "postgres_ratio": (peer["rapport_s"] / national["chaud_s"], "ratio"),
        }
    return figures | {"charge_machine": (os.getloadavg()[0], "processus")}


def sizes_of(folder: Path) -> dict[str, int]:
    """Acts of the year by structure."""
    return json.loads((folder / "pays.json").read_text())["tailles"]


def nearest(sizes: dict[str, int], wanted: int) -> str:
    """The largest structure of at most this many acts a year, else the smallest."""
    under = [name for name, acts in sizes.items() if acts <= wanted]
    return max(under, key=sizes.__getitem__) if under else min(sizes, key=sizes.__getitem__)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000], help="several sizes: the growth table")
    parser.add_argument("--postgres", action="store_true", help="at the largest size only")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rapide", action="store_true")
    parser.add_argument("--complet", action="store_true", help="100,000 then 1,000,000, with PostgreSQL")
    parser.add_argument("--dossier", default="", help="keeps the country there, and measures one already written")
    for hidden in ("--etape", "--structure"):
        parser.add_argument(hidden, default="", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.etape:
        arguments.rows = arguments.rows[0]
        run_step(arguments)
        return
    if arguments.complet:
        arguments.rows, arguments.postgres = [100_000, 1_000_000], True
    print_all(arguments.rows, arguments.seed, arguments.postgres, arguments.dossier)


def print_all(sizes: list[int], seed: int, with_postgres: bool, kept: str) -> None:
    figures: dict[str, str] = {}
    for rows in sorted(sizes):
        folder = Path(kept) / str(rows) if kept else Path(tempfile.mkdtemp(prefix="banc-observatoire-"))
        folder.mkdir(parents=True, exist_ok=True)
        try:
            found = measure(rows, seed, with_postgres and rows == max(sizes), folder)
        finally:
            if not kept:
                shutil.rmtree(folder, ignore_errors=True)
        start = f"observatoire_{rows}" if len(sizes) > 1 else "observatoire"
        for name, (value, unit) in found.items():
            said = f"{value:.4g}" if isinstance(value, float) else str(value)
            print(f"{start}_{name} {said} {unit}", flush=True)
            figures[f"{start}_{name}"] = said
    print(" ".join(f"{name}={said}" for name, said in figures.items()))


if __name__ == "__main__":
    main()
