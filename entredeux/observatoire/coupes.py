"""What may be asked: one structure, one closed period, quarters, and at most two themes.

A cut says everything a table depends on, except the data: the same cut on the same data is the same table.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from entredeux.observatoire.enums import THEMES, Axe, GenrePeriode
from entredeux.observatoire.periodes import Periode, parse_periode

VERSION_DEFINITION = 1
THEMES_MAX = 2


@dataclass(frozen=True)
class Coupe:
    """Made by `parse_coupe` alone. `axes` are in canonical order: quarter, month, then themes."""

    structure: uuid.UUID
    periode: Periode
    axes: tuple[Axe, ...]

    def canonical(self) -> str:
        said = {
            "axes": [str(axe) for axe in self.axes],
            "definition": VERSION_DEFINITION,
            "periode": self.periode.code,
            "structure": str(self.structure),
        }
        return json.dumps(said, sort_keys=True, separators=(",", ":"))


def parse_coupe(*, structure: uuid.UUID, periode: str, axes: Sequence[str], today: date) -> Coupe:
    """Raises ValidationError in French: unknown axis, impossible or future period, period not closed yet."""
    wanted = _parse_axes(axes)
    period = parse_periode(periode)
    check_closed(period, today)
    if Axe.MOIS in wanted and period.genre == GenrePeriode.MOIS:
        wanted -= {Axe.MOIS}
    return Coupe(structure, period, tuple(axe for axe in Axe if axe in wanted))


def _parse_axes(axes: Sequence[str]) -> set[Axe]:
    unknown = [axe for axe in axes if axe not in Axe.values]
    if unknown:
        raise ValidationError(
            "Le détail « %(axe)s » n'existe pas. Les tableaux se détaillent par quartier, mois, registre ou domaine.",
            code="axe",
            params={"axe": unknown[0][:40]},
        )
    wanted = {Axe(axe) for axe in axes}
    if len(wanted & set(THEMES)) > THEMES_MAX:
        raise ValidationError("Un tableau croise au plus deux thèmes.", code="themes")
    return wanted


def check_closed(period: Periode, today: date) -> None:
    if period.est_close(today):
        return
    raise ValidationError(
        "Les chiffres de %(periode)s ne sont pas encore arrêtés : ils seront visibles à partir du %(jour)s, "
        "45 jours après la fin de la période. Choisissez une période plus ancienne.",
        code="periode_ouverte",
        params={"periode": period.libelle, "jour": date_format(period.visible_le, "j F Y")},
    )
