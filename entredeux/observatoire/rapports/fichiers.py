"""A table as CSV, XLSX or ODS: the cells of the page, and the notice without which they would say less.

A hidden cell is the text « s. », never a zero and never an empty cell.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import xlsxwriter

from entredeux.cadre.models import Structure
from entredeux.observatoire.indicateurs.calcul import Figure
from entredeux.observatoire.publication import TOUT
from entredeux.observatoire.rapports.notes import notice_rows
from entredeux.observatoire.rapports.tableaux import Ligne, Tableau
from entredeux.socle.ods import Feuille, write_classeur

SECRET, ABSENT = "s.", "–"
Valeur = str | float


@dataclass(frozen=True)
class Format:
    extension: str
    type_mime: str
    libelle: str
    ecrire: Callable[[Tableau, str, Sequence[str]], bytes]


def structure_in_words(structure: Structure) -> str:
    return f"{structure.nom} (structure fictive, chiffres inventés)" if structure.est_synthetique else structure.nom


def value_of(figure: Figure | None) -> Valeur:
    if figure is None:
        return ABSENT
    return SECRET if figure.valeur is None else figure.valeur


def sheet_rows(tableau: Tableau) -> tuple[list[str], list[list[Valeur]]]:
    """The table as it is on the page: a header, then a line a row, its territory and details first."""
    heads = [str(axe.label) for axe in tableau.axes_lignes] or ["Ensemble"]
    header = [*heads, *(column.libelle for column in tableau.colonnes)]
    gap = ["Écart (aléa)"] if tableau.a_des_ecarts else []
    return [*header, *gap], [_row(tableau, line) for line in tableau.lignes]


def _row(tableau: Tableau, line: Ligne) -> list[Valeur]:
    gap = [line.ecart.texte if line.ecart else ABSENT] if tableau.a_des_ecarts else []
    return [*line.noms, *(value_of(figure) for figure in line.figures), *gap]


def write_csv(tableau: Tableau, structure: str, liens: Sequence[str]) -> bytes:
    """One line a cell, codes beside names: what a program reads. The notice is in comment lines, first."""
    output = io.StringIO()
    output.writelines(f"# {name} : {text}\r\n" for name, text in notice_rows(tableau, structure, liens))
    csv.writer(output, delimiter=";").writerows(csv_rows(tableau))
    return f"\ufeff{output.getvalue()}".encode()


def csv_rows(tableau: Tableau) -> Iterator[list[str]]:
    """`periode, indicateur, version`, a code and a label for each axis, then the value and its n."""
    axes = tableau.table.axes
    yield [
        *("periode", "indicateur", "version"),
        *(name for axe in axes for name in (_column_name(axe), f"{_column_name(axe)}_libelle")),
        *("valeur", "unite", "n", "secret"),
    ]
    for line in tableau.lignes:
        for rank, figure in enumerate(line.figures):
            table = tableau.tables[rank] if tableau.est_comparaison else tableau.table
            named = list(zip(line.cle, line.noms, strict=False))
            if tableau.axe_colonnes:
                named.append((tableau.colonnes[rank].code, tableau.colonnes[rank].libelle))
            yield [
                *(table.periode.code, table.indicateur.code, str(table.version)),
                *(each for code, name in named for each in ("" if code == TOUT else code, name)),
                *_said(figure, table.indicateur.unite),
            ]


def _column_name(axe: str) -> str:
    return {"qpv": "qpv_2024"}.get(str(axe), str(axe))


def _said(figure: Figure | None, unit: str) -> list[str]:
    if figure is None:
        return ["", unit, "", ABSENT]
    if figure.valeur is None:
        return ["", unit, "", SECRET]
    return [str(figure.valeur), unit, "" if figure.n is None else str(figure.n), ""]


def write_xlsx(tableau: Tableau, structure: str, liens: Sequence[str]) -> bytes:
    header, rows = sheet_rows(tableau)
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        book.set_properties({"title": tableau.titre, "created": tableau.table.instant.replace(tzinfo=None)})
        bold, number = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "# ##0.##"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Tableau")
        sheet.write_row(0, 0, header, bold)
        for rank, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(rank, column, value)
                else:
                    sheet.write_number(rank, column, value, number)
        sheet.freeze_panes(1, len(tableau.axes_lignes) or 1)
        sheet.set_column(0, len(tableau.axes_lignes) - 1 if tableau.axes_lignes else 0, 34)
        notice = book.add_worksheet("Notice")
        notice.set_column(0, 0, 16)
        notice.set_column(1, 1, 96)
        for rank, (name, text) in enumerate(notice_rows(tableau, structure, liens)):
            notice.write_string(rank, 0, name, bold)
            notice.write_string(rank, 1, text, wrapped)
    return output.getvalue()


def write_ods(tableau: Tableau, structure: str, liens: Sequence[str]) -> bytes:
    header, rows = sheet_rows(tableau)
    sheets = [
        Feuille("Tableau", header, rows),
        Feuille("Notice", ["Rubrique", "Texte"], notice_rows(tableau, structure, liens)),
    ]
    return write_classeur(tableau.titre, sheets, tableau.table.instant.date())


FORMATS = {
    "csv": Format("csv", "text/csv; charset=utf-8", "CSV", write_csv),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX", write_xlsx),
    "ods": Format("ods", "application/vnd.oasis.opendocument.spreadsheet", "ODS", write_ods),
}
