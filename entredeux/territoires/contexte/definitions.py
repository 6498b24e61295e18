"""What each context indicator is: level, unit, vintage, producer, what it does not say. A fault says file and line."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from entredeux.territoires.enums import NiveauContexte
from entredeux.themes.lecture import read_model

FICHIER = Path(__file__).with_name("definitions.yaml")
Texte = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Phrase = Annotated[str, StringConstraints(min_length=20, max_length=300)]


class Definition(BaseModel):
    """`colonne` is its column in the data file; outside [minimum, maximum] a value is set aside at import."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{5,60}$")]
    niveau: NiveauContexte
    colonne: Texte
    titre: Texte
    unite: Texte
    decimales: Annotated[int, Field(ge=0, le=2)]
    minimum: float
    maximum: float
    au_dela_de: float | None = None
    remarque_au_dela: str = ""
    remarque_zero: str = ""
    millesime: Texte
    producteur: Texte
    phrase: Phrase
    pourquoi: Phrase
    limites: Phrase

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not self.code.startswith(f"{self.niveau}_"):
            raise ValueError(f"le code commence par le niveau : « {self.niveau}_… »")
        if self.phrase.count("{valeur}") != 1:
            raise ValueError("la phrase porte une fois {valeur}")
        if (self.au_dela_de is None) != (self.remarque_au_dela == ""):
            raise ValueError("au_dela_de et remarque_au_dela vont ensemble")
        return self


class Definitions(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    licence: Texte
    indicateurs: Annotated[tuple[Definition, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_unique(self) -> Self:
        codes = [each.code for each in self.indicateurs]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"code donné deux fois : {', '.join(twice)}")
        return self

    def at(self, niveau: NiveauContexte) -> tuple[Definition, ...]:
        return tuple(each for each in self.indicateurs if each.niveau == niveau)


@lru_cache(maxsize=1)
def read_definitions(path: Path = FICHIER) -> Definitions:
    """Raises FichierInvalide with every mistake and its line."""
    return read_model(path, Definitions)
