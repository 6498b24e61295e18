"""A log is read for what it is, or refused with a sentence."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from entredeux.socle.lecture import Reglages, Tableau, limites, open_tableau
from entredeux.socle.lecture.erreurs import FichierRefuse
from entredeux.terrain.imports.champs import NOMS_CONNUS
from tests.terrain.fichiers import ENTETE, LIGNES, text_of, write_ods, write_text, write_xlsx

ATTENDU = [ENTETE, *LIGNES]


@pytest.fixture
def lire(tmp_path: Path):
    def read(path: Path, **settings) -> Tableau:
        return open_tableau(path, path.name, tmp_path, NOMS_CONNUS, Reglages(**settings))

    return read


def cells(tableau: Tableau) -> list[list[str]]:
    return [list(row.cellules) for row in tableau.lignes()]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_says_its_encoding_and_separator(tmp_path, lire, encoding, separator):
    tableau = lire(write_text(tmp_path / "journal.csv", ATTENDU, encoding, separator))
    assert (tableau.encodage, tableau.separateur, tableau.ligne_entete) == (encoding, separator, 1)
    assert tableau.colonnes == ENTETE
    assert cells(tableau) == LIGNES


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "utf-16-le"])
def test_rarer_encodings_are_told_by_the_french_they_give(tmp_path, lire, encoding):
    rows = [["date", "motif"], ["05/03/2024", "Tapage à l'école, élève fêté"], ["06/03/2024", "Dégradation côté forêt"]]
    tableau = lire(write_text(tmp_path / "journal.csv", rows, encoding))
    assert tableau.encodage == encoding
    assert cells(tableau) == rows[1:]


def test_compressed_text_is_read_directly(tmp_path, lire):
    assert cells(lire(write_text(tmp_path / "journal.csv.gz", ATTENDU))) == LIGNES


def test_workbooks_give_the_same_rows(tmp_path, lire):
    xlsx = lire(write_xlsx(tmp_path / "journal.xlsx", {"Journal": ATTENDU}))
    ods = lire(write_ods(tmp_path / "journal.ods", ATTENDU))
    assert cells(xlsx) == cells(ods) == LIGNES
    assert (xlsx.encodage, xlsx.separateur, xlsx.feuille) == (None, None, "Journal")


def test_typed_cells_become_what_a_person_would_write(tmp_path, lire):
    rows = [["date", "code", "taux", "heure"], [date(2024, 3, 5), 1053, 48.5, "18:30"]]
    assert cells(lire(write_xlsx(tmp_path / "j.xlsx", {"Journal": rows}))) == [["2024-03-05", "1053", "48.5", "18:30"]]


def test_header_is_found_under_title_lines(tmp_path, lire):
    titles = [["Journal de la médiation"], ["Export du 3 avril 2024, 12 lignes"], *ATTENDU]
    text = lire(write_text(tmp_path / "journal.csv", titles))
    sheet = lire(write_xlsx(tmp_path / "journal.xlsx", {"Journal": titles}))
    assert (text.ligne_entete, sheet.ligne_entete) == (3, 3)
    assert text.colonnes == sheet.colonnes == ENTETE
    assert [row.numero for row in sheet.lignes()] == [4, 5, 6]


def test_header_line_may_be_imposed(tmp_path, lire):
    rows = [["a", "b"], ["date", "motif"], ["05/03/2024", "autre"]]
    assert lire(write_text(tmp_path / "journal.csv", rows), ligne_entete=1).colonnes == ["a", "b"]


def test_duplicate_and_empty_headers_become_unique(tmp_path, lire):
    rows = [["date", "Date", "", "motif"], ["05/03/2024", "06/03/2024", "x", "autre"]]
    assert lire(write_text(tmp_path / "j.csv", rows)).colonnes == ["date", "Date (2)", "colonne 3", "motif"]


def test_a_date_may_be_a_header(tmp_path, lire):
    rows = [["lieu", "commune", "2024-01-01"], ["Hall B", "Lens", "4"], ["Square", "Lens", "2"]]
    assert lire(write_text(tmp_path / "j.csv", rows)).colonnes == ["lieu", "commune", "2024-01-01"]


def test_line_breaks_inside_cells_keep_the_line_where_the_row_starts(tmp_path, lire):
    text = 'date;motif\n05/03/2024;"tapage\nla nuit"\n06/03/2024;autre\n'
    tableau = lire(write_text(tmp_path / "j.csv", text))
    assert [(row.numero, row.cellules) for row in tableau.lignes()] == [
        (2, ("05/03/2024", "tapage\nla nuit")),
        (4, ("06/03/2024", "autre")),
    ]


def test_an_unclosed_quote_costs_its_own_line_only(tmp_path, lire):
    lines = [f"0{day}/03/2024;autre" for day in range(1, 10)]
    lines[2] = '03/03/2024;"autre'
    tableau = lire(write_text(tmp_path / "j.csv", "\n".join(["date;motif", *lines])))
    rows = list(tableau.lignes())
    assert len(rows) == 9
    assert [(row.numero, row.erreur) for row in rows if row.erreur] == [(4, "un guillemet s'ouvre et ne se ferme pas")]


def test_ragged_rows_are_filled_or_refused(tmp_path, lire):
    text = "date;motif;issue\n05/03/2024;autre\n06/03/2024;autre;accord;;\n07/03/2024;autre;accord;de trop\n"
    rows = list(lire(write_text(tmp_path / "j.csv", text)).lignes())
    assert [row.cellules for row in rows[:2]] == [("05/03/2024", "autre", ""), ("06/03/2024", "autre", "accord")]
    assert rows[2].erreur == "4 cellules au lieu de 3 : un séparateur s'est glissé dans une cellule"


def test_nul_bytes_and_lost_letters_are_repaired(tmp_path, lire):
    path = tmp_path / "j.csv"
    path.write_bytes("date;motif\n05/03/2024;Ren<e9>, c\x00alme, s\x9cur, dâ€™Ã©tÃ©, pâté, Âge\n".encode())
    assert cells(lire(path)) == [["05/03/2024", "René, calme, sœur, d’été, pâté, Âge"]]


def test_two_encodings_pasted_together_are_both_read(tmp_path, lire):
    path = tmp_path / "j.csv"
    path.write_bytes(b"date;motif\n" + "05/03/2024;été à l'école\n".encode() * 20 + "06/03/2024;été\n".encode("cp1252"))
    assert lire(path).encodage == "utf-8"
    assert cells(lire(path))[-1] == ["06/03/2024", "été"]


def test_excel_separator_line_is_obeyed(tmp_path, lire):
    tableau = lire(write_text(tmp_path / "j.csv", "sep=|\ndate|motif\n05/03/2024|a;b;c;d\n"))
    assert (tableau.separateur, tableau.ligne_entete, cells(tableau)) == ("|", 2, [["05/03/2024", "a;b;c;d"]])


def test_decimal_commas_do_not_pass_for_separators(tmp_path, lire):
    rows = [["date", "x", "y"], *[["05/03/2024", "475198,12", "6692424,50"]] * 30]
    assert lire(write_text(tmp_path / "j.csv", rows, separator=";")).separateur == ";"


def test_the_first_sheet_that_holds_rows_is_read_and_the_others_named(tmp_path, lire):
    sheets = {"Lisez-moi": [["Mode d'emploi"], ["…"]], "2024": ATTENDU, "2023": ATTENDU}
    tableau = lire(write_xlsx(tmp_path / "j.xlsx", sheets))
    assert tableau.feuille == "2024"
    assert tableau.avertissements == ["Feuille lue : « 2024 ». Non lues : « Lisez-moi », « 2023 »."]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("vide.csv", b"", "Le fichier est vide"),
        ("blancs.csv", b"\n\n  \n", "Le fichier est vide"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n....", "Ce fichier est une image PNG"),
        ("rapport.csv", b"%PDF-1.7 ...", "Ce fichier est un document PDF"),
        ("page.xls", b"<html><table><tr><td>date</td></tr></table></html>", "Ce fichier est une page HTML"),
        ("donnees.csv", b'{"date": "2024-03-05"}', "Ce fichier est du JSON"),
        ("journal.xlsx", b"date;motif\n05/03/2024;autre\n", "Le nom annonce un classeur XLSX"),
        ("journal.xlsx", b"PK\x03\x04tronque", "Ce classeur est abîmé"),
        ("journal.csv.gz", b"\x1f\x8b\x08\x00tronque", "Ce fichier .gz est abîmé"),
        ("journal.csv.gz", b"date;motif\n05/03/2024;autre\n", "n'est pas compressé"),
        ("journal.csv", b"\x1f\x8b\x08\x00", "est compressé en .gz"),
        ("journal.docx", b"date;motif\n", "Les fichiers « .docx » ne sont pas des tableaux"),
        ("journal.csv", bytes(range(32)) * 40, "Ce fichier contient des données binaires"),
        ("sans_entete.csv", b"2024-03-05;12\n2024-03-06;13\n", "Aucune ligne d'en-tête"),
        ("protege.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Ce classeur est abîmé, protégé"),
    ],
)
def test_what_is_no_log_is_refused_with_a_sentence(tmp_path, lire, name, content, sentence):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FichierRefuse, match=sentence):
        lire(path)


def test_a_workbook_under_a_csv_name_is_refused(tmp_path, lire):
    path = write_xlsx(tmp_path / "j.xlsx", {"Journal": ATTENDU}).rename(tmp_path / "journal.csv")
    with pytest.raises(
        FichierRefuse, match=r"Le nom annonce un texte à colonnes \(CSV\), mais le contenu est un classeur XLSX"
    ):
        lire(path)


def test_a_form_definition_is_refused(tmp_path, lire):
    sheets = {"survey": [["type", "name", "label"], ["text", "a", "A"]], "choices": [["list_name", "name"]]}
    with pytest.raises(FichierRefuse, match="définition d'un formulaire"):
        lire(write_xlsx(tmp_path / "formulaire.xlsx", sheets))


def test_a_workbook_that_unfolds_too_far_is_refused(tmp_path, lire, monkeypatch):
    monkeypatch.setattr(limites, "OCTETS_DEPLIES", 1000)
    path = tmp_path / "bombe.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "0" * 2000)
    with pytest.raises(FichierRefuse, match="Déplié, ce classeur dépasse"):
        lire(path)


def test_limits_of_size_and_rows_are_said(tmp_path, lire, monkeypatch):
    path = write_text(tmp_path / "j.csv", ATTENDU)
    monkeypatch.setattr(limites, "LIGNES", 2)
    with pytest.raises(FichierRefuse, match="dépasse 2 lignes"):
        list(lire(path).lignes())
    monkeypatch.setattr(limites, "OCTETS", 10)
    with pytest.raises(FichierRefuse, match="Ce fichier dépasse"):
        lire(path)


def test_a_huge_cell_refuses_its_row(tmp_path, lire):
    text = text_of([["date", "motif"], ["05/03/2024", "x" * 40_000], ["06/03/2024", "autre"]])
    rows = list(lire(write_text(tmp_path / "j.csv", text)).lignes())
    assert [row.erreur for row in rows] == ["une cellule dépasse 32 767 caractères", ""]


def test_a_cell_at_the_end_of_the_world_is_refused_and_kills_nothing(tmp_path):
    sound = write_xlsx(tmp_path / "sain.xlsx", {"Journal": [ENTETE, *LIGNES]})
    hostile = tmp_path / "journal.xlsx"
    with zipfile.ZipFile(sound) as source, zipfile.ZipFile(hostile, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'r="B2"', b'r="XFD1048576"'))

    with pytest.raises(FichierRefuse, match="démesuré"):
        open_tableau(hostile, hostile.name, tmp_path, NOMS_CONNUS)
