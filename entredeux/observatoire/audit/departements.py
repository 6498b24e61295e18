"""A département is its communes: those that some table lists one by one, and all its others under one name."""

from collections.abc import Iterable, Mapping

from entredeux.observatoire.audit.grilles import COMMUNE
from entredeux.observatoire.audit.sortie import AUTRE
from entredeux.observatoire.enums import DEPARTEMENT
from entredeux.territoires.models import Commune

RESTE = "*"
Colonnes = Mapping[str, frozenset[str]]


def add_rests(met: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """With départements among the codes met: one more commune each, that stands for those no table lists."""
    found = {column: frozenset(codes) for column, codes in met.items()}
    if DEPARTEMENT in found:
        rests = {f"{code}{RESTE}" for code in found[DEPARTEMENT] - {AUTRE}}
        found[COMMUNE] = found.get(COMMUNE, frozenset({AUTRE})) | rests
    return found


def departements_met(met: Colonnes) -> dict[str, str]:
    """The département of each commune met, read once for all cells; nothing when no table is by département."""
    return _departements_of(met[COMMUNE]) if DEPARTEMENT in met else {}


def as_communes(columns: Colonnes, met: Colonnes, within: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The same cell, its départements said as communes of `met`; `within` is `departements_met`."""
    if DEPARTEMENT not in columns:
        return dict(columns)
    known = met[DEPARTEMENT]
    said = {code: within.get(code, AUTRE) for code in met[COMMUNE]}
    inside = frozenset(
        code
        for code, departement in said.items()
        if (departement if departement in known else AUTRE) in columns[DEPARTEMENT]
    )
    kept = {column: codes for column, codes in columns.items() if column != DEPARTEMENT}
    return kept | {COMMUNE: kept.get(COMMUNE, inside) & inside}


def name_communes(known: Mapping[str, Iterable[str]], met: Iterable[str]) -> dict[str, list[str]]:
    """Communes of each quarter by the names of `met`: the others of a département go by its rest."""
    listed = frozenset(met)
    if not any(code.endswith(RESTE) for code in listed):
        return {quarter: list(communes) for quarter, communes in known.items()}
    within = _departements_of(frozenset(code for communes in known.values() for code in communes))
    return {
        quarter: [code if code in listed else f"{within.get(code, '')}{RESTE}" for code in communes]
        for quarter, communes in known.items()
    }


def _departements_of(communes: frozenset[str]) -> dict[str, str]:
    found = dict(Commune.objects.filter(code__in=communes).values_list("code", "departement_id"))
    return found | {code: code.removesuffix(RESTE) for code in communes if code.endswith(RESTE)}
