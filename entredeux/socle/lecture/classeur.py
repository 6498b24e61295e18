"""XLSX, ODS and old XLS through calamine; every cell becomes the text a person would have typed."""

import datetime as dt
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from entredeux.socle.lecture import limites
from entredeux.socle.lecture.encodage import repair
from entredeux.socle.lecture.erreurs import FichierRefuse
from entredeux.socle.lecture.texte import Brut

FEUILLES_DE_FORMULAIRE = {"survey", "choices"}
SANS_LECTURE = {"lisez-moi", "lisezmoi", "notice", "readme", "mode d'emploi", "listes", "nomenclatures", "legende"}


# One cell said to be in column ZZZZ, and the reader asks for a terabyte: it does not raise, it kills its process.
ESSAI = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[3]),) * 2)
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
from python_calamine import CalamineError, CalamineWorkbook
try:
    book = CalamineWorkbook.from_path(sys.argv[1])
    for name in book.sheet_names:
        book.get_sheet_by_name(name)
except (CalamineError, OSError, ValueError):
    pass  # said in words by the reading itself
"""


def check_in_another_process(path: Path) -> None:
    """Opens every sheet elsewhere first, with bounded memory and time: what would kill us is refused in words."""
    bounds = [str(limites.MEMOIRE_CLASSEUR), str(limites.SECONDES_CLASSEUR)]
    command = [sys.executable, "-c", ESSAI, str(path), *bounds]
    tried = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True)
    if tried.returncode:
        raise FichierRefuse(
            "Ce classeur est abîmé ou démesuré (une cellule très loin des autres suffit) : il n'a pas été lu. "
            "Supprimez les lignes et colonnes vides, ou enregistrez-le en CSV, puis recommencez."
        )


def open_classeur(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise FichierRefuse(
                "Ce classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe, puis recommencez."
            )
        raise FichierRefuse(
            "Ce classeur est abîmé, protégé ou n'est pas un classeur : il ne s'ouvre pas. "
            "Ouvrez-le dans votre tableur, enregistrez-le en XLSX, ODS ou CSV, puis recommencez."
        )


def choose_feuille(workbook: CalamineWorkbook, asked: str = "") -> tuple[str, list[str]]:
    """The sheet to read, and the others that hold rows too (to be told, never silently left)."""
    names = list(workbook.sheet_names)
    if asked:
        if asked not in names:
            raise FichierRefuse(f"Pas de feuille « {asked} » dans ce classeur. Feuilles : {', '.join(names)}.")
        return asked, []
    if {name.strip().lower() for name in names} >= FEUILLES_DE_FORMULAIRE:
        raise FichierRefuse(
            "Ce classeur est la définition d'un formulaire (feuilles « survey » et « choices »), pas un tableau. "
            "Exportez les réponses du formulaire en CSV ou en XLSX, puis importez cet export."
        )
    sizes = {name: _row_count(workbook, name) for name in names}
    filled = [name for name in names if sizes[name] > 0]
    if not filled:
        raise FichierRefuse("Ce classeur est vide : rien n'a été importé. Vérifiez l'export, puis recommencez.")
    journals = [name for name in filled if name.strip().lower() not in SANS_LECTURE] or filled
    chosen = next((name for name in journals if sizes[name] > 1), journals[0])
    return chosen, [name for name in filled if name != chosen]


def _row_count(workbook: CalamineWorkbook, name: str) -> int:
    try:
        sheet = workbook.get_sheet_by_name(name)
        return sum(1 for row in islice(sheet.iter_rows(), 50) if any(cell != "" for cell in row))
    except (CalamineError, ValueError):
        return 0


def iterate_records(path: Path, name: str) -> Iterator[Brut]:
    """Rows with their number in the sheet, as a spreadsheet shows it."""
    try:
        sheet = open_classeur(path).get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False) if sheet.total_height <= 2000 else sheet.iter_rows()
    except (CalamineError, ValueError):
        raise FichierRefuse(f"La feuille « {name} » est illisible. Enregistrez-la en CSV, puis recommencez.")
    start = 1 if sheet.total_height <= 2000 else (sheet.start[0] if sheet.start else 0) + 1
    for numero, row in enumerate(_unbroken(rows, name), start):
        cells = [as_text(cell) for cell in row]
        wrong = (
            "une cellule dépasse 32 767 caractères" if any(len(c) > limites.CARACTERES_CELLULE for c in cells) else ""
        )
        yield numero, cells, wrong


def _unbroken(rows: Iterable[list[Any]], name: str) -> Iterator[list[Any]]:
    try:
        yield from rows
    except (CalamineError, ValueError):
        raise FichierRefuse(f"La feuille « {name} » est abîmée. Enregistrez-la en CSV, puis recommencez.")


def as_text(cell: Any) -> str:
    """2024-03-05, 2024-03-05T18:30, 18:30, 1053, 48.82, oui. A spreadsheet's error (#N/A) is an empty cell."""
    if isinstance(cell, str):
        return "" if cell.startswith("#") and cell.rstrip("!?0").isupper() else repair(cell).strip()
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(timespec="minutes")
    if isinstance(cell, dt.time):
        return cell.isoformat(timespec="minutes")
    if isinstance(cell, dt.timedelta):
        minutes = round(cell.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)
