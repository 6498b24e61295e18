"""A table opened: what was detected, and its rows, read again each time they are asked for (memory stays flat)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from entredeux.socle.lecture import classeur, limites, texte
from entredeux.socle.lecture.encodage import detect_encodage
from entredeux.socle.lecture.entete import Entete, find_entete
from entredeux.socle.lecture.erreurs import FichierRefuse
from entredeux.socle.lecture.nature import Nature, check_size, detect_nature, unfold_gzip


@dataclass(frozen=True)
class Reglages:
    """What a mapping may impose on the reading, instead of what would be detected."""

    encodage: str = ""
    separateur: str = ""
    ligne_entete: int = 0
    feuille: str = ""


@dataclass(frozen=True)
class Ligne:
    """One row: `numero` is the line of the file where it starts; `erreur` says why it cannot be read."""

    numero: int
    cellules: tuple[str, ...]
    erreur: str = ""


@dataclass
class Tableau:
    chemin: Path
    nature: Nature
    entete: Entete
    encodage: str | None = None
    separateur: str | None = None
    feuille: str | None = None
    avertissements: list[str] = field(default_factory=list)

    @property
    def colonnes(self) -> list[str]:
        return self.entete.colonnes

    @property
    def ligne_entete(self) -> int:
        return self.entete.ligne

    def lignes(self) -> Iterator[Ligne]:
        """Every non-empty row under the header. Raises FichierRefuse past the limit of rows."""
        width = len(self.colonnes)
        count = 0
        for numero, cells, wrong in islice(self._records(width), self.entete.rang, None):
            if not any(cells) and not wrong:
                continue
            count += 1
            if count > limites.LIGNES:
                raise FichierRefuse(
                    f"Ce fichier dépasse {limites.LIGNES} lignes. Coupez-le par année, puis importez chaque morceau."
                )
            yield Ligne(numero, *_fit(cells, width, wrong))

    def check(self) -> int:
        """Reads every row once and counts them: a file that breaks half-way is refused before anything is written."""
        return sum(1 for _ in self.lignes())

    def premieres_lignes(self, count: int) -> list[Ligne]:
        return list(islice(self.lignes(), count))

    def _records(self, width: int) -> Iterator[texte.Brut]:
        if self.nature is Nature.TEXTE:
            return texte.iterate_records(self.chemin, self.encodage or "utf-8", self.separateur or ",", width)
        return classeur.iterate_records(self.chemin, self.feuille or "")


def open_tableau(
    path: Path, name: str, folder: Path, known: frozenset[str], reglages: Reglages | None = None
) -> Tableau:
    """Reads what the file is. `name` is what its sender called it; `folder` receives an unfolded .gz.

    Raises FichierRefuse with a sentence; nothing is ever written elsewhere.
    """
    reglages = reglages or Reglages()
    check_size(path)
    path = unfold_gzip(path, name, folder)
    if path.stat().st_size == 0:
        raise FichierRefuse("Le fichier est vide : rien n'a été importé. Vérifiez l'export, puis recommencez.")
    nature = detect_nature(path, name)
    opener = _open_texte if nature is Nature.TEXTE else _open_classeur
    return opener(path, nature, known, reglages)


def _open_texte(path: Path, nature: Nature, known: frozenset[str], reglages: Reglages) -> Tableau:
    encoding = reglages.encodage or detect_encodage(path)
    try:
        separator = reglages.separateur or texte.detect_separator(path, encoding)
        records = list(islice(texte.iterate_records(path, encoding, separator), 120))
    except LookupError:
        raise FichierRefuse(f"L'encodage « {encoding} » demandé par la correspondance n'existe pas.")
    start = 1 if texte.declared_separator(path, encoding) else 0
    entete = find_entete([(0, [], ""), *records[1:]] if start else records, known, reglages.ligne_entete)
    return Tableau(path, nature, entete, encodage=encoding, separateur=separator)


def _open_classeur(path: Path, nature: Nature, known: frozenset[str], reglages: Reglages) -> Tableau:
    if not reglages.feuille:  # first reading: afterwards the mapping says which sheet
        classeur.check_in_another_process(path)
    feuille, others = classeur.choose_feuille(classeur.open_classeur(path), reglages.feuille)
    records = list(islice(classeur.iterate_records(path, feuille), 120))
    tableau = Tableau(path, nature, find_entete(records, known, reglages.ligne_entete), feuille=feuille)
    if others:
        tableau.avertissements.append(
            f"Feuille lue : « {feuille} ». Non lues : {', '.join(f'« {name} »' for name in others)}."
        )
    return tableau


def _fit(cells: list[str], width: int, wrong: str) -> tuple[tuple[str, ...], str]:
    """Missing last cells are empty; filled cells beyond the header mean that a separator slipped into a cell."""
    if wrong or len(cells) == width:
        return tuple(cells), wrong
    if len(cells) < width:
        return (*cells, *[""] * (width - len(cells))), ""
    if any(cells[width:]):
        return tuple(cells), f"{len(cells)} cellules au lieu de {width} : un séparateur s'est glissé dans une cellule"
    return tuple(cells[:width]), ""
