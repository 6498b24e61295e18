"""How far: great circles on a sphere, which is right within half a percent."""

import math

RAYON_TERRE = 6_371_000
METRES_PAR_DEGRE = 111_195  # of latitude, on that sphere


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two points (latitude, longitude), by the haversine formula."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * RAYON_TERRE * math.asin(min(1.0, math.sqrt(half)))


def box_around(point: tuple[float, float], radius: float) -> tuple[float, float, float, float]:
    """(south, north, west, east) of a square that holds the circle of that radius, in metres."""
    lat, lon = point
    high = radius / METRES_PAR_DEGRE
    wide = high / max(math.cos(math.radians(min(89.0, abs(lat) + high))), 0.01)
    return lat - high, lat + high, lon - wide, lon + wide


def say_distance(distance: float) -> str:
    """« 350 m », « 2,4 km », « 18 km »: no finer than what the point is worth."""
    if distance < 1000:
        return f"{max(50, round(distance / 50) * 50)}\u00a0m"
    if distance < 10_000:
        return f"{distance / 1000:.1f}".replace(".", ",") + "\u00a0km"
    return f"{round(distance / 1000)}\u00a0km"
