"""A spreadsheet (OpenDocument 1.3): sheets with a bold header, then rows of text and numbers. Text stays text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from entredeux.socle.document import ILLISIBLES
from entredeux.socle.opendocument import pack, root, tag

Valeur = str | int | float | date | None


@dataclass(frozen=True)
class Feuille:
    titre: str
    entete: Sequence[str]
    lignes: Iterable[Sequence[Valeur]]


def write_ods(titre: str, entete: Sequence[str], lignes: Iterable[Sequence[Valeur]], jour: date | None = None) -> bytes:
    """The file. A text that starts like a formula is only a text: no cell of ours is ever computed."""
    return write_classeur(titre, [Feuille(titre, entete, lignes)], jour)


def write_classeur(titre: str, feuilles: Sequence[Feuille], jour: date | None = None) -> bytes:
    """Several sheets in one file, in their order."""
    content = root(
        "office:document-content",
        tag("office:automatic-styles", write_header_style()),
        tag("office:body", tag("office:spreadsheet", *(write_table(feuille) for feuille in feuilles))),
    )
    meta = root(
        "office:document-meta",
        tag("office:meta", tag("dc:title", escape(clean(titre))), tag("dc:language", "fr-FR")),
    )
    return pack("spreadsheet", {"content.xml": content, "meta.xml": meta}, jour)


def write_table(feuille: Feuille) -> str:
    rows = [write_row(feuille.entete, "Entete"), *(write_row(values) for values in feuille.lignes)]
    return tag("table:table", tag("table:table-column"), *rows, table__name=clean_name(feuille.titre))


def write_header_style() -> str:
    bold = tag("style:text-properties", fo__font_weight="bold")
    return tag("style:style", bold, style__name="Entete", style__family="table-cell")


def write_row(values: Sequence[Valeur], style: str = "") -> str:
    return tag("table:table-row", *(write_cell(value, style) for value in values))


def write_cell(value: Valeur, style: str) -> str:
    worn = {"table__style_name": style} if style else {}
    if value is None or value == "":
        return tag("table:table-cell", **worn)
    if isinstance(value, date):
        kind = {"office__value_type": "date", "office__date_value": value.isoformat()}
        return tag("table:table-cell", tag("text:p", f"{value:%d/%m/%Y}"), **kind, **worn)
    if isinstance(value, int | float):
        kind = {"office__value_type": "float", "office__value": str(value)}
        return tag("table:table-cell", tag("text:p", str(value)), **kind, **worn)
    lines = (tag("text:p", escape(line)) for line in clean(value).splitlines())
    return tag("table:table-cell", *lines, office__value_type="string", **worn)


def clean(texte: str) -> str:
    return ILLISIBLES.sub("", texte)


def clean_name(titre: str) -> str:
    """A sheet's name holds 31 signs and none of []*?:/\\."""
    return clean(titre).translate(dict.fromkeys(map(ord, "[]*?:/\\"), " "))[:31]
