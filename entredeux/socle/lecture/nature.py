"""What a file really is, told from its first bytes and never from its name alone."""

import gzip
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path

from entredeux.socle.lecture import limites
from entredeux.socle.lecture.erreurs import FichierRefuse


class Nature(StrEnum):
    TEXTE = "texte"
    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"


EXTENSIONS = {
    ".csv": Nature.TEXTE,
    ".tsv": Nature.TEXTE,
    ".tab": Nature.TEXTE,
    ".txt": Nature.TEXTE,
    ".xlsx": Nature.XLSX,
    ".xlsm": Nature.XLSX,
    ".ods": Nature.ODS,
    ".xls": Nature.XLS,
}
NOMS = {
    Nature.TEXTE: "un texte à colonnes (CSV)",
    Nature.XLSX: "un classeur XLSX",
    Nature.ODS: "un classeur ODS",
    Nature.XLS: "un ancien classeur XLS",
}
SIGNATURES = (
    (b"%PDF", "un document PDF"),
    (b"\x89PNG", "une image PNG"),
    (b"\xff\xd8\xff", "une photo JPEG"),
    (b"GIF8", "une image GIF"),
    (b"RIFF", "un fichier audio ou vidéo"),
    (b"Rar!", "une archive RAR"),
    (b"7z\xbc\xaf", "une archive 7-Zip"),
    (b"BZh", "une archive bzip2"),
    (b"\xfd7zXZ", "une archive xz"),
    (b"SQLite format 3", "une base SQLite"),
    (b"PAR1", "un fichier Parquet"),
    (b"\x7fELF", "un programme"),
    (b"MZ", "un programme"),
    (b"{\\rtf", "un document RTF"),
)
GZIP = b"\x1f\x8b"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ATTENDUS = "Enregistrez-le en CSV, XLSX ou ODS, puis recommencez."


def unfold_gzip(path: Path, name: str, folder: Path) -> Path:
    """The path itself, or an unfolded copy in `folder` when the content is gzip. Bounded."""
    with path.open("rb") as file:
        is_folded = file.read(2) == GZIP
    suffix = Path(name.lower().strip()).suffix
    if suffix and is_folded != (suffix == ".gz"):
        state = "est" if is_folded else "n'est pas"
        raise FichierRefuse(
            f"Le nom du fichier finit par « {suffix} », mais son contenu {state} compressé en .gz. "
            "Renommez-le, puis recommencez ; rien n'a été importé."
        )
    if not is_folded:
        return path
    target = folder / "deplie"
    try:
        with gzip.open(path, "rb") as source, target.open("wb") as copy:
            while chunk := source.read(1 << 20):
                copy.write(chunk)
                if copy.tell() > limites.OCTETS_DEPLIES:
                    raise FichierRefuse(_too_big("Déplié, ce fichier", limites.OCTETS_DEPLIES))
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise FichierRefuse("Ce fichier .gz est abîmé ou incomplet : il ne se déplie pas. Téléchargez-le de nouveau.")
    return target


def check_size(path: Path) -> None:
    size = path.stat().st_size
    if size == 0:
        raise FichierRefuse("Le fichier est vide : rien n'a été importé. Vérifiez l'export, puis recommencez.")
    if size > limites.OCTETS:
        raise FichierRefuse(_too_big("Ce fichier", limites.OCTETS))


def detect_nature(path: Path, name: str) -> Nature:
    """Nature of the content; raises FichierRefuse when it is no table, or when the name lies about it."""
    with path.open("rb") as file:
        head = file.read(4096)
    nature = _nature_of(path, head)
    announced = EXTENSIONS.get(_extension(name))
    if announced is None and _extension(name) not in {"", ".gz"}:
        raise FichierRefuse(f"Les fichiers « {_extension(name)} » ne sont pas des tableaux. {ATTENDUS}")
    if announced is not None and announced != nature:
        raise FichierRefuse(
            f"Le nom annonce {NOMS[announced]}, mais le contenu est {NOMS[nature]}. "
            "Renommez le fichier ou enregistrez-le de nouveau dans le bon format ; rien n'a été importé."
        )
    return nature


def _nature_of(path: Path, head: bytes) -> Nature:
    for signature, label in SIGNATURES:
        if head.startswith(signature):
            raise FichierRefuse(f"Ce fichier est {label}, pas un tableau. {ATTENDUS}")
    if head.startswith(ZIP):
        return _nature_of_zip(path)
    if head.startswith(OLE):
        return Nature.XLS
    if head.startswith(GZIP):
        raise FichierRefuse(f"Ce fichier est compressé deux fois. {ATTENDUS}")
    _refuse_markup(head)
    return Nature.TEXTE


def _nature_of_zip(path: Path) -> Nature:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if sum(member.file_size for member in members) > limites.OCTETS_DEPLIES:
                raise FichierRefuse(_too_big("Déplié, ce classeur", limites.OCTETS_DEPLIES))
            if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
                return Nature.XLSX
            if "mimetype" in names and b"opendocument.spreadsheet" in archive.open("mimetype").read(100):
                return Nature.ODS
    except (zipfile.BadZipFile, OSError, zlib.error, RuntimeError, NotImplementedError):
        raise FichierRefuse(f"Ce classeur est abîmé ou incomplet : il ne s'ouvre pas. {ATTENDUS}")
    raise FichierRefuse(f"Ce fichier est une archive ZIP ou un autre document, pas un classeur. {ATTENDUS}")


def _refuse_markup(head: bytes) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")):
        raise FichierRefuse(f"Ce fichier est une page HTML, parfois déguisée en classeur. {ATTENDUS}")
    if start.startswith((b"<?xml", b"<workbook")):
        raise FichierRefuse(f"Ce fichier est un document XML. {ATTENDUS}")
    if start.startswith((b'{"', b"{\n", b"{\r", b"{ ", b"[{", b"[\n", b"[ {")):
        raise FichierRefuse(f"Ce fichier est du JSON. {ATTENDUS}")


def _extension(name: str) -> str:
    """`.csv` for `journal.CSV.gz`: a compressed file keeps the name of what it holds."""
    path = Path(name.lower().strip())
    return Path(path.stem).suffix if path.suffix == ".gz" else path.suffix


def _too_big(subject: str, limit: int) -> str:
    return (
        f"{subject} dépasse {limit // 1024 // 1024} Mo. Coupez-le par année ou par mois, puis importez chaque morceau."
    )
