"""Dublin Core: pairs for a page's <meta> tags, and an RDF/XML file for libraries and harvesters."""

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from entredeux.reseau.bibliographie.notice import Notice, clean_doi
from entredeux.reseau.enums import GenreReference as G

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
# The DCMI vocabulary of types has one word for all that is read.
GENRES = {G.AUTRE: "Resource"}
HORS_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def dublin_core(notice: Notice) -> Iterator[tuple[str, str]]:
    """(element, value), a repeated element as many times as it has values."""
    yield "title", notice.titre
    for auteur in notice.auteurs:
        yield "creator", auteur
    if notice.editeur:
        yield "publisher", notice.editeur
    if notice.annee:
        yield "date", str(notice.annee)
    yield "type", GENRES.get(G(notice.genre), "Text")
    if notice.resume:
        yield "description", notice.resume
    if notice.revue:
        yield "source", notice.revue
    if notice.langue:
        yield "language", notice.langue
    for identifier in (
        f"https://doi.org/{clean_doi(notice.doi)}" if notice.doi else "",
        f"urn:isbn:{notice.isbn}" if notice.isbn else "",
        notice.url,
    ):
        if identifier:
            yield "identifier", identifier
    for name in ("subject", "rights"):
        yield from ((name, value) for value in notice.complements.get(name, "").split(" ; ") if value)


def write_rdf(notices: Iterable[Notice]) -> str:
    ElementTree.register_namespace("rdf", RDF)
    ElementTree.register_namespace("dc", DC)
    root = ElementTree.Element(f"{{{RDF}}}RDF")
    for notice in notices:
        about = {f"{{{RDF}}}about": _clean(notice.url)} if notice.url else {}
        described = ElementTree.SubElement(root, f"{{{RDF}}}Description", about)
        for element, value in dublin_core(notice):
            ElementTree.SubElement(described, f"{{{DC}}}{element}").text = _clean(value)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _clean(value: str) -> str:
    """Without the signs that XML cannot hold."""
    return HORS_XML.sub("", value)
