"""What a report says, once composed: words and protected cells, as plain values.

Page, PDF, ODT and ODS are drawn from it alone, so a version kept as JSON draws the same report for ever.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from entredeux.ui.templatetags.ui import nombre

SECRET, ABSENT = "s.", "–"


class _Fige(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Case(_Fige):
    """`valeur` is None when hidden, with its reason in French; without a reason there was nothing to count there."""

    valeur: int | float | None
    raison: str = ""

    @property
    def est_secrete(self) -> bool:
        return self.valeur is None and bool(self.raison)

    @property
    def lisible(self) -> str:
        if self.valeur is None:
            return SECRET if self.raison else ABSENT
        return nombre(self.valeur)


VIDE = Case(valeur=None)


class Colonne(_Fige):
    code: str
    libelle: str
    est_libelle_de_travail: bool = False


class Ligne(_Fige):
    """`cle`: a code for each axis of the rows. `groupe`: the name it stands under, when rows have two axes."""

    cle: tuple[str, ...]
    nom: str
    cases: tuple[Case, ...]
    groupe: str = ""
    est_total: bool = False


class Texte(_Fige):
    genre: Literal["texte"] = "texte"
    texte: str


class Tableau(_Fige):
    """`colonnes_par`: the axis of the columns, « periode » when periods stand side by side, "" for a single column.

    `phrases` and `definitions` are the note without which no figure goes out.
    """

    genre: Literal["tableau"] = "tableau"
    titre: str
    entete: str
    indicateur: str = ""
    periode: str = ""
    axes: tuple[str, ...] = ()
    colonnes_par: str = ""
    colonnes: tuple[Colonne, ...]
    lignes: tuple[Ligne, ...]
    phrases: tuple[str, ...] = ()
    definitions: tuple[tuple[str, str], ...] = ()

    def cells(self) -> Iterator[tuple[tuple[str, ...], Case]]:
        """Each cell under its name: indicator, period, then « axis=code », whatever table shows it."""
        for row in self.lignes:
            where = dict(zip(self.axes, row.cle, strict=True))
            for column, case in zip(self.colonnes, row.cases, strict=True):
                here, periode = dict(where), self.periode
                if self.colonnes_par == "periode":
                    periode = column.code
                elif self.colonnes_par:
                    here[self.colonnes_par] = column.code
                indicator = here.pop("quantite", self.indicateur)
                said = sorted(f"{axe}={code}" for axe, code in here.items() if code != "*")
                yield (indicator, periode, *said), case

    @property
    def est_pied(self) -> bool:
        return len(self.lignes) > 1 and self.lignes[-1].est_total


class NoteDeQuartier(_Fige):
    """`relue_le` is None in a preview, before another person reread it."""

    genre: Literal["note"] = "note"
    qpv: str
    nom: str
    texte: str
    relue_le: date | None = None


class Liste(_Fige):
    genre: Literal["liste"] = "liste"
    titre: str
    points: tuple[str, ...]
    est_a_remplir: bool = True


Partie = Annotated[Texte | Tableau | NoteDeQuartier | Liste, Field(discriminator="genre")]


class Section(_Fige):
    code: str
    titre: str
    parties: tuple[Partie, ...] = ()
    commentaire: str = ""


class Contenu(_Fige):
    format: Literal[1] = 1
    modele: str
    version_modele: int
    titre: str
    structure: str
    destinataire: str = ""
    periode: str
    libelle_periode: str
    sections: tuple[Section, ...]
    sources: tuple[str, ...] = ()
    manques: tuple[str, ...] = ()

    @property
    def tableaux(self) -> list[Tableau]:
        return [part for section in self.sections for part in section.parties if isinstance(part, Tableau)]

    def as_data(self) -> dict[str, Any]:
        return self.model_dump(mode="json")

    @property
    def empreinte(self) -> str:
        """SHA-256 of the content: two reports that say the same have the same."""
        said = json.dumps(self.as_data(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()
