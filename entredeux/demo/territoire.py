"""Real quartiers prioritaires, invented places in them: points drawn at random inside the real contours."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from entredeux.territoires.models import Qpv
from entredeux.territoires.saisie import NouveauLieu
from entredeux.territoires.tirage import draw_point, largest_part

# Kinds of places of one quarter: (type, how many, how it is called).
PLACES = (
    ("hall", 5, "Hall {lettre}"),
    ("pied_immeuble", 1, "Pied d'immeuble"),
    ("parc_square", 1, "Square"),
    ("aire_jeux", 1, "Aire de jeux"),
)
DE_LA_STRUCTURE = (
    ("local_mediation", "Local de la médiation"),
    ("abords_ecole", "Abords du collège"),
    ("college_lycee", "Collège"),
    ("arret_station", "Arrêt de bus"),
    ("france_services", "Mairie annexe"),
)


@dataclass(frozen=True)
class Quartier:
    qpv: Qpv
    contour: Any

    @property
    def nom_court(self) -> str:
        """« Calonne » for « Calonne - Marichelles - Vent De Bise » : what people say."""
        return self.qpv.nom.split(" - ")[0]

    def draw_point(self, dice: random.Random) -> tuple[float, float]:
        return draw_point(self.contour, dice)


def find_quartiers(communes: tuple[str, ...], number: int) -> list[Quartier]:
    """The largest QPV of 2024 of these communes (INSEE codes), at most `number`."""
    candidates = Qpv.objects.filter(generation=2024, departement__in={code[:2] for code in communes})
    ours = [qpv for qpv in candidates if set(qpv.communes) & set(communes)]
    ours.sort(key=lambda qpv: (-(qpv.superficie_ha or 0), qpv.code))
    return [Quartier(qpv, largest_part(qpv.code)) for qpv in ours[:number]]


def places_of(quartiers: list[Quartier], dice: random.Random) -> Iterator[NouveauLieu]:
    for quartier in quartiers:
        for kind, count, name in PLACES:
            for rank in range(count):
                lon, lat = quartier.draw_point(dice)
                called = name.format(lettre="ABCDEFGH"[rank])
                residence = f"Résidence {'ABCDEFGH'[rank]}, {quartier.nom_court}" if kind == "hall" else ""
                nom = f"{called}, {quartier.nom_court}"
                yield NouveauLieu(nom=nom, type_lieu=kind, residence=residence, lon=lon, lat=lat)
    for kind, name in DE_LA_STRUCTURE:
        quartier = dice.choice(quartiers)
        lon, lat = quartier.draw_point(dice)
        yield NouveauLieu(nom=f"{name}, {quartier.nom_court}", type_lieu=kind, lon=lon, lat=lat)
