"""Reading the three files of context. A row or a cell that cannot be trusted is set aside with its reason.

A whole file that is not what it should be raises `FichierRefuse`, before anything is written. Nothing is repaired:
a code that lost its zero is refused, an empty cell stays empty and is never 0.
"""

import csv
import gzip
import io
import math
import re
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from entredeux.territoires.contexte.definitions import Definition, Definitions
from entredeux.territoires.enums import NiveauContexte

FICHIERS = {
    NiveauContexte.QPV: "contexte_qpv.csv.gz",
    NiveauContexte.COMMUNE: "contexte_communes.csv.gz",
    NiveauContexte.ZONE_EMPLOI: "contexte_zones_emploi.csv.gz",
}
TRIMESTRE = re.compile(r"\d{4}-T[1-4]")
ZONE = re.compile(r"\d{4}")
NOMBRE = re.compile(r"-?\d{1,9}(\.\d{1,17})?")
TAILLE_MAX = 64 * 1024 * 1024

Row = dict[str, str]


class FichierRefuse(ValueError):
    """Why the file cannot be used, in French; nothing was changed."""


@dataclass(frozen=True)
class Rejet:
    """What was set aside: a row (`colonne` empty) or one value of it."""

    fichier: str
    ligne: int
    code: str
    colonne: str
    raison: str

    def __str__(self) -> str:
        place = f", colonne « {self.colonne} »" if self.colonne else ""
        return f"{self.fichier}, ligne {self.ligne}{place} : {self.raison}"


@dataclass
class Lecture:
    """The accepted rows of one level: code → values, and (communes) code → employment zone, (zones) code → name."""

    fichier: str
    lues: int = 0
    valeurs: dict[str, dict[str, float]] = field(default_factory=dict)
    autres: dict[str, str] = field(default_factory=dict)
    rejets: list[Rejet] = field(default_factory=list)

    def reject(self, ligne: int, code: str, raison: str, colonne: str = "") -> None:
        self.rejets.append(Rejet(self.fichier, ligne, code[:20], colonne, raison))


def read_level(folder: Path, niveau: NiveauContexte, definitions: Definitions, known: Collection[str]) -> Lecture:
    """`known`: the codes of the base at this level; those of employment zones come from the file itself."""
    lecture = Lecture(FICHIERS[niveau])
    header, rows = _read_rows(folder / lecture.fichier)
    if niveau is NiveauContexte.ZONE_EMPLOI:
        take = _zone_reader(header, definitions.at(niveau)[0], lecture)
    else:
        take = _zone_values_reader(header, niveau, definitions.at(niveau), lecture)
    for line, row in enumerate(rows, start=2):
        lecture.lues += 1
        code = row["code"]
        if reason := _refuse_code(code, niveau, known, lecture):
            lecture.reject(line, code, reason)
        else:
            take(line, code, row)
    if len(lecture.valeurs) * 2 < lecture.lues or not lecture.valeurs:
        raise FichierRefuse(
            f"{lecture.fichier} : {lecture.lues - len(lecture.valeurs)} lignes sur {lecture.lues} ne vont pas "
            f"({lecture.rejets[0] if lecture.rejets else 'aucune ligne'}). Rien n'a été changé. Chargez d'abord "
            "`entredeux import territoires`, ou vérifiez le fichier."
        )
    return lecture


def _zone_values_reader(
    header: list[str], niveau: NiveauContexte, definitions: tuple[Definition, ...], lecture: Lecture
) -> Callable[[int, str, Row], None]:
    with_zone = ["zone_emploi"] if niveau is NiveauContexte.COMMUNE else []
    _require(header, ["code", *with_zone, *(each.colonne for each in definitions)], lecture.fichier)

    def take(line: int, code: str, row: Row) -> None:
        zone = row["zone_emploi"] if with_zone else ""
        if zone and not ZONE.fullmatch(zone):
            lecture.reject(line, code, "un code de zone d'emploi a quatre chiffres", "zone_emploi")
            zone = ""
        lecture.autres[code] = zone
        found = {each.code: _read_value(row[each.colonne], each, line, code, lecture) for each in definitions}
        lecture.valeurs[code] = {name: value for name, value in found.items() if value is not None}

    return take


def _zone_reader(header: list[str], definition: Definition, lecture: Lecture) -> Callable[[int, str, Row], None]:
    quarters = [name for name in header if TRIMESTRE.fullmatch(name)]
    _require(header, ["code", "libelle", *(quarters or ["2021-T1"])], lecture.fichier)

    def take(line: int, code: str, row: Row) -> None:
        found = {name: _read_value(row[name], definition, line, code, lecture, name) for name in sorted(quarters)}
        lecture.autres[code] = row["libelle"][:80]
        lecture.valeurs[code] = {name: value for name, value in found.items() if value is not None}

    return take


def _refuse_code(code: str, niveau: NiveauContexte, known: Collection[str], lecture: Lecture) -> str:
    if code in lecture.valeurs:
        return f"le code « {code} » est déjà donné plus haut"
    if niveau is NiveauContexte.ZONE_EMPLOI:
        return "" if ZONE.fullmatch(code) else f"« {code[:20]} » n'est pas un code de zone d'emploi"
    if code in known:
        return ""
    if niveau is NiveauContexte.QPV:
        return f"« {code[:20]} » n'est pas un quartier prioritaire de 2024 connu"
    hint = " (un zéro perdu ?)" if code.isdigit() and len(code) == 4 else ""
    return f"« {code[:20]} » n'est pas une commune connue{hint}"


def _read_value(
    text: str, definition: Definition, line: int, code: str, lecture: Lecture, column: str = ""
) -> float | None:
    """None when empty, or set aside. A number of the source is kept as it is written."""
    if not text:
        return None
    if not NOMBRE.fullmatch(text) or not math.isfinite(float(text)):
        lecture.reject(line, code, f"« {text[:20]} » n'est pas un nombre", column or definition.colonne)
        return None
    value = float(text)
    if not definition.minimum <= value <= definition.maximum:
        bounds = f"{definition.minimum:g} à {definition.maximum:g}"
        lecture.reject(line, code, f"{text[:20]} n'est pas possible ({bounds})", column or definition.colonne)
        return None
    return value


def _read_rows(path: Path) -> tuple[list[str], list[Row]]:
    try:
        if path.stat().st_size > TAILLE_MAX:
            raise FichierRefuse(f"{path.name} est trop gros. Rien n'a été changé.")
        content = path.read_bytes()
        text = (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode("utf-8-sig")
        header, *lines = list(csv.reader(io.StringIO(text, newline=""), strict=True)) or [[]]
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise FichierRefuse(f"{path.name} ne se lit pas ({type(error).__name__}). Rien n'a été changé.") from error
    header = ["code" if name == "ze" else name for name in header]
    if any(len(line) != len(header) for line in lines):
        wrong = next(number for number, line in enumerate(lines, start=2) if len(line) != len(header))
        raise FichierRefuse(f"{path.name}, ligne {wrong} : il faut {len(header)} colonnes. Rien n'a été changé.")
    return header, [dict(zip(header, line, strict=True)) for line in lines]


def _require(header: list[str], columns: list[str], name: str) -> None:
    missing = [column for column in columns if column not in header]
    if missing or len(set(header)) < len(header):
        said = f"colonnes absentes : {', '.join(missing)}" if missing else "une colonne est donnée deux fois"
        raise FichierRefuse(f"{name} : {said}. Rien n'a été changé.")
