"""What a line of the register says, read alike by the replay and by the attack: which acts each of its cells counts.

A cell is a set: for each column it looks at, the codes it keeps, or all but some codes. A filter and an axis say the
same thing in two places: `conflits` of the table by registre is the only cell of a table filtered on `conflits`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from entredeux.observatoire.enums import Axe
from entredeux.observatoire.models import Publication

TOUT = "*"
AUTRE = ""
MESURE = "actes"


@dataclass(frozen=True)
class Codes:
    """These codes of a column, or with `sauf` all the others: what a table lists under AUTRE."""

    codes: frozenset[str]
    sauf: bool = False

    def __and__(self, other: "Codes") -> "Codes":
        if self.sauf and other.sauf:
            return Codes(self.codes | other.codes, sauf=True)
        if self.sauf:
            return Codes(other.codes - self.codes)
        return Codes(self.codes - other.codes if other.sauf else self.codes & other.codes)

    @property
    def est_vide(self) -> bool:
        return not self.sauf and not self.codes

    def among(self, met: frozenset[str]) -> frozenset[str]:
        """Those of `met`, a list that ends with AUTRE for what nobody lists."""
        return met - self.codes if self.sauf else met & self.codes


@dataclass(frozen=True)
class CaseLue:
    """A published cell: what it keeps of each column, the version of each of its months, what is shown.

    `est_libre`: hidden because it rests on too few people, whatever it counts.
    """

    colonnes: dict[str, Codes]
    mois: dict[str, int]
    valeur: float | None
    est_libre: bool = False

    @property
    def est_vide(self) -> bool:
        """No act can be in it, whatever the data: a code outside the filter of its own table."""
        return any(codes.est_vide for codes in self.colonnes.values())


@dataclass(frozen=True)
class TableSortie:
    """`parmi` is the filter of the whole table; `exacte` says that it carries no noise and no floor (our own work).

    `equipe`: of a table of the network, the keys of the rows hidden because they rest on too few people.
    `calcul`: how a mean is calculated; two ways give one cell two values.
    """

    axes: tuple[str, ...]
    mesure: str
    parmi: dict[str, Codes]
    exacte: bool
    mois: dict[str, int]
    lignes: list[list]
    equipe: frozenset[str] = frozenset()
    calcul: int = 1

    @classmethod
    def of(cls, publication: Publication) -> "TableSortie":
        """What the cut does not say is the default: the lines written before indicators stay valid."""
        coupe, etat = json.loads(publication.coupe), json.loads(publication.etat)
        return cls(
            axes=tuple(coupe["axes"]),
            mesure=coupe.get("mesure", MESURE),
            parmi={column: Codes(frozenset(codes)) for column, codes in coupe.get("parmi", {}).items()},
            exacte=bool(coupe.get("exacte", False)),
            mois=etat.get("mois", {}),
            lignes=publication.cellules,
            equipe=frozenset(etat.get("equipe", ())),
            calcul=coupe.get("calcul", 1),
        )

    @cached_property
    def listed(self) -> dict[str, frozenset[str]]:
        """Codes that are rows or columns of the table; AUTRE is all the others."""
        ranks = {axe: rank for rank, axe in enumerate(self.axes) if axe != Axe.MOIS}
        return {axe: frozenset(key[rank] for key in self.lignes) - {TOUT, AUTRE} for axe, rank in ranks.items()}

    def cells(self) -> Iterator[CaseLue]:
        for *key, value in self.lignes:
            named = {axe: said for axe, said in zip(self.axes, key, strict=True) if said != TOUT}
            month = named.pop(Axe.MOIS, None)
            months = self.mois if month is None else {month: self.mois.get(month, 0)}
            kept = {
                axe: Codes(self.listed[axe], sauf=True) if said == AUTRE else Codes(frozenset({said}))
                for axe, said in named.items()
            }
            for column, codes in self.parmi.items():
                kept[column] = kept[column] & codes if column in kept else codes
            yield CaseLue(kept, months, value, est_libre=bool(self.equipe) and key[0] in self.equipe)
