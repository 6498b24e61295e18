"""How fast a former log comes in: 20,000 synthetic rows with points, tried, applied, then imported again.

python bench/import_interventions.py        last line: key=value

On a database of its own, made for the run and thrown away. `hors_attente` counts the work of this process alone:
it holds on a machine that other programs keep busy.
"""

import csv
import os
import random
import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))
LIGNES = 20_000
MOTIFS = ("Tapage nocturne", "Regroupement", "Encombrants", "Conflit de voisinage", "Démarche")
CORRESPONDANCE = """
date: Date
registre: {constante: conflits}
domaine: {constante: habitat}
motif: {colonne: Type, valeurs: {Tapage nocturne: nuisance_sonore, Encombrants: hygiene_securite}}
duree_minutes: Durée
public_nombre: Personnes
code_postal: CP
commune_nom: Commune
lon: X
lat: Y
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        from entredeux.cadre.acteur import Acteur
        from entredeux.cadre.models import Structure
        from entredeux.terrain.imports import actions, execution
        from entredeux.terrain.imports.correspondance import parse_correspondance
        from entredeux.terrain.imports.preparation import open_file, propose_for

        by = Acteur.systeme(Structure.objects.create(nom="Bench", nature="association"))
        path = write_journal(Path(folder) / "journal.csv")
        mapping = parse_correspondance(CORRESPONDANCE)
        read = timed(lambda: sum(1 for _ in open_file(path, path.name, Path(folder)).lignes()))
        propose = timed(lambda: propose_for(open_file(path, path.name, Path(folder)), by=by))
        tableau = open_file(path, path.name, Path(folder), mapping)
        essai = timed(lambda: execution.run(tableau, mapping, by=by, est_essai=True, on_rejets=lambda rows: None))
        first = timed(lambda: actions.import_directly(path, path.name, tableau, mapping, by=by))
        again = timed(lambda: actions.import_directly(path, path.name, tableau, mapping, by=by))
        assert (first[2][1].acceptees, again[2][1].doublons) == (LIGNES, LIGNES)
    figures = {
        "import_lecture_lignes_par_s": rate(read[0]),
        "import_proposition_lignes_par_s": rate(propose[0]),
        "import_essai_lignes_par_s": rate(essai[0]),
        "import_ecriture_lignes_par_s": rate(first[0]),
        "import_ecriture_hors_attente_lignes_par_s": rate(first[1]),
        "import_deja_present_lignes_par_s": rate(again[0]),
        "import_memoire_mo": f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}",
    }
    print(f"{LIGNES} lignes lues, essayées, écrites, puis importées de nouveau sans rien ajouter")
    print(" ".join(f"{name}={value}" for name, value in figures.items()))


def prepare(folder: Path) -> None:
    from entredeux.config.development import write_env_file

    here = Path.cwd()
    os.environ |= {"ENTREDEUX_DOSSIER": str(folder), "ENTREDEUX_BASE": f"sqlite:///{folder}/bench.sqlite3"}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "entredeux.config.settings", "ENTREDEUX_JOURNALISATION": "WARNING"}
    os.chdir(folder)
    write_env_file()
    import django

    django.setup()
    os.chdir(here)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def write_journal(path: Path) -> Path:
    chance = random.Random(2024)
    with path.open("w", encoding="cp1252", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(["Date", "Type", "Durée", "Personnes", "CP", "Commune", "X", "Y", "Observations"])
        for number in range(LIGNES):
            day = date(2023, 1, 1) + timedelta(days=chance.randrange(700))
            lon, lat = 2.80 + chance.random() * 0.1, 50.40 + chance.random() * 0.06
            place = ["62800", "Liévin"] if number % 2 else ["62300", "Lens"]
            words = [chance.choice(MOTIFS), chance.choice(["15", "1h30", "45 min"]), str(chance.randrange(1, 9))]
            point = [f"{lon:.5f}".replace(".", ","), f"{lat:.5f}".replace(".", ",")]
            writer.writerow(
                [f"{day:%d/%m/%Y}", *words, *place, *point, f"fiche {number}, échange au pied de l'immeuble"]
            )
    return path


def rate(seconds: float) -> str:
    return f"{LIGNES / seconds:.0f}"


def timed(action):
    start, cpu = time.perf_counter(), time.process_time()
    value = action()
    return time.perf_counter() - start, time.process_time() - cpu, value


if __name__ == "__main__":
    main()
