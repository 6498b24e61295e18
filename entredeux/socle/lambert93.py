"""Lambert-93 (EPSG:2154) to WGS84: inverse of the Lambert conformal conic projection with two parallels.

Source: IGN, notes techniques NT/G 71 (projection conique conforme de Lambert, algorithmes 2 and 4) and NT/G 80;
EPSG dataset, method 9802; ellipsoid GRS80. RGF93 and WGS84 are taken as one: they agree within a metre, and
a zone is all that is kept of a point. `tests/terrain/test_imports_lambert93.py` holds points computed by PROJ.
"""

from math import atan, atan2, exp, hypot, log, pi, radians, sin, sqrt, tan

DEMI_GRAND_AXE = 6_378_137.0
APLATISSEMENT = 1 / 298.257222101
E = sqrt(APLATISSEMENT * (2 - APLATISSEMENT))
LON0, LAT0, LAT1, LAT2 = (radians(degrees) for degrees in (3.0, 46.5, 44.0, 49.0))
X0, Y0 = 700_000.0, 6_600_000.0


def _isometric(lat: float) -> float:
    return log(tan(pi / 4 + lat / 2) * ((1 - E * sin(lat)) / (1 + E * sin(lat))) ** (E / 2))


def _parallel(lat: float) -> float:
    """Radius of the parallel divided by the half axis."""
    return sqrt(1 - sin(lat) ** 2) / sqrt(1 - (E * sin(lat)) ** 2)


N = log(_parallel(LAT1) / _parallel(LAT2)) / (_isometric(LAT2) - _isometric(LAT1))
C = DEMI_GRAND_AXE * _parallel(LAT1) / N * exp(N * _isometric(LAT1))
YS = Y0 + C * exp(-N * _isometric(LAT0))


def to_wgs84(x: float, y: float) -> tuple[float, float]:
    """(lon, lat) in degrees of a point in metres."""
    radius = hypot(x - X0, y - YS)
    isometric = -log(radius / C) / N
    lon = LON0 + atan2(x - X0, YS - y) / N
    lat = 2 * atan(exp(isometric)) - pi / 2
    for _ in range(6):
        lat = 2 * atan(((1 + E * sin(lat)) / (1 - E * sin(lat))) ** (E / 2) * exp(isometric)) - pi / 2
    return lon * 180 / pi, lat * 180 / pi
