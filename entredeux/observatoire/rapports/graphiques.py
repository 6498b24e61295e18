"""Horizontal bars, 360 units wide, read on a phone without zooming. The title says what is seen, or that one cannot.

One chart a period, on one scale: small multiples rather than colours to tell apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from entredeux.observatoire.enums import Axe
from entredeux.observatoire.indicateurs.calcul import Figure, TableIndicateur
from entredeux.observatoire.publication import AUTRE
from entredeux.observatoire.rapports.bruit import noise_of
from entredeux.observatoire.rapports.mots import french, labels_of
from entredeux.observatoire.rapports.tableaux import Tableau

LARGEUR, PAS, LIBELLE_MAX = 360, 40, 42


@dataclass(frozen=True)
class Barre:
    """`bruit` is None when how far the figure may be off cannot be said: then nothing is ranked."""

    libelle: str
    valeur: float | None
    bruit: int | None = None

    @property
    def court(self) -> str:
        return self.libelle if len(self.libelle) <= LIBELLE_MAX else f"{self.libelle[: LIBELLE_MAX - 1].rstrip()}…"

    @property
    def texte(self) -> str:
        return "s." if self.valeur is None else french(self.valeur)


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


def draw_charts(tableau: Tableau) -> tuple[Graphique, ...]:
    """Of one subject (the whole, or one chosen territory): its details, a chart each. Of several: one bar a territory.

    Compared periods: one chart each, of the first detail. Nothing to draw when there is a single figure.
    """
    drawn = [
        (table, axe, bars)
        for table in tableau.tables
        for axe in _charted_axes(tableau)
        if (bars := _bars(tableau, table, axe))
    ]
    scale = max((bar.valeur for *_, bars in drawn for bar in bars if bar.valeur is not None), default=0)
    own_scale = not tableau.est_comparaison
    return tuple(_draw(tableau, table, axe, bars, None if own_scale else scale) for table, axe, bars in drawn)


def _charted_axes(tableau: Tableau) -> list[Axe]:
    details = [axe for axe in tableau.table.axes if axe != tableau.axe_territoire]
    if details and len(tableau.territoires) < 2:
        return details[:1] if tableau.est_comparaison else details
    return [tableau.axe_territoire] if tableau.axe_territoire else []


def _bars(tableau: Tableau, table: TableIndicateur, axe: Axe) -> list[Barre]:
    if axe == tableau.axe_territoire:
        labels = {code: (name, False) for code, name in tableau.noms_des_territoires.items()}
        wanted = [code for code in table.valeurs[axe] if code != AUTRE]
        wanted = [code for code in wanted if not tableau.territoires or code in tableau.territoires]
        where: dict[str, str] = {}
    else:
        labels = dict(labels_of(axe, table.valeurs[axe], table.periode.fin))
        wanted, where = list(table.valeurs[axe]), _subject(tableau)
    figures = [(code, table.cell(**where, **{str(axe): code})) for code in wanted]
    kept = [(code, figure) for code, figure in figures if code != AUTRE or not figure.est_secrete]
    return [Barre(labels[code][0], figure.valeur, noise_of(table, figure)) for code, figure in kept]


def _subject(tableau: Tableau) -> dict[str, str]:
    chosen = tableau.territoires
    return {str(tableau.axe_territoire): chosen[0]} if chosen and tableau.axe_territoire else {}


def _draw(tableau: Tableau, table: TableIndicateur, axe: Axe, bars: Sequence[Barre], scale: float | None) -> Graphique:
    subject = _subject(tableau) if axe != tableau.axe_territoire else {}
    who = f"{tableau.noms_des_territoires.get(tableau.territoires[0], '')}, " if subject else ""
    total = None if tableau.territoires and not subject else table.cell(**subject)
    where = f"{who}{tableau.name_of(table.periode)}"
    return draw_bars(bars, find_title(table, bars, total, where, by_time=axe == Axe.MOIS), where, scale)


def draw_bars(bars: Sequence[Barre], title: str, where: str, scale: float | None = None) -> Graphique:
    largest = scale or max((bar.valeur for bar in bars if bar.valeur is not None), default=0) or 1
    strokes = tuple(
        Trait(bar, number * PAS + 14, round((bar.valeur or 0) / largest * LARGEUR, 1))
        for number, bar in enumerate(bars)
    )
    said = ", ".join(f"{bar.libelle} {'secret' if bar.valeur is None else bar.texte}" for bar in bars)
    return Graphique(
        titre=title,
        description=f"Barres horizontales, {where}. {said}.",
        traits=strokes,
        largeur=LARGEUR,
        hauteur=max(1, len(bars)) * PAS,
    )


def find_title(
    table: TableIndicateur, bars: Sequence[Barre], total: Figure | None, where: str, *, by_time: bool
) -> str:
    """The largest bar, named only when the noise cannot have put it first."""
    shown = sorted((bar for bar in bars if bar.valeur is not None), key=lambda bar: -(bar.valeur or 0))
    if not shown:
        return f"Rien ne peut être montré sans risque de reconnaître quelqu'un ({where})"
    first = shown[0]
    if any(bar.bruit is None for bar in shown) or not first.valeur:
        return f"{table.indicateur.titre} ({where})"
    close = [bar for bar in shown[1:] if _may_be_first(bar, first)]
    quote = "{}" if by_time else "« {} »"
    if close:
        both = f"{quote.format(first.libelle)} et {quote.format(close[0].libelle)}"
        return f"{both[0].upper()}{both[1:]} viennent en tête, sans écart net ({where})"
    share = table.indicateur.denominateur is not None
    of = f" sur {french(total.valeur)}" if total and total.valeur is not None and not share else ""
    count = f"{first.texte} {table.indicateur.unite}{of} ({where})"
    if by_time:
        return f"Le mois le plus {'haut' if share else 'chargé'} est {first.libelle} : {count}"
    return f"« {first.libelle} » vient en tête : {count}"


def _may_be_first(bar: Barre, first: Barre) -> bool:
    return (first.valeur or 0) - (first.bruit or 0) <= (bar.valeur or 0) + (bar.bruit or 0)
