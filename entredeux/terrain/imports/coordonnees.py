"""Points as logs write them: degrees, Lambert-93 metres, both in one cell, JSON, Python text, swapped."""

import re
from collections.abc import Iterable
from enum import StrEnum

from entredeux.socle.lambert93 import to_wgs84

NOMBRE = r"[-+]?\d+(?:[.,]\d+)?"
Point = tuple[float, float]  # lon, lat in degrees


class Systeme(StrEnum):
    WGS84 = "wgs84"
    LAMBERT93 = "lambert93"


# (lon min, lat min, lon max, lat max). Mainland, then every overseas part: 119 correct points of a national
# list lie outside the mainland's box.
CADRES = (
    (-5.6, 41.2, 9.8, 51.3),
    (-61.9, 15.7, -60.9, 16.6),  # Guadeloupe
    (-61.3, 14.3, -60.7, 15.0),  # Martinique
    (-54.7, 2.0, -51.5, 6.0),  # Guyane
    (55.1, -21.5, 55.9, -20.8),  # La Réunion
    (44.9, -13.1, 45.4, -12.5),  # Mayotte
    (-56.6, 46.7, -56.0, 47.2),  # Saint-Pierre-et-Miquelon
    (-63.2, 17.8, -62.7, 18.2),  # Saint-Martin, Saint-Barthélemy
    (-178.3, -14.5, -176.0, -13.1),  # Wallis-et-Futuna
    (-155.0, -28.0, -134.0, -7.5),  # Polynésie française
    (163.0, -23.0, 168.5, -18.0),  # Nouvelle-Calédonie
)
CADRE_L93 = (90_000.0, 6_000_000.0, 1_300_000.0, 7_200_000.0)


def read_number(text: str) -> float | None:
    """« 475198,121 », « 1 234,5 », « -1.002 »; None when it is not one number."""
    text = re.sub(r"[\s\u00a0\u202f']", "", text)
    if not re.fullmatch(NOMBRE, text):
        return None
    return float(text.replace(",", "."))


def in_france(lon: float, lat: float) -> bool:
    return any(west <= lon <= east and south <= lat <= north for west, south, east, north in CADRES)


def in_lambert93(x: float, y: float) -> bool:
    west, south, east, north = CADRE_L93
    return west <= x <= east and south <= y <= north


LAT = re.compile(rf"['\"]?(?:lat|latitude|y)['\"]?\s*[:=]\s*['\"]?({NOMBRE})", re.I)
LON = re.compile(rf"['\"]?(?:lon|lng|long|longitude|x)['\"]?\s*[:=]\s*['\"]?({NOMBRE})", re.I)
POINT = re.compile(rf"point\s*z?\s*\(\s*({NOMBRE})\s+({NOMBRE})", re.I)
GEOJSON = re.compile(rf"['\"]coordinates['\"]\s*:\s*\[\s*({NOMBRE})\s*,\s*({NOMBRE})", re.I)
DEUX = (
    re.compile(r"^[\[(]?\s*([-+]?\d+\.\d+|[-+]?\d+)\s*[,;/ ]\s*([-+]?\d+\.\d+|[-+]?\d+)\s*[\])]?$"),
    re.compile(r"^[\[(]?\s*([-+]?\d+,\d+)\s*(?:[;/]|,\s|\s)\s*([-+]?\d+,\d+)\s*[\])]?$"),
)


def split_cell(text: str) -> tuple[float, float] | None:
    """(first, second) of « 48.82, 2.32 »; named or GeoJSON forms come out as (lat, lon), their order being known."""
    lat, lon = LAT.search(text), LON.search(text)
    if lat and lon:
        return _float(lat[1]), _float(lon[1])
    for pattern in (POINT, GEOJSON):
        if found := pattern.search(text):
            return _float(found[2]), _float(found[1])
    for pattern in DEUX:
        if found := pattern.match(text.strip()):
            return _float(found[1]), _float(found[2])
    return None


def _float(text: str) -> float:
    return float(text.replace(",", "."))


def detect_reading(pairs: Iterable[tuple[float, float]]) -> tuple[Systeme, bool, float]:
    """(system, are the two swapped, share of pairs that agree) from (lon, lat) pairs as the names say.

    Outside France nothing tells a swap: the names are believed.
    """
    known = [pair for pair in pairs if pair != (0, 0)]
    if not known:
        return Systeme.WGS84, False, 0
    readings = {
        (Systeme.WGS84, False): sum(in_france(a, b) for a, b in known),
        (Systeme.WGS84, True): sum(in_france(b, a) for a, b in known),
        (Systeme.LAMBERT93, False): sum(in_lambert93(a, b) for a, b in known),
        (Systeme.LAMBERT93, True): sum(in_lambert93(b, a) for a, b in known),
    }
    (system, swapped), count = max(readings.items(), key=lambda item: item[1])
    if count == 0:
        valid = sum(abs(a) <= 180 and abs(b) <= 90 for a, b in known)
        return Systeme.WGS84, False, valid / len(known)
    return system, swapped, count / len(known)


def to_point(lon: float, lat: float, system: str, swapped: bool) -> Point | str | None:
    """The point in degrees, None for « 0, 0 » (a form left empty), or the reason for refusing it."""
    if swapped:
        lon, lat = lat, lon
    if lon == 0 and lat == 0:
        return None
    if system == Systeme.LAMBERT93:
        if not in_lambert93(lon, lat):
            return "coordonnées hors du Lambert-93 : vérifiez X et Y"
        return to_wgs84(lon, lat)
    if abs(lon) > 180 or abs(lat) > 90:
        return "coordonnées impossibles : une latitude va de -90 à 90, une longitude de -180 à 180"
    if not in_france(lon, lat) and in_france(lat, lon):
        return "latitude et longitude semblent inversées sur cette ligne"
    return lon, lat
