"""The zones of a structure's places on a day: the only thing of a place that becomes a fact, with its type."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from entredeux.observatoire.entrepot.colonnes import INCONNU
from entredeux.territoires.enums import GenreZone
from entredeux.territoires.models import ZoneLieu

LUES = (GenreZone.QPV_2024, GenreZone.QPV_2015, GenreZone.COMMUNE, GenreZone.CONTRAT_VILLE)


@dataclass(frozen=True)
class _Zone:
    du: date
    au: date
    code: str

    def holds(self, day: date) -> bool:
        return self.du <= day <= self.au


class ZonesDesLieux:
    """All of them at once: a month of acts asks thousands of times."""

    def __init__(self, structure: uuid.UUID) -> None:
        self._zones: dict[tuple[uuid.UUID, str], list[_Zone]] = defaultdict(list)
        rows = ZoneLieu.objects.filter(lieu__structure_id=structure, genre__in=LUES).order_by("valide_du", "id")
        for zone in rows:
            code = zone.code if zone.est_connue else INCONNU
            dated = _Zone(zone.valide_du or date.min, zone.valide_au or date.max, code)
            self._zones[zone.lieu_id, zone.genre].append(dated)

    def code(self, lieu: uuid.UUID | None, genre: GenreZone, day: date) -> str:
        """INCONNU when nobody knows; empty outside every zone of that genre."""
        found = [zone.code for zone in self._zones.get((lieu, genre), ()) if zone.holds(day)] if lieu else []
        return found[-1] if found else INCONNU

    def known(self, lieu: uuid.UUID | None, genre: GenreZone, day: date) -> str:
        """The same, with nothing for what is unknown: as acts store their own quarter and commune."""
        code = self.code(lieu, genre, day)
        return "" if code == INCONNU else code
