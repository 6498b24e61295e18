"""Points drawn at random inside a real quarter: for demonstrations and measures, never for a real place."""

import random

from shapely import Point, Polygon
from shapely.geometry import shape

from entredeux.territoires.geometrie import read_geojson

BORD = 0.0004  # degrees, about 40 m: off the border of the next quarter
ESSAIS = 500


def largest_part(code: str) -> Polygon:
    """The contour of a QPV of 2024, its largest part if it has several. Raises LookupError for an unknown code."""
    found = read_geojson(code)
    if found is None:
        raise LookupError(code)
    geometry = shape(found.get("geometry", found))
    return max(geometry.geoms, key=lambda part: part.area) if hasattr(geometry, "geoms") else geometry


def draw_point(contour: Polygon, dice: random.Random) -> tuple[float, float]:
    """Longitude and latitude in degrees (WGS84), five decimals."""
    shrunk = contour.buffer(-BORD)
    area = contour if shrunk.is_empty else shrunk
    west, south, east, north = area.bounds
    for _ in range(ESSAIS):
        point = Point(dice.uniform(west, east), dice.uniform(south, north))
        if area.contains(point):
            return round(point.x, 5), round(point.y, 5)
    inside = contour.representative_point()
    return round(inside.x, 5), round(inside.y, 5)
