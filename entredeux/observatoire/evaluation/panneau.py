"""Is there enough to say anything? From weekly counts of halls to a panel, its placebo, and what is missing.

Halls are often chosen at their worst week: the four weeks before the start are left out of "before", or the mere return
to the ordinary would pass for an effect. The placebo moves the start eight weeks early on weeks before any real start.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entredeux.observatoire.evaluation.estimation import Masque, Panneau, Reels

Rangs = NDArray[np.int64]
ECARTEES = 4
AVANCE_PLACEBO = 8
SEMAINES_MIN = 12
HALLS_MIN = 4
PASSAGES_OCCUPES_MIN = 30
HEURES_MIN = 0.9


@dataclass(frozen=True)
class Releve:
    """What was seen, halls × weeks: occupied passages, passages made, hours of presence.

    `debuts`: the week (its rank) when the action starts in each hall, None for a comparison hall. A week without a
    passage or without hours is not used. `formes_changees`: halls whose form of presence is not the same throughout.
    """

    occupes: Reels
    passages: Reels
    heures: Reels
    debuts: tuple[int | None, ...]
    formes_changees: int = 0
    equipe_changee: bool = False

    @property
    def semaines(self) -> int:
        return self.occupes.shape[1]

    @property
    def traites(self) -> list[int]:
        return [hall for hall, start in enumerate(self.debuts) if start is not None]

    @property
    def temoins(self) -> list[int]:
        return [hall for hall, start in enumerate(self.debuts) if start is None]


def panel_of(releve: Releve) -> Panneau:
    return _panel(releve, *_treated_and_used(_starts(releve), releve.semaines))


def placebo_of(releve: Releve) -> Panneau:
    """The same halls, before any real start, as if the action had begun eight weeks before it."""
    starts = _starts(releve)
    has_start = starts < releve.semaines
    end = np.where(has_start, starts, starts[has_start].max(initial=0))
    fake = np.where(has_start, starts - AVANCE_PLACEBO, releve.semaines)
    treated, used = _treated_and_used(fake, releve.semaines)
    return _panel(releve, treated, used & (np.arange(releve.semaines) < end[:, None]))


def _starts(releve: Releve) -> Rangs:
    """A hall without the action starts after the last week."""
    return np.array([releve.semaines if start is None else start for start in releve.debuts], dtype=np.int64)


def _treated_and_used(starts: Rangs, weeks: int) -> tuple[Masque, Masque]:
    after = np.arange(weeks) >= starts[:, None]
    just_before = (np.arange(weeks) >= starts[:, None] - ECARTEES) & ~after & (starts < weeks)[:, None]
    return after, ~just_before


def _panel(releve: Releve, treated: Masque, used: Masque) -> Panneau:
    seen = used & (releve.passages > 0) & (releve.heures > 0)
    return Panneau(releve.occupes, np.where(releve.heures > 0, releve.heures, 1.0), treated & seen, seen)


def what_is_missing(releve: Releve) -> list[str]:
    """In French, one a reason; empty when an estimate may be made."""
    weeks = np.arange(releve.semaines)
    been = releve.passages > 0
    missing = []
    for name, halls in (("où l'action est menée", releve.traites), ("de comparaison", releve.temoins)):
        if len(halls) < HALLS_MIN:
            missing.append(f"{HALLS_MIN} halls {name} au moins ; il y en a {len(halls)}")
    before, after = _weeks_each_side(releve, been, weeks)
    for name, short in (("avant", before), ("après", after)):
        if short:
            missing.append(
                f"{SEMAINES_MIN} semaines avec passage {name} le début, dans chaque hall où l'action est menée ; "
                f"il en manque dans {_halls(short)}"
            )
    occupied = int(sum(releve.occupes[hall, : releve.debuts[hall]].sum() for hall in releve.traites))
    if occupied < PASSAGES_OCCUPES_MIN:
        missing.append(f"{PASSAGES_OCCUPES_MIN} passages occupés avant le début, en tout ; il y en a {occupied}")
    with_hours = (releve.heures > 0)[been].mean() if been.any() else 0.0
    if with_hours < HEURES_MIN:
        missing.append(f"les heures de présence dans 90 % des semaines ; elles le sont dans {100 * with_hours:.0f} %")
    if releve.formes_changees:
        missing.append(
            f"la même forme de présence du début à la fin ; elle a changé dans {_halls(releve.formes_changees)}"
        )
    if releve.equipe_changee:
        missing.append("la même équipe référente du début à la fin ; vous avez indiqué qu'elle a changé")
    return missing


def _weeks_each_side(releve: Releve, been: Masque, weeks: np.ndarray) -> tuple[int, int]:
    """Halls with too few weeks before, and after. The four weeks left out do not count."""
    early = late = 0
    for hall in releve.traites:
        start = releve.debuts[hall] or 0
        early += int((been[hall] & (weeks < start - ECARTEES)).sum() < SEMAINES_MIN)
        late += int((been[hall] & (weeks >= start)).sum() < SEMAINES_MIN)
    return early, late


def _halls(count: int) -> str:
    return f"{count} hall{'s' if count > 1 else ''}"
