"""The QPV and communes a structure may choose from: those of its places and of its tables."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from entredeux.territoires.models import Commune, Qpv
from entredeux.territoires.queries import zones_of_structure


@dataclass(frozen=True)
class Choix:
    """Code → name, by level."""

    quartiers: dict[str, str]
    communes: dict[str, str]

    @property
    def premier(self) -> str:
        return next(iter([*self.quartiers, *self.communes]), "")

    @property
    def groupes(self) -> list[tuple[str, list[tuple[str, str]]]]:
        named = (("Quartiers prioritaires", self.quartiers), ("Communes", self.communes))
        return [(title, list(names.items())) for title, names in named if names]


def choices_of(structure: uuid.UUID, listed: Iterable[str] = ()) -> Choix:
    """`listed`: the quarters that are rows of the structure's tables, with or without a place there today."""
    quarters, communes = zones_of_structure(structure)
    rows = list(Qpv.objects.filter(pk__in=quarters | set(listed), generation=2024))
    communes |= {code for row in rows for code in row.communes}
    return Choix(
        {row.pk: str(row) for row in rows},
        {row.pk: str(row) for row in Commune.objects.filter(pk__in=communes)},
    )
