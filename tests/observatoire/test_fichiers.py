"""The same cells in three formats: « s. » is never a zero nor an empty cell, and the notice goes with them."""

import csv
import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from entredeux.observatoire.enums import Axe
from entredeux.observatoire.publication import TOUT
from entredeux.observatoire.rapports import FORMATS, compare_tables, present_table
from tests.observatoire.tables import make_table

LIEN = "http://exemple.fr/observatoire/tableaux/1/"
STRUCTURE = "Passerelle Lens-Liévin"


@pytest.fixture
def tableau(db):
    return present_table(
        make_table(
            {Axe.REGISTRE: ["conflits", "presence_active"], Axe.DOMAINE: ["habitat"]},
            {("conflits", "habitat"): 1510, (TOUT, TOUT): 4800},
        )
    )


def sheets(body: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_workbook_holds_the_page_and_its_notice(tableau, extension) -> None:
    found = sheets(FORMATS[extension].ecrire(tableau, STRUCTURE, [LIEN]))
    assert list(found) == ["Tableau", "Notice"]
    header, *rows = found["Tableau"]
    assert header[0] == "Registre"
    assert [row[1:] for row in rows] == [[1510, "s."], ["s.", "s."], ["s.", 4800]]
    notice = {row[0]: row[1] for row in found["Notice"]}
    assert notice["Structure"] == STRUCTURE
    assert notice["Question"] == "Combien d'actes d'essai ont été faits ?"
    assert notice["Empreinte"] == tableau.table.empreinte
    assert notice["Lien stable"] == LIEN
    assert {"Indicateur", "n", "Période", "Définition", "Plancher", "Limites", "Source", "Licence"} <= set(notice)


@pytest.mark.parametrize("extension", list(FORMATS))
def test_same_table_same_bytes(tableau, extension) -> None:
    write = FORMATS[extension].ecrire
    assert write(tableau, STRUCTURE, [LIEN]) == write(tableau, STRUCTURE, [LIEN])


def test_csv_has_a_line_a_cell_and_its_notice_first(tableau) -> None:
    text = FORMATS["csv"].ecrire(tableau, STRUCTURE, [LIEN]).decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0] == f"# Structure : {STRUCTURE}"
    assert f"# Lien stable : {LIEN}" in lines
    rows = list(csv.DictReader([line for line in lines if not line.lstrip('"').startswith("#")], delimiter=";"))
    assert len(rows) == 6
    assert rows[0]["registre"] == "conflits"
    assert (rows[0]["valeur"], rows[0]["n"], rows[0]["secret"]) == ("1510", "1510", "")
    assert (rows[1]["valeur"], rows[1]["secret"]) == ("", "s.")
    assert (rows[-1]["registre"], rows[-1]["registre_libelle"]) == ("", "Ensemble")


def test_compared_periods_have_their_own_code_and_link(db) -> None:
    tables = [make_table({}, {(): value}, year) for value, year in ((40, "2024"), (90, "2025"))]
    tableau = compare_tables(tables)
    lines = FORMATS["csv"].ecrire(tableau, STRUCTURE, ["A", "B"]).decode("utf-8-sig").splitlines()
    assert "# Lien stable : A ; B" in lines
    assert [line.split(";")[0] for line in lines if line.startswith("20")] == ["2024", "2025"]
    found = sheets(FORMATS["ods"].ecrire(tableau, STRUCTURE, ["A", "B"]))["Tableau"]
    assert found[1] == ["Ensemble", 40, 90, "+50 (± 10)"]


def test_text_that_looks_like_a_formula_stays_text(db) -> None:
    tableau = present_table(make_table({Axe.DOMAINE: ["=1+1"]}, {("=1+1",): 20}))
    for extension in ("xlsx", "ods"):
        assert sheets(FORMATS[extension].ecrire(tableau, STRUCTURE, [LIEN]))["Tableau"][1][0] == "=1+1"


def test_date_of_the_files_is_that_of_the_publication(tableau) -> None:
    assert tableau.table.instant.date() == date(2026, 2, 15)
