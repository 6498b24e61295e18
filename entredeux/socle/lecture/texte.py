"""CSV and TSV: which separator, and records one at a time, each with the line it starts on."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from entredeux.socle.lecture import limites
from entredeux.socle.lecture.encodage import open_texte, repair

SEPARATEURS = (";", ",", "\t", "|")
ECHANTILLON = 200

Brut = tuple[int, list[str], str]  # line where the record starts, cells, what is wrong ("" when nothing is)

csv.field_size_limit(8 * 1024 * 1024)


class _TooManyLines(Exception):
    pass


class _Lines:
    """Physical lines, counted, that can be given back: an unclosed quote costs its own line, not the file."""

    def __init__(self, stream: Iterator[str]) -> None:
        self.stream = stream
        self.given_back: list[str] = []
        self.numero = 0
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        too_many = len(self.taken) >= limites.LIGNES_PAR_CELLULE
        if too_many or sum(map(len, self.taken[:-1])) > limites.CARACTERES_CELLULE * 4:
            raise _TooManyLines
        line = self.given_back.pop() if self.given_back else next(self.stream)
        self.numero += 1
        self.taken.append(line)
        return line

    def give_back_all_but_first(self) -> str:
        first, rest = self.taken[0], self.taken[1:]
        self.given_back += reversed(rest)
        self.numero -= len(rest)
        return first


def iterate_records(path: Path, encoding: str, separator: str, width: int = 0) -> Iterator[Brut]:
    """Records of the file. With `width`, a record of several lines and another width is an unclosed quote:
    its first line alone is refused, the following ones are read again."""
    with open_texte(path, encoding) as stream:
        lines = _Lines(stream)
        reader = csv.reader(lines, delimiter=separator)
        while True:
            lines.taken = []
            start = lines.numero + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (_TooManyLines, csv.Error):
                yield start, _plain_cells(lines.give_back_all_but_first(), separator), UNCLOSED
                continue
            several = len(lines.taken) > 1
            if several and ((width and len(cells) != width) or _ends_in_open_quote(lines)):
                yield start, _plain_cells(lines.give_back_all_but_first(), separator), UNCLOSED
                continue
            yield _cleaned(start, cells)


UNCLOSED = "un guillemet s'ouvre et ne se ferme pas"


def _cleaned(start: int, cells: list[str]) -> Brut:
    cells = [repair(cell).strip() for cell in cells]
    if any(len(cell) > limites.CARACTERES_CELLULE for cell in cells):
        return start, [cell[:200] for cell in cells], "une cellule dépasse 32 767 caractères"
    return start, cells, ""


def _ends_in_open_quote(lines: _Lines) -> bool:
    """Only the last record of a file can end so: its quotes do not pair."""
    if sum(line.count('"') for line in lines.taken) % 2 == 0:
        return False
    try:
        following = next(lines)
    except StopIteration:
        return True
    except _TooManyLines:
        return False
    lines.taken.pop()
    lines.numero -= 1
    lines.given_back.append(following)
    return False


def _plain_cells(line: str, separator: str) -> list[str]:
    return [repair(cell)[:200].strip().strip('"') for cell in line.rstrip("\r\n").split(separator)]


def declared_separator(path: Path, encoding: str) -> str:
    """`sep=;` on the first line is how a spreadsheet is told; "" when absent."""
    with open_texte(path, encoding) as stream:
        first = repair(stream.readline(200)).strip().strip('"')
    return first[4] if first.lower().startswith("sep=") and len(first) == 5 else ""


def detect_separator(path: Path, encoding: str) -> str:
    """The separator that cuts most records into the same number of cells, more than one."""
    if declared := declared_separator(path, encoding):
        return declared
    scores = {separator: _regularity(path, encoding, separator) for separator in SEPARATEURS}
    best = max(SEPARATEURS, key=lambda separator: scores[separator])
    return best if scores[best][2] else ","


def _regularity(path: Path, encoding: str, separator: str) -> tuple[float, int, int]:
    """(share of records of the commonest width, rounded so that one bad row decides nothing; how early that
    width appears: decimal commas spare the header; that width)."""
    records = islice(iterate_records(path, encoding, separator), ECHANTILLON)
    widths = [len(cells) for _, cells, _ in records if any(cells)]
    wide = Counter(width for width in widths if width > 1)
    if not wide:
        return (0, 0, 0)
    width, count = wide.most_common(1)[0]
    return (round(count / len(widths), 1), -widths.index(width), width)
