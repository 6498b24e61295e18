"""Horizontal bars, 360 units wide, read on a phone without zooming. The title says what is seen, or that one cannot."""

from collections.abc import Sequence
from dataclasses import dataclass

from entredeux.observatoire.publication import CelluleProtegee
from entredeux.observatoire.secret import ECART_MAX

LARGEUR, PAS, LIBELLE_MAX = 360, 40, 42
FINE = "\u202f"


@dataclass(frozen=True)
class Barre:
    libelle: str
    valeur: int | None

    @classmethod
    def of(cls, libelle: str, cellule: CelluleProtegee) -> "Barre":
        return cls(libelle, cellule.valeur)

    @property
    def court(self) -> str:
        return self.libelle if len(self.libelle) <= LIBELLE_MAX else f"{self.libelle[: LIBELLE_MAX - 1].rstrip()}…"


@dataclass(frozen=True)
class Trait:
    """A bar as drawn: `y` of its label, `longueur` 0 when hidden."""

    barre: Barre
    y: int
    longueur: float


@dataclass(frozen=True)
class Graphique:
    titre: str
    description: str
    traits: tuple[Trait, ...]
    largeur: int
    hauteur: int


def draw_bars(bars: Sequence[Barre], total: CelluleProtegee | None, where: str, *, by_time: bool) -> Graphique:
    largest = max((bar.valeur for bar in bars if bar.valeur is not None), default=1)
    strokes = tuple(
        Trait(bar, number * PAS + 14, round((bar.valeur or 0) / largest * LARGEUR, 1))
        for number, bar in enumerate(bars)
    )
    said = ", ".join(f"{bar.libelle} {'secret' if bar.valeur is None else bar.valeur}" for bar in bars)
    return Graphique(
        titre=find_title(bars, total, where, by_time=by_time),
        description=f"Barres horizontales, {where}. {said}.",
        traits=strokes,
        largeur=LARGEUR,
        hauteur=max(1, len(bars)) * PAS,
    )


def find_title(bars: Sequence[Barre], total: CelluleProtegee | None, where: str, *, by_time: bool) -> str:
    """The largest bar, named only when the noise cannot have put it first: each value may be 5 off, on both sides."""
    shown = sorted((bar for bar in bars if bar.valeur is not None), key=lambda bar: -(bar.valeur or 0))
    if not shown:
        return f"Rien ne peut être montré sans risque de reconnaître quelqu'un ({where})"
    first, count = shown[0], french(shown[0].valeur or 0)
    close = [bar for bar in shown[1:] if (first.valeur or 0) - (bar.valeur or 0) <= 2 * ECART_MAX]
    if close:
        quote = "{}" if by_time else "« {} »"
        both = f"{quote.format(first.libelle)} et {quote.format(close[0].libelle)}"
        return f"{both[0].upper()}{both[1:]} viennent en tête, sans écart net ({where})"
    of = f" sur {french(total.valeur)}" if total and total.valeur is not None else ""
    if by_time:
        return f"Le mois le plus chargé est {first.libelle} : {count} actes{of} ({where})"
    return f"« {first.libelle} » vient en tête : {count} actes{of} ({where})"


def french(value: int) -> str:
    return f"{value:,}".replace(",", FINE)
