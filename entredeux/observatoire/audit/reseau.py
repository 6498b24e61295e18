"""The attack on the network's tables, beside those of each structure: one structure less the others is what remains.

A structure is one more column of the cells. Joined to the network's are its tables of acts, as they stand today; those
of a filter or of another measure are attacked by its own audit. Older states of the network's are attacked together.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from django.db.models import Max

from entredeux.observatoire import entrepot
from entredeux.observatoire.audit.registre import digest_ranks, digest_versions
from entredeux.observatoire.audit.sortie import MESURE, Codes, TableSortie
from entredeux.observatoire.audit.union import Constat, attack_cases, attack_union, cases_of
from entredeux.observatoire.enums import Audience
from entredeux.observatoire.fiches import MESURES
from entredeux.observatoire.models import LigneFiche, MoisArrete, Publication
from entredeux.observatoire.periodes import parse_periode
from entredeux.observatoire.secret import PLANCHERS

STRUCTURE = "structure"


def attack_reseau(annee: int, seed: int = 0) -> Constat:
    """Over every table of the network for this year, then over the current ones with the structures' own."""
    said = Publication.objects.filter(coupe__contains=f'"periode":"{annee}').order_by("instant", "pk")
    national = list(said.filter(structure=None))
    together = attack_union(national, seed)
    current = [TableSortie.of(each) for each in national if is_current(each)]
    own = _own_tables(list(said.exclude(structure=None)))
    return together + attack_cases(cases_of([*((_now(table), _floor()) for table in current), *own]), seed)


def is_current(publication: Publication) -> bool:
    """No month, or no sheet, that it was made from has changed, none was added, for any structure."""
    said, whose = json.loads(publication.coupe), json.loads(publication.etat)["structures"]
    if said.get("mesure") in MESURES.values():
        return bool(whose == digest_ranks(latest_ranks(int(said["periode"]))))
    taken: Mapping[UUID, list[MoisArrete]] = entrepot.months_by_structure(parse_periode(said["periode"]).mois)
    return bool(whose == digest_versions(taken))


def latest_ranks(annee: int) -> dict[str, int]:
    """The sheet in force of each structure that has one for this year."""
    rows = LigneFiche.objects.filter(annee=annee).order_by().values("structure").annotate(rang=Max("rang"))
    return {str(row["structure"]): row["rang"] for row in rows}


def _own_tables(publications: list[Publication]) -> Iterator[tuple[TableSortie, int]]:
    versions: dict[tuple[UUID | None, str], int] = {
        (row.structure_id, row.mois): row.version for row in MoisArrete.objects.all()
    }
    for publication in publications:
        table = TableSortie.of(publication)
        held = all(versions.get((publication.structure_id, month)) == said for month, said in table.mois.items())
        if held and table.mesure == MESURE and not table.exacte and not table.parmi:
            whose = {STRUCTURE: Codes(frozenset({str(publication.structure_id)}))}
            yield replace(_now(table), parmi=whose), _floor(publication.audience)


def _now(table: TableSortie) -> TableSortie:
    """Every month in its present state, whatever number each structure gives it."""
    return replace(table, mois=dict.fromkeys(table.mois, 1))


def _floor(audience: str = Audience.PUBLIC) -> int:
    return PLANCHERS[Audience(audience)]
