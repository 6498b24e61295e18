"""From an open table to the rows of a directory: which column says what, then a clean sheet per row, or its refusal."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from entredeux.partenaires.annuaire.conversion import Fiche, LigneRefusee, Situer, convert
from entredeux.partenaires.annuaire.correspondances import Correspondance, find_correspondance
from entredeux.partenaires.annuaire.formats import (
    CONSEILLERS_NUMERIQUES,
    FRANCE_SERVICES,
    MEDIATION_NUM,
    Format,
    find_columns,
)
from entredeux.socle.lecture import Tableau
from entredeux.socle.lecture.mots import fold

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
IDENTITE = ("nom", "adresse", "code_postal", "commune")


@dataclass(frozen=True)
class Plan:
    """`colonnes`: our field -> the file's columns. `correspondance`: the State's mapping, when this file has one."""

    format: Format
    colonnes: dict[str, tuple[str, ...]]
    correspondance: Correspondance | None
    nature: str

    @property
    def dit_qui_et_ou(self) -> bool:
        return "nom" in self.colonnes and bool({"commune", "adresse", "latitude"} & set(self.colonnes))


@dataclass(frozen=True)
class Lue:
    """One row: a sheet, or the reason of its refusal."""

    ligne: int
    identifiant: str
    fiche: Fiche | None
    raison: str = ""


def make_plan(format: Format, colonnes: list[str]) -> Plan:
    mapping = find_correspondance(colonnes) if format is MEDIATION_NUM else None
    columns: dict[str, tuple[str, ...]] = {field: (column,) for field, column in find_columns(format, colonnes).items()}
    if mapping:
        columns = {field: given for field, given in mapping.colonnes.items() if set(given) <= set(colonnes)}
    nature = format.code if format is FRANCE_SERVICES else ""
    if CONSEILLERS_NUMERIQUES in {fold(name) for name in colonnes}:
        nature = "conseillers-numeriques"
    return Plan(format, columns, mapping, nature)


def read_rows(tableau: Tableau, plan: Plan, situer: Situer | None) -> Iterator[Lue]:
    rank_of = {name: rank for rank, name in reversed(list(enumerate(tableau.colonnes)))}
    by_folded = {fold(name): rank for rank, name in enumerate(tableau.colonnes)}
    days = [(day, by_folded[name]) for day, name in zip(JOURS, plan.format.horaires, strict=False) if name in by_folded]
    for row in tableau.lignes():
        if row.erreur:
            yield Lue(row.numero, "", None, row.erreur)
            continue
        said = {
            field: " ".join(row.cellules[rank_of[column]] for column in columns)
            for field, columns in plan.colonnes.items()
        }
        listes = {}
        if plan.correspondance:
            listes = plan.correspondance.read_choices(dict(zip(tableau.colonnes, row.cellules, strict=False)))
        given = said.get("identifiant", "").strip()[:120]
        try:
            fiche = convert(said, [(day, row.cellules[rank]) for day, rank in days], listes, situer, plan.nature)
        except LigneRefusee as refus:
            yield Lue(row.numero, given, None, str(refus))
            continue
        fiche.valeurs["empreinte"] = fingerprint(fiche.valeurs)
        yield Lue(row.numero, given or identity(fiche.valeurs), fiche)


def fingerprint(values: dict[str, Any]) -> str:
    """Of the whole content: the same twice is nothing new."""
    said = json.dumps({name: value for name, value in values.items() if name != "empreinte"}, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def identity(values: dict[str, Any]) -> str:
    """For a file without ids: its name and address. A new telephone is then a refresh, and notes and decisions stay."""
    said = "|".join(fold(values[name]) for name in IDENTITE)
    return hashlib.sha256(said.encode()).hexdigest()
