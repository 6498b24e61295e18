"""Points in zones: contours of the package data, one spatial index per process, no database.

`locate_points` answers arrays: 50,000 points take well under a second once the contours are loaded
(about one second, once per process). Coordinates are WGS84 degrees, longitude first.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from entredeux.territoires.donnees import read_contours, read_table
from entredeux.territoires.enums import OrigineZone

Codes = NDArray[np.str_]
# lon min, lat min, lon max, lat max: mainland, Antilles, Guyane, Réunion, Mayotte, Saint-Pierre, Wallis, Polynésie,
# Nouvelle-Calédonie. Only to tell a wrong coordinate from a place: the contours decide the rest.
BOITES = (
    (-5.6, 41.2, 9.8, 51.4),
    (-63.3, 14.2, -60.7, 18.3),
    (-54.8, 2.0, -51.4, 6.0),
    (55.1, -21.5, 55.9, -20.8),
    (44.9, -13.1, 45.4, -12.5),
    (-56.6, 46.6, -56.0, 47.3),
    (-178.4, -14.5, -176.0, -13.0),
    (-155.0, -28.0, -134.0, -7.5),
    (162.5, -23.0, 169.0, -17.5),
)


@dataclass(frozen=True)
class Contours:
    """Zones sorted by code, so that the first one that holds a point is always the same."""

    codes: Codes
    geometries: NDArray[np.object_]
    tree: shapely.STRtree

    @classmethod
    def load(cls, name: str) -> "Contours":
        zones = read_contours(name)
        geometries = np.array([shapely.geometry.shape(zone["geometry"]) for zone in zones], dtype=object)
        shapely.prepare(geometries)
        return cls(np.array([zone["code"] for zone in zones]), geometries, shapely.STRtree(geometries))

    def locate(self, lon: ArrayLike, lat: ArrayLike) -> Codes:
        """The code of the zone that holds each point, "" when none or when a coordinate is NaN.

        A point in several zones (a few contours overlap by some metres) goes to the lowest code.
        """
        x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
        known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        points, zones = self.tree.query(shapely.points(x[known], y[known]))
        points = known[points]
        inside = shapely.intersects_xy(self.geometries[zones], x[points], y[points])
        first = np.full(x.shape, len(self.codes))
        np.minimum.at(first, points[inside], zones[inside])
        return np.append(self.codes, "")[first]


@dataclass(frozen=True)
class Localisation:
    """Arrays of one length: the codes and, beside each, the OrigineZone that says how we know."""

    qpv_2024: Codes
    qpv_2024_origine: Codes
    commune: Codes
    commune_origine: Codes


def locate_points(lon: ArrayLike, lat: ArrayLike) -> Codes:
    """The 2024 QPV of each point, "" outside every quarter."""
    return contours_qpv().locate(lon, lat)


def locate(lon: ArrayLike, lat: ArrayLike) -> Localisation:
    """Zones of each point. A point outside every QPV has code "" and origine `geometrie`: that is known.

    The commune comes from a contour where we have one (13, 59, 69, 93), else from the QPV when it lies in a
    single commune, else it is `inconnu`. NaN coordinates: everything `inconnu`.
    """
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    known = np.isfinite(x) & np.isfinite(y)
    qpv, drawn = locate_points(x, y), contours_communes().locate(x, y)
    deduced = np.array([communes_uniques().get(code, "") for code in qpv], dtype=str)
    return Localisation(
        qpv_2024=qpv,
        qpv_2024_origine=np.where(known, OrigineZone.GEOMETRIE.value, OrigineZone.INCONNU.value),
        commune=np.where(drawn != "", drawn, deduced),
        commune_origine=np.select(
            [drawn != "", deduced != ""],
            [OrigineZone.GEOMETRIE.value, OrigineZone.DEDUITE.value],
            OrigineZone.INCONNU.value,
        ),
    )


def is_in_france(lon: Any, lat: Any) -> Any:
    """Near enough to be a place of ours (BOITES), for a number or an array."""
    inside = [(lon >= west) & (lon <= east) & (lat >= south) & (lat <= north) for west, south, east, north in BOITES]
    return np.logical_or.reduce(inside)


@cache
def contours_qpv() -> Contours:
    return Contours.load("contours_qpv_2024")


@cache
def contours_communes() -> Contours:
    return Contours.load("contours_communes")


@cache
def communes_uniques() -> dict[str, str]:
    """QPV → its commune, for the QPV that lie in a single one."""
    return {row["code"]: row["communes"] for row in read_table("qpv_2024") if "|" not in row["communes"]}


def read_geojson(code: str) -> dict[str, Any] | None:
    """The GeoJSON contour of a 2024 QPV, for a map; None when the code is unknown."""
    found = np.flatnonzero(contours_qpv().codes == code)
    return shapely.geometry.mapping(contours_qpv().geometries[found[0]]) if len(found) else None
