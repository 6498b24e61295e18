"""The averaging attack: one estimate of every small cell from all the noisy numbers of a catalogue at once.

Weighted non-negative least squares over the atoms: a shown value pulls with the inverse of its variance, a hidden one
only says that the count is within its bounds. Then the attacker guesses, knowing how his estimates err (learnt on one
half of the cells, judged on the other). He is even told which cells are not empty.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entredeux.observatoire.audit.jeux import PLANCHER, Jeu
from entredeux.observatoire.cellules import Entiers

Reels = NDArray[np.float64]
Tirage = Callable[[Reels], Reels]
ARRETS_LENTS = (60, 120, 250, 500)
ARRETS_VIFS = (100, 300, 900)
POIDS_CACHE = 1 / 9
SURETE = 0.9
PAR_CLASSE = 150


@dataclass(frozen=True)
class Devinettes:
    """Counts over the small cells judged: guessed right, guessed with 90 % confidence, guessed blindly."""

    jugees: int
    justes: int
    sures: int
    aveugles: int

    def __add__(self, other: "Devinettes") -> "Devinettes":
        return Devinettes(
            self.jugees + other.jugees,
            self.justes + other.justes,
            self.sures + other.sures,
            self.aveugles + other.aveugles,
        )


@dataclass(frozen=True)
class Incidence:
    """Which atoms each cell holds, and which cells hold each atom, flat. A catalogue leaves no atom out."""

    atomes: Entiers
    debuts_cellules: Entiers
    cellules: Entiers
    debuts_atomes: Entiers
    taille: int

    @classmethod
    def of(cls, jeu: Jeu) -> "Incidence":
        sizes = [len(cell) for cell in jeu.atomes]
        atoms = np.concatenate(jeu.atomes)
        order = np.argsort(atoms, kind="stable")
        cells = np.repeat(np.arange(len(sizes)), sizes)[order]
        per_atom = np.searchsorted(atoms[order], np.arange(jeu.grille.taille))
        return cls(atoms, np.concatenate([[0], np.cumsum(sizes)[:-1]]), cells, per_atom, jeu.grille.taille)

    def sums(self, atoms: Reels) -> Reels:
        return np.asarray(np.add.reduceat(atoms[self.atomes], self.debuts_cellules), dtype=np.float64)

    def spread(self, cells: Reels) -> Reels:
        return np.asarray(np.add.reduceat(cells[self.cellules], self.debuts_atomes), dtype=np.float64)


def estimates(jeu: Jeu, low: Entiers, high: Entiers, variance: Reels) -> Iterator[Reels]:
    """The attacker's estimates of every cell, from two solvers and at several stops: he keeps the best of them.

    Non-negative, closest to all that is shown, inside what is hidden. Going to the very minimum fits the noise, and
    serves him against exact numbers only; multiplicative steps stopped early serve him better against noisy ones.
    """
    incidence = Incidence.of(jeu)
    weights = np.where(jeu.caches, POIDS_CACHE, 1 / variance)

    def pull(sums: Reels) -> Reels:
        return np.where(jeu.caches, np.clip(sums, low, high), jeu.montre)

    start = np.full(jeu.grille.taille, max(1.0, jeu.montre.max()) / jeu.grille.taille)
    for solver, stops in ((_multiply, ARRETS_LENTS), (_project, ARRETS_VIFS)):
        steps = solver(incidence, weights, pull, start)
        for step in range(1, stops[-1] + 1):
            atoms = next(steps)
            if step in stops:
                yield incidence.sums(atoms)


def _multiply(incidence: Incidence, weights: Reels, pull: Tirage, atoms: Reels) -> Iterator[Reels]:
    """Multiplicative updates: positive throughout."""
    while True:
        sums = incidence.sums(atoms)
        atoms = atoms * incidence.spread(weights * pull(sums)) / np.maximum(incidence.spread(weights * sums), 1e-12)
        yield atoms


def _project(incidence: Incidence, weights: Reels, pull: Tirage, atoms: Reels) -> Iterator[Reels]:
    """Accelerated projected gradient, scaled by the row sums of the normal matrix, restarted when it turns back."""
    scale = incidence.spread(weights * incidence.sums(np.ones(incidence.taille)))
    ahead, pace = atoms, 1.0
    while True:
        sums = incidence.sums(ahead)
        new = np.maximum(0, ahead - incidence.spread(weights * (sums - pull(sums))) / scale)
        turned = (ahead - new) @ (new - atoms) > 0
        next_pace = 1.0 if turned else (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        ahead = new if turned else new + (pace - 1) / next_pace * (new - atoms)
        atoms, pace = new, next_pace
        yield atoms


def attack_by_averaging(jeu: Jeu, low: Entiers, high: Entiers, variance: Reels) -> Devinettes:
    """Against the hidden cells of 1 to 10 acts.

    For his guesses he is told which hidden cells are not empty. To be sure he is told nothing: zeros are hidden like
    the rest, and a cell that may be empty is not a known one.
    """
    n, last = jeu.exact.n, jeu.versions == jeu.versions.max()
    hidden = np.flatnonzero(jeu.caches & last)
    small = np.flatnonzero(jeu.caches & last & (n > 0) & (n < PLANCHER))
    best = Devinettes(0, 0, 0, 0)
    for found in estimates(jeu, low, high, variance):
        right, blind, judged = guess(found[small], n[small])
        sure = count_sure(found[hidden], n[hidden])
        best = Devinettes(judged, max(right, best.justes), max(sure, best.sures), blind)
    return best


def guess(found: Reels, truth: Entiers) -> tuple[int, int, int]:
    """Right guesses, right blind guesses, cells judged: the half from which nothing was learnt."""
    learnt, judged = _halves(len(truth))
    if not len(learnt):
        return 0, 0, 0
    blind = np.bincount(truth[learnt]).argmax()
    right = sum(int((truth[there] == _law(truth[here]).argmax()).sum()) for here, there in _pairs(found))
    return right, int((truth[judged] == blind).sum()), len(judged)


def count_sure(found: Reels, truth: Entiers) -> int:
    """Small cells of the judged half whose count he gives with 90 % confidence, and gives right."""
    sure = 0
    for here, there in _pairs(found):
        law = _law(truth[here])
        best = int(law.argmax())
        if 0 < best < PLANCHER and law[best] >= SURETE:
            sure += int((truth[there] == best).sum())
    return sure


def _law(counts: Entiers) -> Reels:
    return np.bincount(counts) / len(counts)


def _halves(size: int) -> tuple[Entiers, Entiers]:
    order = np.random.default_rng(0).permutation(size)
    return order[: size // 2], order[size // 2 :]


def _pairs(found: Reels) -> Iterator[tuple[Entiers, Entiers]]:
    """Cells of near estimates, PAR_CLASSE of the learnt half together, with those of the judged half."""
    learnt, judged = _halves(len(found))
    edges = np.sort(found[learnt])[PAR_CLASSE::PAR_CLASSE]
    here, there = np.searchsorted(edges, found[learnt]), np.searchsorted(edges, found[judged])
    for number in range(len(edges) + 1):
        if (here == number).any():
            yield learnt[here == number], judged[there == number]
