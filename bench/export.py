"""The CSV of 13,000 then 130,000 acts, asked from the real server: rows a second, and its peak memory at each size.

Memory is constant when ten times the rows leave the peak where it was (ratio near 1). The acts are the demo's own,
copied by SQL with new ids until there are enough: this bench is about reading. SQLite only.
"""

import http.client
import sqlite3
import threading
import time
from pathlib import Path

from bench import atelier
from bench.atelier import Serveur

TAILLES = (13_000, 130_000)


def main() -> None:
    figures: dict[str, object] = {}
    peaks = []
    with atelier.copy_of_base("export") as dossier:
        for size in TAILLES:
            lines = fill(dossier / "entredeux.sqlite3", size)
            with atelier.serve(dossier) as serveur:
                memory = Memoire(serveur)
                memory.start()
                seconds, read = download(serveur)
                peaks.append(memory.stop())
                cpu = serveur.cpu()
            assert read == lines, f"{read} lignes reçues, {lines} attendues"
            figures |= {
                f"export_{size}_s": f"{seconds:.1f}",
                f"export_{size}_lignes_par_s": f"{lines / seconds:.0f}",
                f"export_{size}_processeur_s": f"{cpu:.1f}",
                f"export_{size}_memoire_mo": f"{peaks[-1]:.0f}",
            }
    figures["export_memoire_dix_fois_plus_ratio"] = f"{peaks[1] / peaks[0]:.3f}"
    atelier.report(figures | {"export_charge_machine": atelier.load_average()})


def fill(path: Path, size: int) -> int:
    """Copies Claire's structure's acts until there are `size`. Returns how many there are."""
    with sqlite3.connect(path) as base:
        columns = [row[1] for row in base.execute("PRAGMA table_info(terrain_intervention)")]
        made = {"id": "lower(hex(randomblob(16)))", "unite": "lower(hex(randomblob(16)))"}
        values = ", ".join(made.get(name, f'"{name}"') for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        claire = "SELECT structure_id FROM cadre_adhesion JOIN cadre_compte c ON c.id = compte_id WHERE c.email = ?"
        (structure,) = base.execute(claire, ["claire@demo.example"]).fetchone()
        ours = "FROM terrain_intervention WHERE structure_id = ?"
        while (count := base.execute(f"SELECT count(*) {ours}", [structure]).fetchone()[0]) < size:
            copy = f"INSERT INTO terrain_intervention ({names}) SELECT {values} {ours} LIMIT ?"
            base.execute(copy, [structure, size - count])
    base.close()
    return count


def download(serveur: Serveur) -> tuple[float, int]:
    """Seconds and rows, read as they come and thrown away."""
    claire = atelier.log_in(serveur.port, "claire")
    start, lines = time.perf_counter(), -1  # the header is not a row
    connexion = http.client.HTTPConnection("127.0.0.1", serveur.port, timeout=300)
    cookies = "; ".join(f"{name}={value}" for name, value in claire.temoins.items())
    connexion.request("GET", "/terrain/interventions/export.csv", headers={"Cookie": cookies})
    answer = connexion.getresponse()
    assert answer.status == 200, answer.status
    while block := answer.read(1 << 16):
        lines += block.count(b"\n")
    return time.perf_counter() - start, lines


class Memoire(threading.Thread):
    """The highest memory of any of the server's processes while it runs, in Mo, looked at ten times a second.

    Anonymous memory only: pages of the base that SQLite maps are the system's cache, given back when it needs them.
    """

    def __init__(self, serveur: Serveur) -> None:
        super().__init__(daemon=True)
        self.processus, self.pic, self.fini = serveur.workers(), 0.0, threading.Event()

    def run(self) -> None:
        while not self.fini.wait(0.1):
            self.pic = max([self.pic, *(_anonymous_of(pid) for pid in self.processus)])

    def stop(self) -> float:
        self.fini.set()
        self.join()
        return self.pic


def _anonymous_of(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("RssAnon")).split()[1]) / 1024


if __name__ == "__main__":
    main()
