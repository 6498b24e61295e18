"""Adding zone codes to any CSV of points: every column, row and cell kept, in order.

The file is read twice, in small pieces: once to know its encoding, once to write. Nothing is written in
place of the output before the whole input was read. Errors are `FichierRefuse`, with a French sentence.
"""

import codecs
import csv
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from entredeux.socle.pliage import fold
from entredeux.territoires.enums import OrigineZone
from entredeux.territoires.geometrie import is_in_france, locate

LOT = 20_000
LIGNES_AVANT_EN_TETE = 20
CELLULE_MAX = 16 * 1024 * 1024
SEPARATEURS = {",": "virgule", ";": "point-virgule", "\t": "tabulation", "|": "barre"}
COLONNES = ("qpv_2024", "qpv_2024_origine", "qpv_2015", "qpv_2015_origine", "commune", "commune_origine")
MARQUES = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
CLASSEURS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF")  # XLSX and ODS, XLS, gzip, PDF
NOMBRE = re.compile(r"[+-]?\d{1,12}([.,]\d{0,20})?")


class FichierRefuse(ValueError):
    """Why the file cannot be used, what was kept, what to do."""


class Lecture(NamedTuple):
    encodage: str
    separateur: str
    en_tete: int
    colonnes: list[str]
    lon: int
    lat: int
    fin_de_ligne: str


@dataclass
class Bilan:
    lecture: Lecture
    ajoutees: list[str]
    lignes: int = 0
    dans_qpv: int = 0
    communes: int = 0
    ecartees: Counter = field(default_factory=Counter)
    trop_longues: int = 0


def locate_file(source: Path, lon: str, lat: str, target: Path) -> Bilan:
    """Writes `target` (UTF-8, the separator of the source) and says what was found and set aside."""
    _check_paths(source, target)
    lecture = detect(source, lon, lat)
    bilan = Bilan(lecture, _new_names(lecture.colonnes))
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".entredeux-", suffix=".partiel")
    try:
        with open(handle, "w", encoding=_output_encoding(lecture.encodage), newline="") as out:
            writer = csv.writer(out, delimiter=lecture.separateur, lineterminator=lecture.fin_de_ligne)
            rows = _read_rows(source, lecture.encodage, lecture.separateur)
            writer.writerows(islice(rows, lecture.en_tete))
            writer.writerow([*next(rows), *bilan.ajoutees])
            while batch := list(islice(rows, LOT)):
                writer.writerows(_complete(batch, bilan))
        os.chmod(name, 0o644)
        os.replace(name, target)
    finally:
        Path(name).unlink(missing_ok=True)
    return bilan


def detect(source: Path, lon: str, lat: str) -> Lecture:
    """Encoding, separator, header row. Raises FichierRefuse when a column is missing, with those present."""
    if lon == lat:
        raise FichierRefuse("La longitude et la latitude doivent être dans deux colonnes : séparez-les d'abord.")
    encoding = _detect_encoding(source)
    seen: dict[str, list[list[str]]] = {}
    for separator in SEPARATEURS:
        seen[separator] = list(islice(_read_rows(source, encoding, separator), LIGNES_AVANT_EN_TETE))
        for index, row in enumerate(seen[separator]):
            x, y = _position(row, lon), _position(row, lat)
            if x is not None and y is not None:
                line_end = "\r\n" if b"\r\n" in _head(source) else "\n"
                return Lecture(encoding, separator, index, row, x, y, line_end)
    raise FichierRefuse(_explain_missing([rows[0] for rows in seen.values() if rows], lon, lat))


