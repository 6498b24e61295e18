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
from entredeux.observatoire.cellules import TAILLE_CLE, Cellules
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
    protected = secret.protect(_cells(rubrique, rows, parts), audience=Audience.PUBLIC).tolist()
    shown = {k: v for k, v in zip(keys, protected, strict=True) if k not in alone and v != secret.CACHE}
    linked = find_linked(parts, shown)
    publication = audit.record_publication(
        CoupeNationale(annee, rubrique.code, rubrique.mesure),
        Audience.PUBLIC,
        audit.state_of_fiches(annee.code, ranks, [str(structure) for structure in told], alone | linked),
        [(key,) for key in keys],
        [None if key in linked else shown.get(key) for key in keys],
        by=by,
    )
    cells = {key: _cell(value, _reason(key, alone, linked)) for key, value in publication.cellules}
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


def find_linked(parts: Mapping[str, Parts], shown: Mapping[str, int]) -> set[str]:
    """Values to hide too, smallest first, until the total less what is shown is people of three structures."""
    rest: Parts = {}
    for key in parts.keys() - shown.keys() - {TOUT}:
        rest = _add(rest, parts[key])
    linked: set[str] = set()
    for key in sorted(shown.keys() - {TOUT}, key=lambda key: (shown[key], key)):
        if not rest or is_shared(rest):
            break
        linked.add(key)
        rest = _add(rest, parts[key])
    return linked


def _add(some: Parts, others: Parts) -> Parts:
    return {structure: some.get(structure, 0) + others.get(structure, 0) for structure in some.keys() | others.keys()}


def _cells(rubrique: Rubrique, rows: list[LigneFiche], parts: Mapping[str, Parts]) -> Cellules:
    """One unit a person. Same count of the same structure, same key: a correction elsewhere moves nothing here.

    The people of a total are the same under every heading of a block: one key for all, so that it has one noise.
    """
    keys = {
        value: [_key_of(rubrique.code, row) for row in rows if row.valeur == value and row.nombre] for value in parts
    }
    keys[TOUT] = [
        _draw(f"{structure}|{rows[0].annee}|{rubrique.bloc.value}|{number}")
        for structure, number in parts[TOUT].items()
    ]
    people = np.array([sum(each.values()) for each in parts.values()], dtype=np.int64)
    sums = np.array([sum(each) % TAILLE_CLE for each in keys.values()], dtype=np.int64)
    return Cellules(people, sums, np.minimum(people, 1), people)


def _key_of(code: str, row: LigneFiche) -> int:
    return _draw(f"{row.structure_id}|{row.annee}|{code}|{row.valeur}|{row.nombre}")


def _draw(said: str) -> int:
    return int.from_bytes(hmac.digest(secret_of_instance("fiches"), said.encode(), "sha256")[:4])


def _reason(key: str, alone: set[str], linked: set[str]) -> RaisonSecret:
    if key in linked:
        return RaisonSecret.DIFFERENCE
    return RaisonSecret.STRUCTURES if key in alone else RaisonSecret.PERSONNES


def _cell(value: int | None, reason: RaisonSecret) -> CelluleProtegee:
    return CelluleProtegee(None, reason) if value is None else CelluleProtegee(value)
