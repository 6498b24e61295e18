"""How far the noise may have moved a figure, so that no page ranks or compares what the noise may have ordered.

The noise of a count is at most ECART_MAX when each case counts for one act. It is larger where one case counts for
several, by a factor that is not published: the page says so beside each gap.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from entredeux.observatoire.entrepot.colonnes import POIDS
from entredeux.observatoire.indicateurs.calcul import Figure, TableIndicateur
from entredeux.observatoire.rapports.mots import french
from entredeux.observatoire.secret import ECART_MAX

# Of the rounding of a share. A measure of POIDS has no noise that can be said: a fact weighs more than one there.
ARRONDI = 0.5


@dataclass(frozen=True)
class Ecart:
    """From the first period to the second, with the noise that two values may hold. `bruit` 0: exact figures."""

    valeur: float
    bruit: float

    @property
    def est_net(self) -> bool:
        return abs(self.valeur) > self.bruit

    @property
    def texte(self) -> str:
        sign = "+" if self.valeur > 0 else "−" if self.valeur < 0 else ""
        said = f"{sign}{french(abs(self.valeur))}"
        return f"{said} (± {french(self.bruit)})" if self.bruit else said


def noise_of(table: TableIndicateur, figure: Figure) -> int | None:
    """Half the width of what the true figure may be; None when it cannot be said."""
    if figure.valeur is None:
        return None
    if table.est_exacte:
        return 0
    indicator = table.indicateur
    counts = [indicator.numerateur, *([indicator.denominateur] if indicator.denominateur else [])]
    if any(count.mesure in POIDS for count in counts):
        return None
    return _noise_of_share(figure.valeur, figure.n) if indicator.denominateur else ECART_MAX


def _noise_of_share(share: float, whole: int | None) -> int | None:
    """In points, rounded up: both parts may be off, and the share itself was rounded."""
    if whole is None or whole <= ECART_MAX:
        return None
    part = share * whole / 100
    high = 100 * (part + ECART_MAX) / (whole - ECART_MAX)
    low = 100 * max(0.0, part - ECART_MAX) / (whole + ECART_MAX)
    return math.ceil(max(high - share, share - low) + ARRONDI)


def measure_gap(tables: Sequence[TableIndicateur], figures: Sequence[Figure | None]) -> Ecart | None:
    """None as soon as one figure is hidden, absent, or of a noise that cannot be said."""
    shown = [figure for figure in figures if figure is not None and figure.valeur is not None]
    if len(shown) < 2:
        return None
    noises = [noise_of(table, figure) for table, figure in zip(tables, shown, strict=True)]
    if any(noise is None for noise in noises):
        return None
    first, second = (figure.valeur or 0 for figure in shown)
    return Ecart(round(second - first, 2), sum(noise or 0 for noise in noises))
