"""The shape of two files of ours: what is said of each principle, and the card of duties in front of a danger."""

from typing import Annotated

from pydantic import Field

from entredeux.themes.schema import CodePrincipe, Encadre, Libelle, Phrase, Repere, Source, Strict


class PhraseSourcee(Strict):
    texte: Phrase
    source: Source


class Principe(Strict):
    """One principle of the deontology: what public pages say of it. Its label is a term of `principes`."""

    code: CodePrincipe
    groupe: Libelle
    reperes: Annotated[list[PhraseSourcee], Field(min_length=1)]


class Principes(Strict):
    principes: list[Principe]


class CarteAlerte(Strict):
    """What the law asks, what may be kept here, what may not."""

    devoirs: Annotated[list[Encadre], Field(min_length=1)]
    garder: Annotated[list[Repere], Field(min_length=1)]
    ne_pas_garder: Annotated[list[Repere], Field(min_length=1)]
