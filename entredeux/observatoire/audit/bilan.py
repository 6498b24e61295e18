"""The bars of observatoire.md 1.8, and whether the method holds them on these acts: `run_audit(acts, sets=50, seed=1)`.

Fifty sets of linked tables (a third with free unions, a third with unions and three versions) are attacked by linear
programming, then whole catalogues by averaging. The same attacks on simple hiding must succeed, or they prove nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np

from entredeux.observatoire import secret
from entredeux.observatoire.audit import bornes, moyennes
from entredeux.observatoire.audit.actes import Actes, Grille
from entredeux.observatoire.audit.jeux import PLANCHER, Jeu, build_set, catalogue, draw_set

CIBLES_PAR_JEU = 12
CIBLES_MIN = 500
CATALOGUES = 3
JUGEES_MIN = 500  # below, the averaging attack has too few cells to learn from, and proves nothing either way
ACTES_PAR_CATALOGUE = 3000
ATOMES_PAR_CATALOGUE = 10_000
VARIANCE_EXACTE = 0.05


@dataclass
class Bilan:
    """Counts, so that sets add up. Shares are properties, in percent."""

    cibles: int = 0
    exactes: int = 0
    etroites: int = 0
    temoin_cibles: int = 0
    temoin_exactes: int = 0
    devinettes: moyennes.Devinettes = field(default_factory=lambda: moyennes.Devinettes(0, 0, 0, 0))
    temoin_devinettes: moyennes.Devinettes = field(default_factory=lambda: moyennes.Devinettes(0, 0, 0, 0))
    non_vides: int = 0
    cachees: int = 0
    primaires: int = 0
    ecarts: int = 0
    montrees: int = 0

    @property
    def narrow_pct(self) -> float:
        return _percent(self.etroites, self.cibles)

    @property
    def control_exact_pct(self) -> float:
        return _percent(self.temoin_exactes, self.temoin_cibles)

    @property
    def sure90_pct(self) -> float:
        return _percent(self.devinettes.sures, self.devinettes.jugees)

    @property
    def best_pct(self) -> float:
        return _percent(self.devinettes.justes, self.devinettes.jugees)

    @property
    def blind_pct(self) -> float:
        return _percent(self.devinettes.aveugles, self.devinettes.jugees)

    @property
    def perte_points(self) -> float:
        """Non-empty cells hidden beyond those that any floor of 11 hides, in points."""
        return _percent(self.cachees, self.non_vides) - _percent(self.primaires, self.non_vides)

    @property
    def mae(self) -> float:
        return self.ecarts / self.montrees if self.montrees else 0.0

    def failures(self, *, targets_min: int = CIBLES_MIN) -> list[str]:
        """The bars not held, each in a sentence; empty when the audit passes."""
        control = _percent(self.temoin_devinettes.justes, self.temoin_devinettes.jugees)
        bars = [
            (self.cibles >= targets_min, f"{self.cibles} cases attaquées, il en faut au moins {targets_min}"),
            (self.exactes == 0, f"{self.exactes} cases cachées retrouvées exactement"),
            (self.narrow_pct < 1, f"{self.narrow_pct:.2f} % de cases cernées à 2 unités près, il en faut moins de 1 %"),
            (self.sure90_pct <= 0.5, f"{self.sure90_pct:.2f} % de cases connues à 90 %, il en faut au plus 0,5 %"),
            (
                self.best_pct <= self.blind_pct + 17,
                f"{self.best_pct:.1f} % de cases devinées, au hasard {self.blind_pct:.1f} %, écart permis 17 points",
            ),
            (self.perte_points <= 1, f"{self.perte_points:.2f} points de cases cachées en trop, au plus 1"),
            (self.mae <= 1.6, f"écart moyen de {self.mae:.2f} sur les cases montrées, au plus 1,6"),
            (
                self.control_exact_pct >= 20,
                f"témoin négatif : {self.control_exact_pct:.0f} % seulement du simple masquage percé ; essai nul",
            ),
            (
                self.devinettes.jugees < JUGEES_MIN or control >= self.best_pct,
                "témoin négatif : les moyennes devinent moins bien le simple masquage que nos cases ; essai nul",
            ),
        ]
        return [sentence for held, sentence in bars if not held]

    def last_line(self) -> str:
        return (
            f"targets={self.cibles} exact={self.exactes} narrow_pct={self.narrow_pct:.2f} "
            f"sure90_pct={self.sure90_pct:.2f} control_exact_pct={self.control_exact_pct:.1f}"
        )


def run_audit(actes: Actes, *, sets: int, seed: int, told: Callable[[str], None] = lambda _: None) -> Bilan:
    """Attacks `sets` sets of tables and the catalogues of the territories small enough. Same seed, same answer."""
    rng = np.random.default_rng(seed)
    bilan = Bilan()
    for number in range(sets):
        kind = number % 3
        jeu = draw_set(actes, rng, unions=kind != 1, versions=3 if kind == 2 else 1)
        _attack_set(jeu, rng, bilan)
        if (number + 1) % 10 == 0:
            told(f"{number + 1} jeux : {bilan.last_line()}")
    for number, jeu in enumerate(_catalogues(actes)):
        _attack_catalogue(jeu, bilan)
        told(f"catalogue {number + 1} : {bilan.best_pct:.1f} % devinées, {bilan.blind_pct:.1f} % au hasard")
    return bilan


def _attack_set(jeu: Jeu, rng: np.random.Generator, bilan: Bilan) -> None:
    n = jeu.exact.n
    small = (n > 0) & (n < PLANCHER)
    targets = _choose(np.flatnonzero(small & jeu.caches), rng)
    found = bornes.attack(jeu, *bornes.published_bounds(jeu.montre, jeu.exact.top), targets)
    bilan.cibles += len(targets)
    bilan.exactes += found.exacts
    bilan.etroites += found.etroits
    controls = _choose(np.flatnonzero(small), rng)
    bilan.temoin_cibles += len(controls)
    bilan.temoin_exactes += bornes.attack(jeu, *bornes.naive_bounds(n), controls).exacts


def _attack_catalogue(jeu: Jeu, bilan: Bilan) -> None:
    n, top = jeu.exact.n, jeu.exact.top
    variance = secret.VARIANCE * np.maximum(top, 1.0) ** 2
    small = (n > 0) & (n < PLANCHER)
    low, high = bornes.published_bounds(jeu.montre, top)
    bilan.devinettes += moyennes.attack_by_averaging(jeu, low, high, variance)
    naive = replace(jeu, montre=np.where(small, secret.CACHE, n))
    exact = np.full(len(n), VARIANCE_EXACTE)
    bilan.temoin_devinettes += moyennes.attack_by_averaging(naive, *bornes.naive_bounds(n), exact)
    bilan.non_vides += int((n > 0).sum())
    bilan.cachees += int((jeu.caches & (n > 0)).sum())
    bilan.primaires += int(small.sum())
    alone = ~jeu.caches & (top == 1)
    bilan.ecarts += int(np.abs(jeu.montre - n)[alone].sum())
    bilan.montrees += int(alone.sum())


def _catalogues(actes: Actes) -> Iterator[Jeu]:
    """Whole catalogues of territories of about 2,000 acts a year, the hard case; the second one in three versions."""
    small = [e for e in actes.epcis if 0 < len(actes.of_epci(e)) <= ACTES_PAR_CATALOGUE]
    for number, epci in enumerate(small[:CATALOGUES]):
        local = actes.of_epci(epci)
        themes = _themes_of_catalogue(local, 3 if number == 1 else 1)
        tables = catalogue(local, themes)
        if number == 1:
            tables = [replace(table, version=version) for version in range(3) for table in tables]
        yield build_set(Grille(local, themes), tables)


def _themes_of_catalogue(actes: Actes, versions: int) -> tuple[str, ...]:
    """The three themes whose grid is the largest that still fits."""
    room = ATOMES_PAR_CATALOGUE / versions / (len(actes.quartiers) * len(actes.mois))
    sizes = {
        chosen: int(np.prod([len(actes.themes[theme]) for theme in chosen]))
        for count in (3, 2, 1)
        for chosen in combinations(actes.themes, count)
    }
    fitting = {chosen: size for chosen, size in sizes.items() if size <= room}
    return max(fitting, key=lambda chosen: (len(chosen), fitting[chosen])) if fitting else ()


def _choose(cells: np.ndarray, rng: np.random.Generator) -> list[int]:
    return rng.choice(cells, min(CIBLES_PAR_JEU, len(cells)), replace=False).tolist()


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0
