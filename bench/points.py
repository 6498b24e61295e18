"""50,000 points in 1,609 quarters: the spatial index against a walk over the contours, and a whole CSV.

python bench/points.py        last line: key=value
"""

import csv
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import shapely

from entredeux.territoires import geometrie
from entredeux.territoires.fichier_points import locate_file

POINTS = 50_000
TEMOIN = 500  # points for the walk, which is slow


def main() -> None:
    load, _ = timed(lambda: (geometrie.contours_qpv(), geometrie.contours_communes()))
    lon, lat = draw_points()
    index, found = timed(lambda: geometrie.locate_points(lon, lat))
    walk, slow = timed(lambda: [walk_contours(x, y) for x, y in zip(lon[:TEMOIN], lat[:TEMOIN], strict=True)])
    assert slow == found[:TEMOIN].tolist(), "l'index et le parcours ne disent pas la même chose"
    csv_seconds = time_csv(lon, lat)
    ratio = (walk / TEMOIN) / (index / POINTS)
    print(f"{POINTS} points, dont {(found != '').sum()} dans un quartier ; chargement {load:.2f} s")
    figures = {
        "points_chargement_s": f"{load:.2f}",
        "points_50000_s": f"{index:.3f}",
        "points_index_contre_parcours": f"{ratio:.0f}",
        "points_csv_50000_s": f"{csv_seconds:.2f}",
    }
    print(" ".join(f"{name}={value}" for name, value in figures.items()))


def draw_points() -> tuple[np.ndarray, np.ndarray]:
    """Half around the quarters, where the work is; half anywhere on the mainland."""
    rng = np.random.default_rng(2024)
    centres = shapely.get_coordinates(shapely.point_on_surface(geometrie.contours_qpv().geometries))
    near = centres[rng.integers(0, len(centres), POINTS // 2)] + rng.normal(0, 0.01, (POINTS // 2, 2))
    far = rng.uniform((-5, 42), (8, 51), (POINTS - POINTS // 2, 2))
    points = rng.permutation(np.concatenate([near, far]))
    return points[:, 0], points[:, 1]


def walk_contours(x: float, y: float) -> str:
    contours = geometrie.contours_qpv()
    inside = np.flatnonzero(shapely.intersects_xy(contours.geometries, x, y))
    return str(contours.codes[inside[0]]) if len(inside) else ""


def time_csv(lon: np.ndarray, lat: np.ndarray) -> float:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "points.csv", Path(folder) / "zones.csv"
        with source.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows([("id", "lon", "lat"), *zip(range(POINTS), lon, lat, strict=True)])
        seconds, _ = timed(lambda: locate_file(source, "lon", "lat", target))
    return seconds


def timed(action):
    start = time.perf_counter()
    value = action()
    return time.perf_counter() - start, value


if __name__ == "__main__":
    main()
