"""What may be asked: of one structure and one closed period, a count by zone, by month and by at most two themes.

A cut says everything a table depends on, except the data: the same cut on the same data is the same table.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from entredeux.observatoire.enums import THEMES, ZONES, Axe, GenrePeriode
from entredeux.observatoire.periodes import Periode, parse_periode

VERSION_DEFINITION = 1
THEMES_MAX = 2
ACTES = "actes"
PAR_GROUPE = f'"axes":["{Axe.GROUPE}"'  # in the canonical form of a table by group of residences
# Measures whose cells are means, each with how it is calculated now: shown with a count, and no count themselves.
# Tables registered before calculation 2 (exact durations, their ends left out) keep their name.
MOYENNES = {"minutes": 2}


@dataclass(frozen=True)
class Selection:
    """What is counted, and which of it. `parmi` holds (column of the facts, its codes), both in order.

    `est_exacte`: `mesure` is a quantity of our own work (quantites.py), neither noisy nor hidden.
    """

    mesure: str = ACTES
    parmi: tuple[tuple[str, tuple[str, ...]], ...] = ()
    est_exacte: bool = False

    @classmethod
    def of(cls, mesure: str, parmi: Mapping[str, Sequence[str]]) -> "Selection":
        return cls(mesure, tuple((name, tuple(sorted(set(codes)))) for name, codes in sorted(parmi.items())))

    def canonical(self) -> dict[str, object]:
        """Nothing for every act: tables registered before there were selections keep their name."""
        said: dict[str, object] = {} if self.mesure == ACTES else {"mesure": self.mesure}
        said |= {"calcul": MOYENNES[self.mesure]} if self.mesure in MOYENNES else {}
        said |= {"parmi": {name: list(codes) for name, codes in self.parmi}} if self.parmi else {}
        return said | ({"exacte": True} if self.est_exacte else {})


TOUS_LES_ACTES = Selection()


@dataclass(frozen=True)
class Coupe:
    """Made by `parse_coupe` alone. `axes` are in canonical order: zone, month, then themes.

    `bailleur`: whose groups of residences are the rows, in the report handed to it and nowhere else.
    """

    structure: uuid.UUID
    periode: Periode
    axes: tuple[Axe, ...]
    selection: Selection = TOUS_LES_ACTES
    bailleur: uuid.UUID | None = None

    def canonical(self) -> str:
        said = {
            "axes": [str(axe) for axe in self.axes],
            "definition": VERSION_DEFINITION,
            "periode": self.periode.code,
            "structure": str(self.structure),
        }
        said |= {"bailleur": str(self.bailleur)} if self.bailleur else {}
        return json.dumps(said | self.selection.canonical(), sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class CoupeNationale:
    """A count over every structure of the instance by one column: a zone, « departement », or a theme."""

    periode: Periode
    axe: str
    mesure: str = ACTES
    structure: None = None

    def canonical(self) -> str:
        said = {
            "axes": [self.axe],
            "definition": VERSION_DEFINITION,
            "periode": self.periode.code,
            "structure": None,
        }
        return json.dumps(said | Selection(self.mesure).canonical(), sort_keys=True, separators=(",", ":"))


def read_coupe(structure: uuid.UUID, canonical: str) -> Coupe:
    """A registered cut, as it was asked: what `canonical` wrote. The axes keep the order of the keys of its cells."""
    said = json.loads(canonical)
    selection = replace(
        Selection.of(said.get("mesure", ACTES), said.get("parmi", {})), est_exacte=said.get("exacte", False)
    )
    landlord = uuid.UUID(said["bailleur"]) if "bailleur" in said else None
    return Coupe(
        structure, parse_periode(said["periode"]), tuple(Axe(axe) for axe in said["axes"]), selection, landlord
    )


def parse_coupe(
    *,
    structure: uuid.UUID,
    periode: str,
    axes: Sequence[str],
    today: date,
    selection: Selection = TOUS_LES_ACTES,
    bailleur: uuid.UUID | None = None,
) -> Coupe:
    """Raises ValidationError in French: unknown axis, impossible or future period, period not closed yet."""
    wanted = _parse_axes(axes) if bailleur is None else {Axe(axe) for axe in axes}
    period = parse_periode(periode)
    check_closed(period, today)
    if Axe.MOIS in wanted and period.genre == GenrePeriode.MOIS:
        wanted -= {Axe.MOIS}
    return Coupe(structure, period, tuple(axe for axe in Axe if axe in wanted), selection, bailleur)


def _parse_axes(axes: Sequence[str]) -> set[Axe]:
    possible = [axe for axe in Axe if axe != Axe.GROUPE]
    unknown = [axe for axe in axes if axe not in possible]
    if unknown:
        raise ValidationError(
            "Le détail « %(axe)s » n'existe pas. Les tableaux se détaillent par %(axes)s.",
            code="axe",
            params={"axe": unknown[0][:40], "axes": ", ".join(axe.label.lower() for axe in possible)},
        )
    wanted = {Axe(axe) for axe in axes}
    if len(wanted & set(THEMES)) > THEMES_MAX:
        raise ValidationError("Un tableau croise au plus deux thèmes.", code="themes")
    if len(wanted & set(ZONES)) > 1:
        raise ValidationError("Un tableau se lit par quartier ou par commune, pas les deux à la fois.", code="zones")
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
