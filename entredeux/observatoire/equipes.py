"""What the yearly sheets of the structures say together: how posts and mediators divide over the network.

They are people: the same floor and the same noise as every figure, one unit a person; and never fewer than three
structures behind a figure, none of them over 85 % of it, for a network of one is that one's team.
"""

import hmac
import uuid
from collections.abc import Mapping

import numpy as np

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import secret_of_instance
from entredeux.observatoire import audit, secret
from entredeux.observatoire.access import check_can_read_reseau
from entredeux.observatoire.audit.reseau import latest_ranks
from entredeux.observatoire.cellules import Cellules
from entredeux.observatoire.coupes import CoupeNationale
from entredeux.observatoire.enums import Audience, RaisonSecret
from entredeux.observatoire.fiches import Rubrique
from entredeux.observatoire.models import LigneFiche
from entredeux.observatoire.periodes import Periode
from entredeux.observatoire.publication import TOUT, CelluleProtegee, TableNationale

STRUCTURES_MIN = 3
Parts = dict[uuid.UUID, int]


def publish_fiches(rubrique: Rubrique, annee: Periode, *, by: Acteur) -> TableNationale:
    """The protected table of a heading for a year, in the register; no cell when too few structures told it, or when
    one is most of it. Raises Refus or Http404 (access.py)."""
    check_can_read_reseau(by)
    ranks = latest_ranks(int(annee.code))
    rows = [
        row
        for row in LigneFiche.objects.filter(annee=int(annee.code), rubrique=rubrique.code).order_by(
            "structure", "valeur"
        )
        if row.rang == ranks[str(row.structure_id)]
    ]
    told = sorted({row.structure_id for row in rows})
    parts = {value: _parts([row for row in rows if row.valeur == value]) for value in rubrique.valeurs}
    parts[TOUT] = _parts(rows)
    if not is_shared(parts[TOUT]):
        return TableNationale(rubrique.code, annee, {}, len(told))
    keys = list(parts)
    alone = {key for key in keys if not is_shared(parts[key])}
    shown = secret.protect(_cells(rows, keys), audience=Audience.PUBLIC).tolist()
    values = [None if key in alone or value == secret.CACHE else value for key, value in zip(keys, shown, strict=True)]
    publication = audit.record_publication(
        CoupeNationale(annee, rubrique.code, rubrique.mesure),
        Audience.PUBLIC,
        audit.state_of_fiches(annee.code, ranks, sorted(alone)),
        [(key,) for key in keys],
        values,
        by=by,
    )
    cells = {key: _cell(value, key in alone) for key, value in publication.cellules}
    return TableNationale(rubrique.code, annee, cells, len(told))


def is_shared(parts: Mapping[uuid.UUID, int]) -> bool:
    """Three structures at least, none over 85 % of the whole."""
    return len(parts) >= STRUCTURES_MIN and max(parts.values()) <= secret.PART_MAX * sum(parts.values())


def _parts(rows: list[LigneFiche]) -> Parts:
    parts: Parts = {}
    for row in rows:
        if row.nombre:
            parts[row.structure_id] = parts.get(row.structure_id, 0) + row.nombre
    return parts


def _cells(rows: list[LigneFiche], keys: list[str]) -> Cellules:
    """One unit a person. Same count of the same structure, same key: a correction elsewhere moves nothing here."""
    inside = [[row for row in rows if row.nombre and key in (row.valeur, TOUT)] for key in keys]
    people = np.array([sum(row.nombre for row in some) for some in inside], dtype=np.int64)
    sums = np.array([sum(_key_of(row) for row in some) % 2**32 for some in inside], dtype=np.int64)
    return Cellules(people, sums, np.minimum(people, 1), people)


def _key_of(row: LigneFiche) -> int:
    said = f"{row.structure_id}|{row.annee}|{row.rubrique}|{row.valeur}|{row.nombre}"
    return int.from_bytes(hmac.digest(secret_of_instance("fiches"), said.encode(), "sha256")[:4])


def _cell(value: int | None, alone: bool) -> CelluleProtegee:
    if value is not None:
        return CelluleProtegee(value)
    return CelluleProtegee(None, RaisonSecret.STRUCTURES if alone else RaisonSecret.PERSONNES)
