"""A quiet choropleth of the quarters, drawn by the server: four steps of one ink, hatching for what is hidden."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from entredeux.observatoire.enums import Axe
from entredeux.observatoire.indicateurs.calcul import TableIndicateur
from entredeux.observatoire.publication import AUTRE
from entredeux.observatoire.rapports.mots import french
from entredeux.observatoire.rapports.tableaux import Tableau
from entredeux.territoires.geometrie import read_geojson

LARGEUR, MARGE, PALIERS = 640.0, 12.0, 4
METRES_PAR_DEGRE = 111_320
Anneau = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Zone:
    """`palier` 1 to 4, 0 when hidden."""

    code: str
    nom: str
    chemin: str
    palier: int
    lecture: str


@dataclass(frozen=True)
class Carte:
    titre: str
    zones: tuple[Zone, ...]
    legende: tuple[tuple[int, str], ...]
    largeur: int
    hauteur: int
    echelle_longueur: float
    echelle_libelle: str
    a_des_secrets: bool

    @property
    def bas(self) -> int:
        return self.hauteur - 10


def draw_maps(tableau: Tableau) -> tuple[Carte, ...]:
    """One for each period, with one legend; none when the table is not by quarter or no quarter has a contour."""
    if tableau.axe_territoire != Axe.QPV:
        return ()
    codes = [code for code in tableau.noms_des_territoires if code not in (AUTRE, "*") and outline_of(code)]
    if not codes:
        return ()
    shown = [table.cell(qpv=code).valeur for table in tableau.tables for code in codes if code in _quarters(table)]
    bounds = step_bounds([value for value in shown if value is not None])
    frame = Cadre.around([ring for code in codes for ring in outline_of(code)])
    return tuple(_draw(tableau, table, codes, bounds, frame) for table in tableau.tables)


def _quarters(table: TableIndicateur) -> tuple[str, ...]:
    return table.valeurs[Axe.QPV]


def _draw(
    tableau: Tableau,
    table: TableIndicateur,
    codes: Sequence[str],
    bounds: Sequence[tuple[float, float]],
    frame: "Cadre",
) -> Carte:
    unit = table.indicateur.unite
    values = {code: table.cell(qpv=code).valeur if code in _quarters(table) else None for code in codes}
    names = tableau.noms_des_territoires
    zones = tuple(
        Zone(code, names[code], frame.path(outline_of(code)), step_of(value, bounds), _read(names[code], value, unit))
        for code, value in values.items()
    )
    metres, length = frame.scale_bar()
    return Carte(
        titre=f"{table.indicateur.titre} par quartier prioritaire, {tableau.name_of(table.periode)}",
        zones=zones,
        legende=tuple((number, _interval(low, high, unit)) for number, (low, high) in enumerate(bounds, start=1)),
        largeur=int(LARGEUR),
        hauteur=math.ceil(frame.hauteur),
        echelle_longueur=length,
        echelle_libelle=f"{metres} m" if metres < 1000 else f"{metres // 1000} km",
        a_des_secrets=any(zone.palier == 0 for zone in zones),
    )


@lru_cache(maxsize=512)
def outline_of(code: str) -> tuple[Anneau, ...]:
    """Rings of a quarter, degrees, longitude first; empty when its contour is unknown."""
    geometry = read_geojson(code)
    if geometry is None:
        return ()
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return tuple(tuple((point[0], point[1]) for point in ring) for polygon in polygons for ring in polygon)


@dataclass(frozen=True)
class Cadre:
    """Plane around a few kilometres: a degree of longitude is shorter by the cosine of the latitude."""

    ouest: float
    nord: float
    cosinus: float
    facteur: float
    hauteur: float

    @classmethod
    def around(cls, rings: Sequence[Anneau]) -> "Cadre":
        lon = [point[0] for ring in rings for point in ring]
        lat = [point[1] for ring in rings for point in ring]
        cosine = math.cos(math.radians((min(lat) + max(lat)) / 2))
        width, height = max((max(lon) - min(lon)) * cosine, 1e-6), max(lat) - min(lat)
        factor = min((LARGEUR - 2 * MARGE) / width, LARGEUR / max(height, 1e-6))
        return cls(min(lon), max(lat), cosine, factor, height * factor + 2 * MARGE + 24)

    def path(self, rings: Sequence[Anneau]) -> str:
        return "".join(f"M{'L'.join(self._point(*point) for point in ring)}Z" for ring in rings)

    def _point(self, lon: float, lat: float) -> str:
        x = (lon - self.ouest) * self.cosinus * self.facteur + MARGE
        return f"{x:.1f} {(self.nord - lat) * self.facteur + MARGE:.1f}"

    def scale_bar(self) -> tuple[int, float]:
        """The roundest length that fits in a quarter of the width: (metres, units)."""
        per_metre = self.facteur / METRES_PAR_DEGRE
        lengths = [base * 10**power for power in range(2, 6) for base in (1, 2, 5)]
        metres = max((each for each in lengths if each * per_metre <= LARGEUR / 4), default=100)
        return metres, round(metres * per_metre, 1)


def step_bounds(values: Sequence[float]) -> list[tuple[float, float]]:
    """At most four steps that hold about as many quarters each, from the smallest to the largest."""
    ordered = sorted(set(values))
    count = min(PALIERS, len(ordered))
    cuts = [ordered[len(ordered) * i // count : len(ordered) * (i + 1) // count] for i in range(count)]
    return [(part[0], part[-1]) for part in cuts]


def step_of(value: float | None, bounds: Sequence[tuple[float, float]]) -> int:
    if value is None:
        return 0
    return next(number for number, (_, high) in enumerate(bounds, start=1) if value <= high)


def _read(name: str, value: float | None, unit: str) -> str:
    return f"{name} : {'secret' if value is None else f'{french(value)} {unit}'}"


def _interval(low: float, high: float, unit: str) -> str:
    return f"{french(low)} {unit}" if low == high else f"de {french(low)} à {french(high)} {unit}"
