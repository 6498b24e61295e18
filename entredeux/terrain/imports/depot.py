"""What an import keeps, always sealed: the file received, in pieces of one MiB, and the rejected rows by 500."""

import csv
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from entredeux.cadre import chiffrement
from entredeux.terrain.imports.execution import LigneRejetee
from entredeux.terrain.models import ImportJournal, LotRejete, MorceauImport

MORCEAU = 1 << 20
LOT = 500


def _context(journal: ImportJournal, table: str, rang: int) -> dict[str, Any]:
    return {
        "table": table,
        "field": f"rang {rang}",
        "row": journal.pk,
        "unite": journal.unite,
        "structure": journal.structure_id,
    }


def hash_file(path: Path) -> str:
    """HMAC-SHA256: recognises a file already imported, tells nothing of it to whoever reads the table."""
    digest = hmac.new(chiffrement.secret_of_instance("import"), digestmod=hashlib.sha256)
    with path.open("rb") as file:
        while piece := file.read(MORCEAU):
            digest.update(piece)
    return digest.hexdigest()


def store_file(journal: ImportJournal, path: Path) -> None:
    with path.open("rb") as file:
        for rang, piece in enumerate(iter(lambda: file.read(MORCEAU), b"")):
            sealed = chiffrement.seal_bytes(piece, **_context(journal, MorceauImport._meta.db_table, rang))
            MorceauImport.objects.create(import_journal=journal, rang=rang, contenu=sealed)


def restore_file(journal: ImportJournal, folder: Path) -> Path:
    """The file, in clear, in a temporary folder that the caller removes."""
    path = folder / "recu"
    with path.open("wb") as file:
        for piece in journal.morceaux.order_by("rang").iterator(chunk_size=4):
            context = _context(journal, MorceauImport._meta.db_table, piece.rang)
            file.write(chiffrement.unseal_bytes(bytes(piece.contenu), **context))
    return path


class Rejets:
    """Receives rejected rows as they come and stores them sealed, 500 at a time."""

    def __init__(self, journal: ImportJournal, columns: list[str]) -> None:
        self.journal = journal
        self.columns = columns
        self.rang = 0
        self.waiting: list[LigneRejetee] = []

    def add(self, rows: Iterable[LigneRejetee]) -> None:
        self.waiting += rows
        while len(self.waiting) >= LOT:
            self._store(self.waiting[:LOT])
            self.waiting = self.waiting[LOT:]

    def close(self) -> None:
        if self.waiting:
            self._store(self.waiting)
        self.waiting = []

    def _store(self, rows: list[LigneRejetee]) -> None:
        said = {"colonnes": self.columns, "lignes": [[row.ligne, row.raison, row.cellules] for row in rows]}
        text = json.dumps(said, ensure_ascii=False)
        sealed = chiffrement.seal(text, **_context(self.journal, LotRejete._meta.db_table, self.rang))
        LotRejete.objects.create(import_journal=self.journal, rang=self.rang, nombre=len(rows), lignes=sealed)
        self.rang += 1


def read_rejets(journal: ImportJournal) -> Iterator[LigneRejetee]:
    """The caller has checked the right and written the read in the journal (actions.open_rejets)."""
    for lot in journal.lots_rejetes.order_by("rang").iterator(chunk_size=4):
        for ligne, raison, cells in _open_lot(journal, lot)["lignes"]:
            yield LigneRejetee(ligne, raison, tuple(cells))


def columns_of(journal: ImportJournal) -> list[str]:
    """The file's columns, kept beside its rejected rows; none when no row was rejected."""
    lot = journal.lots_rejetes.order_by("rang").first()
    return _open_lot(journal, lot)["colonnes"] if lot else []


def _open_lot(journal: ImportJournal, lot: LotRejete) -> dict[str, Any]:
    context = _context(journal, LotRejete._meta.db_table, lot.rang)
    return json.loads(chiffrement.unseal(bytes(lot.lignes), **context))


FORMULES = ("=", "+", "-", "@", "\t", "\r")


def rows_of_csv(columns: list[str], rejets: Iterable[LigneRejetee]) -> Iterator[list[str]]:
    """Header then rows: the file's own columns, then `ligne` and `raison`. Corrected, it is imported again."""
    yield [*columns, "ligne", "raison"]
    for rejet in rejets:
        cells = [*rejet.cellules[: len(columns)], *[""] * (len(columns) - len(rejet.cellules))]
        yield [*map(_without_formula, cells), str(rejet.ligne), rejet.raison]


def _without_formula(cell: str) -> str:
    """A spreadsheet would run « =… »; an apostrophe keeps it a text. Numbers stay as they are."""
    if cell.startswith(FORMULES) and not cell[1:].replace(",", "").replace(".", "").isdigit():
        return f"'{cell}"
    return cell


def write_csv(path: Path, columns: list[str], rejets: Iterable[LigneRejetee]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows_of_csv(columns, rejets))
