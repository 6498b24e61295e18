"""`entredeux territoires locate`, on the files that people really have."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from entredeux.territoires.fichier_points import LOT, parse_coordinate
from tests.territoires.lieux import CITE_2, DUCHERE, HORS_QPV_LENS

LENS = f"{CITE_2[1]},{CITE_2[2]}"
AJOUTEES = ["qpv_2024", "qpv_2024_origine", "qpv_2015", "qpv_2015_origine", "commune", "commune_origine"]
DANS_CITE_2 = ["QN06226M", "geometrie", "", "inconnu", "62498", "deduite"]
INCONNUES = ["", "inconnu"] * 3


def locate(folder: Path, content: bytes, lon: str = "lon", lat: str = "lat") -> tuple[list[list[str]], str]:
    """The rows written, as cells, and what was printed."""
    source, target, out = folder / "points.csv", folder / "zones.csv", StringIO()
    source.write_bytes(content)
    call_command("territoires_locate", source, lon=lon, lat=lat, out=target, stdout=out)
    text = target.read_bytes().decode()
    separator = ";" if ";" in text.splitlines()[0] else "\t" if "\t" in text.splitlines()[0] else ","
    return list(csv.reader(StringIO(text), delimiter=separator)), out.getvalue()


def refusal(folder: Path, content: bytes, **columns: str) -> str:
    with pytest.raises(CommandError) as refused:
        locate(folder, content, **columns)
    assert refused.value.returncode == 2
    assert sorted(path.name for path in folder.iterdir()) == ["points.csv"]
    assert (folder / "points.csv").read_bytes() == content
    return str(refused.value)


def test_every_row_and_column_is_kept_in_order(tmp_path):
    rows, said = locate(
        tmp_path, f"id,lon,lat,note\nb,{LENS},x\na,{DUCHERE[1]},{DUCHERE[2]},\nc,2.8333,50.4286,\n".encode()
    )
    assert rows == [
        ["id", "lon", "lat", "note", *AJOUTEES],
        ["b", *LENS.split(","), "x", *DANS_CITE_2],
        ["a", str(DUCHERE[1]), str(DUCHERE[2]), "", "QN06934M", "geometrie", "", "inconnu", "69123", "geometrie"],
        ["c", *map(str, HORS_QPV_LENS), "", "", "geometrie", "", "inconnu", "", "inconnu"],
    ]
    assert "3 points : 2 dans un quartier prioritaire de 2024, 2 dont la commune est connue." in said


def test_windows_1252_semicolons_decimal_commas_and_line_breaks_in_cells(tmp_path):
    content = 'Libellé;Longitude;Latitude\r\n"Cité 2\r\nentrée B";2,843;50,4348\r\n'.encode("cp1252")
    rows, said = locate(tmp_path, content, lon="longitude", lat="LATITUDE")
    assert rows[0] == ["Libellé", "Longitude", "Latitude", *AJOUTEES]
    assert rows[1] == ["Cité 2\r\nentrée B", "2,843", "50,4348", *DANS_CITE_2]
    assert "Lu en cp1252, séparateur point-virgule, en-tête en ligne 1." in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marks_and_tabs(tmp_path, encoding):
    rows, _ = locate(tmp_path, f"lon\tlat\tété\n{LENS.replace(',', chr(9))}\tœuf\n".encode(encoding))
    assert [cell.removeprefix("\ufeff") for cell in rows[0]] == ["lon", "lat", "été", *AJOUTEES]
    assert rows[1][2:] == ["œuf", *DANS_CITE_2]


def test_a_title_above_the_header_is_kept(tmp_path):
    rows, said = locate(tmp_path, f"Relevé de mars\n\nlon,lat\n{LENS}\n".encode())
    assert rows == [["Relevé de mars"], [], ["lon", "lat", *AJOUTEES], [*LENS.split(","), *DANS_CITE_2]]
    assert "en-tête en ligne 3" in said


def test_what_cannot_be_located_is_unknown_and_counted(tmp_path):
    points = [",50.4", "abc,50.4", "2.8,nan", "2.8,inf", "200,50.4", "13.4,52.5", "683000,7040000", "50.4348,2.843"]
    rows, said = locate(tmp_path, "\n".join(["lon,lat", *points, ""]).encode())
    assert [row[2:] for row in rows[1:]] == [INCONNUES] * 8
    for sentence in (
        "1 sans zone : coordonnée vide.",
        "3 sans zone : coordonnée illisible.",
        "1 sans zone : hors des limites d'une longitude ou d'une latitude.",
        "1 sans zone : hors de France.",
        "1 sans zone : coordonnées Lambert-93 (en mètres) et non en degrés.",
        "1 sans zone : longitude et latitude sans doute inversées.",
        "relancez en échangeant --lon et --lat",
    ):
        assert sentence in said


def test_overseas_quarters_are_located(tmp_path):
    rows, _ = locate(tmp_path, b"lon,lat\n55.4489,-20.8821\n45.2278,-12.7823\n")
    assert [row[3] for row in rows[1:]] == ["geometrie", "geometrie"]


def test_a_column_of_the_same_name_is_not_overwritten(tmp_path):
    rows, said = locate(tmp_path, f"commune,lon,lat\nLens,{LENS}\n".encode())
    assert rows[0] == ["commune", "lon", "lat", *AJOUTEES[:4], "zone_commune", "commune_origine"]
    assert rows[1][0] == "Lens"
    assert "les nôtres s'appellent : zone_commune" in said


def test_short_and_long_rows_keep_their_cells(tmp_path):
    rows, said = locate(tmp_path, f"lon,lat,note\n{LENS}\n{LENS},x,en trop\n\n".encode())
    assert rows[1] == [*LENS.split(","), "", *DANS_CITE_2]
    assert rows[2] == [*LENS.split(","), "x", *DANS_CITE_2, "en trop"]
    assert "1 lignes plus longues" in said


def test_more_than_one_batch(tmp_path):
    rows, said = locate(tmp_path, b"lon,lat\n" + f"{LENS}\n".encode() * (LOT + 1))
    assert len(rows) == LOT + 2
    assert {tuple(row[2:]) for row in rows[1:]} == {tuple(DANS_CITE_2)}
    assert f"{LOT + 1} points" in said


def test_a_missing_column_lists_those_of_the_file(tmp_path):
    said = refusal(tmp_path, b"id;longitude;y\n1;2;3\n", lon="x", lat="y")
    assert said == "Colonne introuvable : « x ». Colonnes du fichier : id, longitude, y. Rien n'a été écrit."


def test_what_is_not_a_csv_is_refused(tmp_path):
    assert "figure 2 fois" in refusal(tmp_path, b"lon,lon,lat\n1,2,3\n")
    assert "est vide" in refusal(tmp_path, b"")
    assert "n'est pas un fichier CSV" in refusal(tmp_path, b"PK\x03\x04\x00\x00rest of a workbook")
    assert "n'est pas un fichier CSV" in refusal(tmp_path, "lon,lat\n1,2\n".encode("utf-16-le"))
    assert "encodage" in refusal(tmp_path, b"lon,lat\n\x81\x8d,\x9d\n")
    assert "deux colonnes" in refusal(tmp_path, b"lon,lat\n1,2\n", lon="lon", lat="lon")


def test_neither_the_input_nor_a_folder_is_overwritten(tmp_path):
    source = tmp_path / "points.csv"
    source.write_text(f"lon,lat\n{LENS}\n")
    for target in (source, tmp_path, tmp_path / "absent" / "zones.csv"):
        with pytest.raises(CommandError):
            call_command("territoires_locate", source, lon="lon", lat="lat", out=target)
    with pytest.raises(CommandError, match="n'existe pas"):
        call_command("territoires_locate", tmp_path / "autre.csv", lon="lon", lat="lat", out=tmp_path / "zones.csv")
    assert source.read_text() == f"lon,lat\n{LENS}\n"


def test_coordinates_are_read_or_not_never_guessed():
    assert [parse_coordinate(text) for text in ("2,843", " 2.843 ", "−1.5", "+1", "2.843°")] == [
        2.843,
        2.843,
        -1.5,
        1,
        2.843,
    ]
    unreadable = ("", "1.234,5", "1e5", "1_000", "٣", "2.8, 50.4", "nan", "-", ".", "48°51'", "1" * 400)
    assert [text for text in unreadable if parse_coordinate(text) == parse_coordinate(text)] == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=5))
def test_no_text_in_the_coordinates_breaks_it(tmp_path_factory, cells):
    folder = tmp_path_factory.mktemp("locate")
    stream = StringIO(newline="")
    csv.writer(stream).writerows([("lon", "lat"), *cells])
    rows, _ = locate(folder, stream.getvalue().encode("utf-8", "replace"))
    assert len(rows) >= 1
    assert all(len(row) == 8 for row in rows if row)
