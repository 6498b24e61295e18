"""Which line is the header, and unique names for its cells."""

import re
from collections import Counter
from dataclasses import dataclass

from entredeux.socle.lecture import limites
from entredeux.socle.lecture.erreurs import FichierRefuse
from entredeux.socle.lecture.mots import fold
from entredeux.socle.lecture.texte import Brut

DONNEE = re.compile(r"^[-+]?[\d\s.,:/%€-]+$|^\d{4}-\d\d-\d\d(T.*)?$|^\S+@\S+$|^https?://", re.I)


@dataclass(frozen=True)
class Entete:
    ligne: int
    colonnes: list[str]
    rang: int  # how many records of the file come before the first row


def find_entete(records: list[Brut], known: frozenset[str], asked: int = 0) -> Entete:
    """`known` holds folded names of columns met in such files. Raises FichierRefuse when no line can be a header."""
    filled = [(rank, record) for rank, record in enumerate(records) if any(record[1])]
    if not filled:
        raise FichierRefuse("Le fichier est vide : rien n'a été importé. Vérifiez l'export, puis recommencez.")
    if asked:
        rank, record = next(((r, rec) for r, rec in filled if rec[0] == asked), (0, None))
        if record is None:
            raise FichierRefuse(f"La ligne {asked} demandée comme ligne d'en-tête est vide ou absente du fichier.")
        return _entete(rank, record)
    width = _usual_width(filled)
    candidates = filled[: limites.LIGNES_AVANT_ENTETE]
    rank, record = max(candidates, key=lambda item: _score(item[1][1], width, known) - item[0] * 0.02)
    if _score(record[1], width, known) < 1:
        raise FichierRefuse(
            "Aucune ligne d'en-tête n'a été trouvée : chaque colonne doit porter un nom. "
            "Ajoutez une première ligne avec les noms des colonnes, puis recommencez."
        )
    return _entete(rank, record)


def _usual_width(filled: list[tuple[int, Brut]]) -> int:
    widths = Counter(sum(1 for cell in cells if cell) for _, (_, cells, _) in filled)
    return max(widths, key=lambda width: (widths[width], width))


def _score(cells: list[str], width: int, known: frozenset[str]) -> float:
    """Names we know count most; then a full row of distinct short words, which data seldom are."""
    texts = [cell for cell in cells if cell]
    if not texts or len(texts) < width / 2:
        return 0
    words = [cell for cell in texts if not DONNEE.match(cell) and len(cell) <= 150]
    recognised = sum(1 for cell in words if fold(cell) in known)
    distinct = len({fold(cell) for cell in words}) / len(texts)
    share = len(words) / len(texts)
    if share < 0.5 and not recognised:
        return 0
    return 3 * recognised / len(texts) + share + distinct * 0.5 + min(len(texts) / max(width, 1), 1) * 0.5


def _entete(rank: int, record: Brut) -> Entete:
    ligne, cells, _ = record
    while cells and not cells[-1]:
        cells = cells[:-1]
    if len(cells) > limites.COLONNES:
        raise FichierRefuse(
            f"Ce fichier a {len(cells)} colonnes ; {limites.COLONNES} au plus. Gardez les colonnes utiles."
        )
    return Entete(ligne, make_unique(cells), rank + 1)


def make_unique(cells: list[str]) -> list[str]:
    """« Date », « Date (2) »; a column without a name is called by its rank, « colonne 7 »."""
    names: list[str] = []
    taken: set[str] = set()
    for rank, cell in enumerate(cells, 1):
        base = re.sub(r"\s+", " ", cell).strip()[:150] or f"colonne {rank}"
        name, turn = base, 1
        while name.casefold() in taken:
            turn += 1
            name = f"{base} ({turn})"
        taken.add(name.casefold())
        names.append(name)
    return names