def classify(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """One reason per point: "" when it may be located, else why not. Nothing is repaired: a doubt is said."""
    reasons = np.full(x.shape, "hors_france", dtype="U12")
    reasons[is_in_france(y, x)] = "inversee"
    reasons[(abs(x) > 180) | (abs(y) > 90)] = "hors_limites"
    reasons[(x > 1e5) & (x < 1.3e6) & (y > 6e6) & (y < 7.2e6)] = "lambert"
    reasons[is_in_france(x, y)] = ""
    return reasons


def parse_coordinate(text: str) -> float:
    """A decimal number with a point or a comma; NaN for anything else. Never raises."""
    plain = re.sub(r"[\s°]", "", text).replace("\u2212", "-")
    return float(plain.replace(",", ".")) if plain.isascii() and NOMBRE.fullmatch(plain) else float("nan")


def _complete(batch: Sequence[list[str]], bilan: Bilan) -> Iterator[list[str]]:
    lecture, width = bilan.lecture, len(bilan.lecture.colonnes)
    texts = [(_cell(row, lecture.lon), _cell(row, lecture.lat)) for row in batch]
    x = np.array([parse_coordinate(lon) for lon, _ in texts])
    y = np.array([parse_coordinate(lat) for _, lat in texts])
    reasons = classify(x, y)
    reasons[np.isnan(x) | np.isnan(y)] = "illisible"
    reasons[[not lon.strip() or not lat.strip() for lon, lat in texts]] = "vide"
    found = locate(np.where(reasons == "", x, np.nan), np.where(reasons == "", y, np.nan))
    zones = zip(found.qpv_2024, found.qpv_2024_origine, found.commune, found.commune_origine, strict=True)
    for row, reason, (qpv, qpv_origine, commune, commune_origine) in zip(batch, reasons, zones, strict=True):
        if not row:
            yield row
            continue
        bilan.lignes += 1
        bilan.dans_qpv += bool(qpv)
        bilan.communes += bool(commune)
        bilan.trop_longues += len(row) > width
        if reason:
            bilan.ecartees[str(reason)] += 1
        # The 2015 contours are not in our data: that generation stays unknown rather than guessed by name.
        added = [qpv, qpv_origine, "", OrigineZone.INCONNU.value, commune, commune_origine]
        yield [*row[:width], *[""] * (width - len(row)), *added, *row[width:]]


def _check_paths(source: Path, target: Path) -> None:
    if not source.is_file():
        raise FichierRefuse(f"Le fichier « {source} » n'existe pas ou n'est pas un fichier. Vérifiez son chemin.")
    if target.is_dir() or not target.parent.is_dir():
        raise FichierRefuse(f"Impossible d'écrire « {target} » : indiquez un nom de fichier dans un dossier existant.")
    if target.exists() and target.samefile(source):
        raise FichierRefuse("Le fichier de sortie est le fichier d'entrée. Rien n'a été modifié : changez --out.")


def _detect_encoding(source: Path) -> str:
    head = _head(source)
    if not head.strip():
        raise FichierRefuse(f"Le fichier « {source} » est vide.")
    for mark, encoding in MARQUES.items():
        if head.startswith(mark):
            return _require(source, encoding)
    if head.startswith(CLASSEURS) or b"\0\0\0\0" in {head[0:8:2], head[1:8:2]}:
        raise FichierRefuse(
            f"« {source} » n'est pas un fichier CSV (classeur ou archive ?). Enregistrez-le au format CSV."
        )
    return "utf-8" if _decodes(source, "utf-8") else _require(source, "cp1252")


def _require(source: Path, encoding: str) -> str:
    if not _decodes(source, encoding):
        raise FichierRefuse(f"L'encodage de « {source} » n'est pas reconnu. Enregistrez le fichier en CSV UTF-8.")
    return encoding


def _decodes(source: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with source.open("rb") as stream:
        try:
            for block in iter(lambda: stream.read(1 << 20), b""):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _read_rows(source: Path, encoding: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(CELLULE_MAX)
    with source.open(encoding=encoding, newline="") as stream:
        try:
            yield from csv.reader(stream, delimiter=separator)
        except csv.Error as error:
            raise FichierRefuse(f"« {source} » n'est pas un CSV lisible ({error}). Rien n'a été écrit.") from error


def _position(row: Sequence[str], name: str) -> int | None:
    """Exact name first, then the same name but for case, accents and blanks; None when absent or twice there."""
    for same in (lambda cell: cell == name, lambda cell: fold(cell) == fold(name) != ""):
        places = [index for index, cell in enumerate(row) if same(cell)]
        if places:
            return places[0] if len(places) == 1 else None
    return None


def _explain_missing(headers: list[list[str]], lon: str, lat: str) -> str:
    header = max(headers, key=len, default=[])
    absent = [name for name in (lon, lat) if _position(header, name) is None]
    twice = [name for name in absent if header.count(name) > 1]
    if twice:
        return f"La colonne « {twice[0]} » figure {header.count(twice[0])} fois dans l'en-tête : renommez-en une."
    return (
        f"Colonne introuvable : {' et '.join(f'« {name} »' for name in absent)}. "
        f"Colonnes du fichier : {', '.join(header)}. Rien n'a été écrit."
    )


def _new_names(columns: Sequence[str]) -> list[str]:
    """Ours, under `zone_...` when the file already has a column of that name."""
    names = []
    for name in COLONNES:
        while name in columns:
            name = f"zone_{name}"
        names.append(name)
    return names


def _head(source: Path) -> bytes:
    with source.open("rb") as stream:
        return stream.read(1 << 16)


def _cell(row: Sequence[str], index: int) -> str:
    return row[index] if index < len(row) else ""


def _output_encoding(encoding: str) -> str:
    return "utf-8-sig" if encoding == "utf-8-sig" else "utf-8"
