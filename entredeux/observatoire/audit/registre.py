"""The register of what is out, and its audit: what anyone holding all of it at once could check.

`find_anomalies` replays the whole register: no value under its floor, no table changed since, and one value
for one cell whatever the table it came in. It reads protected values only.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.journal import record_write
from entredeux.observatoire.audit.sortie import Codes, TableSortie
from entredeux.observatoire.coupes import MOYENNES, VERSION_DEFINITION, Coupe, CoupeNationale
from entredeux.observatoire.enums import Audience, Axe
from entredeux.observatoire.models import MoisArrete, Publication
from entredeux.observatoire.secret import PLANCHERS

Cle = tuple[str, ...]


@dataclass(frozen=True)
class Anomalie:
    publication: str
    raison: str


def state_of(months: Iterable[MoisArrete], values: Mapping[Axe, Sequence[str]]) -> str:
    """What the table depends on besides its cut: versions of its months, digests of its lists of values."""
    said = {
        "mois": {month.mois: month.version for month in months},
        "valeurs": {str(axe): _digest(listed)[:16] for axe, listed in values.items()},
    }
    return _canonical(said)


def state_of_reseau(taken: Mapping[UUID, Iterable[MoisArrete]], listed: Sequence[str], equipe: Iterable[str]) -> str:
    """The same for a table over structures: how many versions each month has, which ones under a digest.

    `equipe`: the rows hidden because they rest on too few people, whatever they count: the attack must know them.
    """
    versions = _versions_of(taken)
    months = sorted({month for said in versions.values() for month in said})
    said = {
        "mois": {month: sum(each.get(month, 0) for each in versions.values()) for month in months},
        "structures": digest_versions(taken),
        "valeurs": _digest(list(listed))[:16],
        "equipe": sorted(equipe),
    }
    return _canonical(said)


def state_of_fiches(annee: str, rangs: Mapping[str, int], told: Iterable[str], equipe: Iterable[str]) -> str:
    """Of a table of yearly sheets: which rank of each structure's.

    `told`: the structures that filled this heading. Only tables over the same ones have cells, or a total, in common.
    """
    whose = digest_ranks({structure: rangs[structure] for structure in told})
    said = {"mois": {f"{annee}/{whose}": 1}, "structures": digest_ranks(rangs), "equipe": sorted(equipe)}
    return _canonical(said)


def digest_ranks(rangs: Mapping[str, int]) -> str:
    return _digest(rangs)[:16]


def digest_versions(taken: Mapping[UUID, Iterable[MoisArrete]]) -> str:
    """Which version of which month of which structure a table of the network was made from."""
    return _digest(_versions_of(taken))[:16]


def _versions_of(taken: Mapping[UUID, Iterable[MoisArrete]]) -> dict[str, dict[str, int]]:
    return {str(structure): {month.mois: month.version for month in months} for structure, months in taken.items()}


def find_publication(coupe: Coupe, audience: Audience, etat: str) -> Publication | None:
    return Publication.objects.filter(
        coupe=coupe.canonical(), audience=audience, version_definition=VERSION_DEFINITION, etat=etat
    ).first()


@transaction.atomic
def record_publication(
    coupe: Coupe | CoupeNationale,
    audience: Audience,
    etat: str,
    keys: Sequence[Cle],
    values: Sequence[int | None],
    *,
    by: Acteur,
) -> Publication:
    """Writes the table once. Two requests at the same time compute the same table: the second finds the first's."""
    cells = [[*key, value] for key, value in zip(keys, values, strict=True)]
    publication, created = Publication.objects.get_or_create(
        coupe=coupe.canonical(),
        audience=audience,
        version_definition=VERSION_DEFINITION,
        etat=etat,
        defaults={
            "structure_id": coupe.structure,
            "lignes": len(cells),
            "empreinte": _digest(cells),
            "cellules": cells,
        },
    )
    if created:
        record_write(
            by,
            "observatoire.publication.inscrite",
            publication,
            nombre=publication.lignes,
            condense=publication.empreinte,
            structure=coupe.structure,
        )
    return publication


def find_anomalies(publications: Iterable[Publication]) -> list[Anomalie]:
    """Empty when all that is out holds together."""
    anomalies: list[Anomalie] = []
    seen: dict[Cle, float | None] = {}
    for publication in publications:
        anomalies += _check_alone(publication)
        for identity, value in _identified_cells(publication):
            if seen.setdefault(identity, value) != value:
                anomalies.append(Anomalie(str(publication.pk), "une même cellule porte deux valeurs"))
    return anomalies


def _check_alone(publication: Publication) -> Iterator[Anomalie]:
    if _digest(publication.cellules) != publication.empreinte:
        yield Anomalie(str(publication.pk), "le tableau ne correspond plus à son empreinte")
    floor = PLANCHERS[Audience(publication.audience)]
    table = TableSortie.of(publication)
    if table.exacte or table.mesure in MOYENNES:
        return  # our own work has no floor, and the attack counts it among what is known; a mean is no count
    if any(cell[-1] is not None and cell[-1] < floor for cell in publication.cellules):
        yield Anomalie(str(publication.pk), f"une valeur est sous le plancher de {floor}")


def _identified_cells(publication: Publication) -> Iterator[tuple[Cle, float | None]]:
    """Each cell under a name that does not depend on the table: measure, months and versions, codes of each column."""
    table = TableSortie.of(publication)
    measure = f"{table.mesure}, exacte" if table.exacte else table.mesure
    whose = (publication.audience, str(publication.structure_id), measure, str(table.calcul))
    for cell in table.cells():
        where = (f"{column}={_name_of(codes)}" for column, codes in sorted(cell.colonnes.items()))
        yield (*whose, _canonical(cell.mois), *where), cell.valeur


def _name_of(codes: Codes) -> str:
    listed = "|".join(sorted(codes.codes))
    return f"sauf {_digest(listed)[:16]}" if codes.sauf else listed


def _canonical(said: object) -> str:
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _digest(said: object) -> str:
    return hashlib.sha256(_canonical(said).encode()).hexdigest()
