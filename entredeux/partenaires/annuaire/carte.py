"""A map of the sheets of one page, drawn by the server: numbered marks over the contours of the quarters around.

The marks bear the numbers of the list beside the map, which says everything the map says: it needs no script, and no
pointer. Those that would overlap share one mark (« 3, 4, 7 »).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from entredeux.partenaires.annuaire.distance import METRES_PAR_DEGRE
from entredeux.territoires.enums import Generation
from entredeux.territoires.geometrie import read_geojson
from entredeux.territoires.models import Qpv

LARGEUR, MARGE, HAUTEUR_MAX = 640.0, 28.0, 560.0
CHEVAUCHEMENT = 26.0  # units under which two marks would touch
ETENDUE_MIN = 0.008  # degrees: about a kilometre, so that one address alone has its surroundings
QUARTIERS_MAX = 40
NUMEROS_MAX = 4
Point = tuple[float, float]  # latitude, longitude


@dataclass(frozen=True)
class Repere:
    """A mark. `libelle`: the numbers it stands for."""

    x: float
    y: float
    libelle: str
    largeur: float

    @property
    def gauche(self) -> float:
        return -self.largeur / 2


@dataclass(frozen=True)
class Carte:
    largeur: int
    hauteur: int
    reperes: tuple[Repere, ...]
    quartiers: tuple[tuple[str, str], ...]  # name, path
    depart: Point | None  # x, y of the place distances are counted from
    echelle_longueur: float
    echelle_libelle: str

    @property
    def bas(self) -> int:
        return self.hauteur - 10


@dataclass(frozen=True)
class Cadre:
    """Plane around a few kilometres: a degree of longitude is shorter by the cosine of the latitude."""

    ouest: float
    nord: float
    cosinus: float
    facteur: float
    gauche: float
    hauteur: float

    @classmethod
    def around(cls, points: Sequence[Point]) -> "Cadre":
        lat, lon = [point[0] for point in points], [point[1] for point in points]
        middle = (max(lat) + min(lat)) / 2, (max(lon) + min(lon)) / 2
        cosine = max(math.cos(math.radians(middle[0])), 0.01)
        high, wide = max(max(lat) - min(lat), ETENDUE_MIN), max((max(lon) - min(lon)) * cosine, ETENDUE_MIN)
        factor = min((LARGEUR - 2 * MARGE) / wide, (HAUTEUR_MAX - 2 * MARGE) / high)
        left = (LARGEUR - wide * factor) / 2
        north, west = middle[0] + high / 2, middle[1] - wide / cosine / 2
        return cls(west, north, cosine, factor, left, high * factor + 2 * MARGE + 24)

    def place(self, point: Point) -> Point:
        x = (point[1] - self.ouest) * self.cosinus * self.facteur + self.gauche
        return round(x, 1), round((self.nord - point[0]) * self.facteur + MARGE, 1)

    def bounds(self) -> tuple[float, float, float, float]:
        """(south, north, west, east) of what the drawing shows."""
        margin, side = MARGE / self.facteur, self.gauche / self.facteur / self.cosinus
        south = self.nord - self.hauteur / self.facteur
        east = self.ouest + (LARGEUR - self.gauche) / self.facteur / self.cosinus
        return south, self.nord + margin, self.ouest - side, east

    def scale_bar(self) -> tuple[int, float]:
        """The roundest length that fits in a quarter of the width: (metres, units)."""
        per_metre = self.facteur / METRES_PAR_DEGRE
        lengths = [base * 10**power for power in range(1, 7) for base in (1, 2, 5)]
        metres = max((each for each in lengths if each * per_metre <= LARGEUR / 4), default=10)
        return metres, round(metres * per_metre, 1)


def draw_map(points: Sequence[tuple[int, Point]], depart: Point | None = None) -> Carte | None:
    """`points`: (number in the list, place). None when nothing has a point."""
    if not points:
        return None
    frame = Cadre.around([point for _, point in points] + ([depart] if depart else []))
    metres, length = frame.scale_bar()
    return Carte(
        largeur=int(LARGEUR),
        hauteur=math.ceil(frame.hauteur),
        reperes=tuple(_group([(number, frame.place(point)) for number, point in points])),
        quartiers=tuple(_quarters(frame)),
        depart=frame.place(depart) if depart else None,
        echelle_longueur=length,
        echelle_libelle=f"{metres} m" if metres < 1000 else f"{metres // 1000} km",
    )


def _group(placed: list[tuple[int, Point]]) -> list[Repere]:
    """Greedy, in the order of the list: a mark takes those that would touch it."""
    groups: list[tuple[Point, list[int]]] = []
    for number, (x, y) in placed:
        near = next((found for found in groups if math.dist(found[0], (x, y)) < CHEVAUCHEMENT), None)
        if near:
            near[1].append(number)
        else:
            groups.append(((x, y), [number]))
    return [_mark(point, numbers) for point, numbers in groups]


def _mark(point: Point, numbers: list[int]) -> Repere:
    said = ", ".join(map(str, numbers[:NUMEROS_MAX])) + ("…" if len(numbers) > NUMEROS_MAX else "")
    width = max(24.0, 10.0 + 8.0 * len(said))
    x = min(max(point[0], width / 2 + 2), LARGEUR - width / 2 - 2)
    return Repere(round(x, 1), point[1], said, width)


def _quarters(frame: Cadre) -> list[tuple[str, str]]:
    """One query: the quarters whose centre is in the frame."""
    south, north, west, east = frame.bounds()
    rows = Qpv.objects.filter(
        generation=Generation.QPV_2024, lat__range=(south, north), lon__range=(west, east)
    ).values_list("code", "nom")
    drawn = []
    for code, nom in rows[:QUARTIERS_MAX]:
        if path := _outline(code, frame):
            drawn.append((nom, path))
    return drawn


def _outline(code: str, frame: Cadre) -> str:
    geometry = read_geojson(code)
    if geometry is None:
        return ""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    rings = [ring for polygon in polygons for ring in polygon]
    corners = ([frame.place((lat, lon)) for lon, lat, *_ in ring] for ring in rings)
    return "".join(f"M{'L'.join(f'{x} {y}' for x, y in ring)}Z" for ring in corners)
