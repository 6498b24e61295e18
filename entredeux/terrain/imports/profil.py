"""What each column holds, from one pass over the file: enough to propose a mapping, bounded in memory."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from entredeux.socle.lecture import Ligne
from entredeux.socle.lecture.mots import fold
from entredeux.terrain.imports.champs import PAR_CODE

VALEURS_MAX = 3000
LIGNES_PROFILEES = 40_000


@dataclass
class Profil:
    nom: str
    rang: int
    valeurs: Counter[str] = field(default_factory=Counter)
    remplies: int = 0
    uniques: set[str] | None = None  # every value, for a column that may be an identifier
    est_compteur: bool = True  # 1, 2, 3… or 0, 1, 2… : the rank in the file, which two files share

    @property
    def nom_plie(self) -> str:
        return fold(self.nom)

    def share(self, test: Callable[[str], object]) -> float:
        """Share of the filled rows whose value passes."""
        total = self.valeurs.total()
        return sum(count for value, count in self.valeurs.items() if test(value)) / total if total else 0.0

    def unmatched(self, test: Callable[[str], object], limit: int = 400) -> list[str]:
        return [value for value, _ in self.valeurs.most_common() if not test(value)][:limit]


@dataclass
class Profils:
    colonnes: list[Profil]
    lignes: int
    paires: list[tuple[str, ...]]  # the first rows, for what must be read across columns


def profile(columns: list[str], rows: Iterable[Ligne]) -> Profils:
    identifier_names = set(PAR_CODE["identifiant"].noms)
    profiles = [Profil(name, rank) for rank, name in enumerate(columns)]
    for item in profiles:
        item.uniques = set() if item.nom_plie in identifier_names else None
    first: list[tuple[str, ...]] = []
    count = readable = 0
    for row in rows:
        count += 1
        if row.erreur:
            continue
        readable += 1
        if readable <= 2000:
            first.append(row.cellules)
        if readable <= LIGNES_PROFILEES:
            _count(profiles, row, readable)
    return Profils(profiles, count, first)


def _count(profiles: list[Profil], row: Ligne, rank: int) -> None:
    for item, cell in zip(profiles, row.cellules, strict=False):
        if not cell:
            continue
        item.remplies += 1
        if item.uniques is not None:
            item.uniques.add(cell)
        item.est_compteur = item.est_compteur and cell in {str(rank), str(rank - 1)}
        if cell in item.valeurs or len(item.valeurs) < VALEURS_MAX:
            item.valeurs[cell[:300]] += 1
