"""Bibliographic entries, from and to the files that reference managers exchange. Nothing here knows the database.

`read_notices` reads BibTeX or RIS, whole or not at all; `write_notices` writes BibTeX, RIS or Dublin Core in RDF.
"""

from collections.abc import Callable, Iterable

from entredeux.reseau.bibliographie.bibtex import read_bibtex, write_bibtex
from entredeux.reseau.bibliographie.dublin_core import write_rdf
from entredeux.reseau.bibliographie.notice import Notice, identite
from entredeux.reseau.bibliographie.ris import read_ris, write_ris

__all__ = ["ECRITURES", "FORMATS", "Notice", "guess_format", "identite", "read_notices", "write_notices"]

FORMATS: dict[str, Callable[[str], list[Notice]]] = {"bibtex": read_bibtex, "ris": read_ris}
# extension of the address -> (writer, media type)
ECRITURES: dict[str, tuple[Callable[[Iterable[Notice]], str], str]] = {
    "bib": (write_bibtex, "application/x-bibtex; charset=utf-8"),
    "ris": (write_ris, "application/x-research-info-systems; charset=utf-8"),
    "rdf": (write_rdf, "application/rdf+xml; charset=utf-8"),
}


def guess_format(texte: str) -> str:
    """RIS begins by its type; anything else is read as BibTeX, whose reader says what it does not understand."""
    return "ris" if texte.lstrip("\n \t")[:6].startswith("TY  -") else "bibtex"


def read_notices(texte: str, format: str = "") -> list[Notice]:
    """Every entry of the text. Raises FichierIllisible with each faulty line: nothing is half read."""
    return FORMATS[format or guess_format(texte)](texte)


def write_notices(notices: Iterable[Notice], extension: str) -> str:
    return ECRITURES[extension][0](notices)
