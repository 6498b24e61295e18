import numpy as np

from entredeux.territoires import geometrie
from entredeux.territoires.donnees import read_contours, read_table
from tests.territoires.lieux import CITE_2, DUCHERE, GRANDE_RESIDENCE, HORS_QPV_LENS, HORS_QPV_LYON


def test_every_quarter_of_2024_holds_its_own_inner_point():
    rows = list(read_table("qpv_2024"))
    found = geometrie.locate_points([float(row["lon"]) for row in rows], [float(row["lat"]) for row in rows])
    assert found.tolist() == [row["code"] for row in rows]
    assert len(rows) == 1609


def test_commune_contours_agree_with_the_quarters_of_a_single_commune():
    rows = [row for row in read_table("qpv_2024") if row["code"] in geometrie.communes_uniques()]
    found = geometrie.locate([float(row["lon"]) for row in rows], [float(row["lat"]) for row in rows])
    assert found.commune.tolist() == [row["communes"] for row in rows]


def test_known_points_of_lens_and_lyon():
    places = [GRANDE_RESIDENCE, CITE_2, DUCHERE, ("", *HORS_QPV_LYON), ("", *HORS_QPV_LENS), ("", np.nan, 45.0)]
    found = geometrie.locate([lon for _, lon, _ in places], [lat for _, _, lat in places])
    assert found.qpv_2024.tolist() == [code for code, _, _ in places]
    assert found.qpv_2024_origine.tolist() == ["geometrie"] * 5 + ["inconnu"]
    assert found.commune.tolist() == ["", "62498", "69123", "69123", "", ""]
    assert found.commune_origine.tolist() == ["inconnu", "deduite", "geometrie", "geometrie", "inconnu", "inconnu"]


def test_a_merged_commune_answers_with_the_code_of_today():
    """Pierrefitte-sur-Seine joined Saint-Denis in 2025; its contour of 2018 is still drawn."""
    assert geometrie.locate([2.3610], [48.9650]).commune.tolist() == ["93066"]


def test_two_calls_choose_the_same_zone_where_contours_overlap():
    rng = np.random.default_rng(20240101)
    lon, lat = rng.uniform(2.7, 3.1, 20_000), rng.uniform(50.3, 50.5, 20_000)
    once = geometrie.locate_points(lon, lat)
    assert once.tolist() == geometrie.locate_points(lon[::-1], lat[::-1])[::-1].tolist()


def test_no_point_is_an_empty_answer():
    assert geometrie.locate_points([], []).tolist() == []


def test_contours_for_maps_are_shipped():
    assert geometrie.read_geojson("QN06225M")["type"] in {"Polygon", "MultiPolygon"}
    assert geometrie.read_geojson("QN99999X") is None
    sizes = {name: len(read_contours(f"contours_{name}_encarts")) for name in ("departements", "regions")}
    assert sizes == {"departements": 103, "regions": 18}
