"""What one instance sends to another for a month: the same schema on both sides, and nothing that is not in it.

Protected tables for the public, hidden cells included, and exact quantities of our own work. No fact, no record key, no
exact count of what concerns people.
"""

import hashlib
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from entredeux.cadre.signature import canonical_json
from entredeux.observatoire.quantites import Quantite

FORMAT = "entredeux-envoi-1"
USAGE = "signature-envois"  # the instance's own key for this, apart from the journal's
CHEMIN = "/observatoire/reception/"
OCTETS_MAX = 4 * 1024 * 1024

Mot = Annotated[str, StringConstraints(max_length=60)]
Mois = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Code = Annotated[str, StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])|-T[1-4])?$")]
Condense = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Entier = Annotated[int, Field(strict=True, ge=0, le=2_000_000_000)]
Version = Annotated[int, Field(strict=True, ge=1, le=99)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TableEnvoyee(_Strict):
    """A line of the register for this month. Each cell: a code an axis, then the value, null when hidden."""

    axes: Annotated[list[Mot], Field(max_length=4)]
    mesure: Mot
    parmi: Annotated[dict[Mot, Annotated[list[Mot], Field(max_length=200)]], Field(max_length=4)]
    version_definition: Version
    empreinte: Condense
    cellules: Annotated[list[list[Mot | Entier | None]], Field(min_length=1, max_length=200_000)]

    @model_validator(mode="after")
    def _hold_together(self) -> "TableEnvoyee":
        for cell in self.cellules:
            *key, value = cell or [""]
            if len(key) != len(self.axes) or not all(isinstance(code, str) for code in key) or isinstance(value, str):
                raise ValueError("une cellule n'a pas un code par axe, puis sa valeur")
        if len({tuple(cell[:-1]) for cell in self.cellules}) < len(self.cellules):
            raise ValueError("une cellule est donnée deux fois")
        if digest(self.cellules) != self.empreinte:
            raise ValueError("les cellules ne correspondent pas à leur empreinte")
        return self


class QuantiteEnvoyee(_Strict):
    """`valeur` as the register keeps it: minutes for hours, else the unit of the quantity."""

    mesure: Quantite
    periode: Code
    valeur: Entier


class Document(_Strict):
    format: Literal["entredeux-envoi-1"]
    structure: UUID
    nom: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    vers: Annotated[str, StringConstraints(max_length=200)]
    mois: Mois
    revision: Version
    tables: Annotated[list[TableEnvoyee], Field(max_length=500)]
    quantites: Annotated[list[QuantiteEnvoyee], Field(max_length=100)]


def digest(said: Any) -> str:
    """As the register does (a test holds the two together)."""
    text = canonical_json(said)
    return hashlib.sha256(text.encode()).hexdigest()
