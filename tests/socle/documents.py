"""What the tests ask of a file that was made: the tags of a PDF, the parts of an ODT."""

import io
import zipfile
from typing import Any
from xml.etree import ElementTree

from pypdf import PdfReader

from entredeux.socle.opendocument import ESPACES as NOMS


def attribute(noeud: ElementTree.Element, nom: str) -> str | None:
    court, local = nom.split(":")
    return noeud.get(f"{{{NOMS[court]}}}{local}")


def open_odt(content: bytes, genre: str = "text") -> dict[str, ElementTree.Element]:
    """The XML parts by name, after the checks of the package: every file is declared, `mimetype` comes first."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        first, *others = package.infolist()
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert content[30:38] == b"mimetype"
        assert package.read("mimetype").decode() == f"application/vnd.oasis.opendocument.{genre}"
        parts = {info.filename: ElementTree.fromstring(package.read(info)) for info in others}
    declared = parts["META-INF/manifest.xml"].iter(f"{{{NOMS['manifest']}}}file-entry")
    paths = {attribute(entry, "manifest:full-path") for entry in declared}
    assert paths == {"/", *parts} - {"META-INF/manifest.xml"}
    return parts


def headings_of_odt(content: ElementTree.Element) -> list[tuple[int, str]]:
    return [
        (int(attribute(h, "text:outline-level") or 0), "".join(h.itertext()))
        for h in content.iter(f"{{{NOMS['text']}}}h")
    ]


def text_of_odt(content: ElementTree.Element) -> str:
    return "\n".join("".join(p.itertext()) for p in content.iter() if p.tag.endswith(("}p", "}h")))


def text_of_pdf(content: bytes) -> str:
    """The words of every page, on one line: a sentence is found even where it was folded."""
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)


def tags_of_pdf(content: bytes) -> list[str]:
    """The structure as a reader of screens meets it: H1, P, L, LI, Link…"""
    root = PdfReader(io.BytesIO(content)).trailer["/Root"]["/StructTreeRoot"]
    return list(walk_tags(root))


def walk_tags(node: Any) -> Any:
    node = node.get_object()
    if "/S" in node:
        yield node["/S"][1:]
    kids = node.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        inside = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(inside, dict) and ("/S" in inside or "/K" in inside):
            yield from walk_tags(inside)


def links_of_pdf(content: bytes) -> list[str]:
    annotations = [
        annotation.get_object()
        for page in PdfReader(io.BytesIO(content)).pages
        for annotation in page.get("/Annots", [])
    ]
    return [annotation["/A"]["/URI"] for annotation in annotations if "/A" in annotation]
