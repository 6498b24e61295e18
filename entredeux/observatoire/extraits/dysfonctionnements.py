"""Broken things by address, and how long they took: our own work, exact. Never who, never an hour, never a text.

Told as things stood on the last day of the period, so that asking later says the same.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q
from django.utils import timezone

from entredeux.terrain.enums import EtatDysfonctionnement
from entredeux.terrain.models import Dysfonctionnement
from entredeux.territoires.enums import DOMICILE

SANS_ADRESSE = "Domiciles, sans adresse"


@dataclass(frozen=True)
class DefautsAdresse:
    """`jours_reparation`: days from what was seen to its repair, in mean; `jours_attente`: of the oldest still open."""

    adresse: str
    signales: int
    repares: int
    ouverts: int
    jours_reparation: int | None
    jours_attente: int | None


def read_defects(
    structure: uuid.UUID, first: date, last: date, destinataire: uuid.UUID | None = None
) -> list[DefautsAdresse]:
    """Defects seen in the period, doubles left out, by address in order; of one partner only when it is given."""
    rows = Dysfonctionnement.objects.filter(structure_id=structure, date_service__range=(first, last))
    rows = rows.exclude(etat=EtatDysfonctionnement.DOUBLON)
    if destinataire is not None:
        rows = rows.filter(destinataire_id=destinataire)
    repaired = Max("etapes__le", filter=Q(etapes__etat=EtatDysfonctionnement.REPARE))
    refused = Max("etapes__le", filter=Q(etapes__etat=EtatDysfonctionnement.REFUSE))
    by_address: dict[str, list[_Defaut]] = defaultdict(list)
    for row in rows.select_related("lieu__commune").annotate(repare_le=repaired, refuse_le=refused):
        by_address[_address_of(row)].append(_Defaut.of(row, last))
    return [_sum(address, found) for address, found in sorted(by_address.items())]


@dataclass(frozen=True)
class _Defaut:
    """`jours` to its repair, or of waiting until the last day; neither when the partner refused."""

    est_repare: bool
    est_ouvert: bool
    jours: int

    @classmethod
    def of(cls, row: Dysfonctionnement, last: date) -> "_Defaut":
        ends = {name: timezone.localdate(at) for name in ("repare_le", "refuse_le") if (at := getattr(row, name))}
        known = {name: day for name, day in ends.items() if day <= last}
        if not known:
            return cls(False, True, (last - row.date_service).days)
        latest = max(known, key=lambda name: known[name])
        return cls(latest == "repare_le", False, max(0, (known[latest] - row.date_service).days))


def _address_of(row: Dysfonctionnement) -> str:
    lieu = row.lieu
    if lieu.type_lieu == DOMICILE:
        return SANS_ADRESSE
    parts = (lieu.residence, str(lieu), lieu.adresse, lieu.commune.nom if lieu.commune else "")
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _sum(adresse: str, found: Iterable[_Defaut]) -> DefautsAdresse:
    listed = list(found)
    repaired = [each.jours for each in listed if each.est_repare]
    waiting = [each.jours for each in listed if each.est_ouvert]
    return DefautsAdresse(
        adresse=adresse,
        signales=len(listed),
        repares=len(repaired),
        ouverts=len(waiting),
        jours_reparation=round(sum(repaired) / len(repaired)) if repaired else None,
        jours_attente=max(waiting, default=None),
    )
