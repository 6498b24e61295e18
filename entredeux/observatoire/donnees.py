"""What is out, as open data: one tidy CSV an indicator, its Table Schema, the Data Package that holds them together.

Everything is made from `TableParue`, the protected cells of a release: same release, same bytes.
"""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from entredeux.observatoire.enums import THEMES, ZONES, Axe, RaisonSecret
from entredeux.observatoire.indicateurs import Indicateur
from entredeux.observatoire.indicateurs.lecture import current_catalogue
from entredeux.observatoire.models import DefinitionIndicateur, Parution, TableParue
from entredeux.observatoire.periodes import parse_periode
from entredeux.observatoire.publication import AUTRE, TOUT
from entredeux.observatoire.rapports.mots import AILLEURS, names_of
from entredeux.observatoire.vocabulaires import terms_of
from entredeux.territoires.models import Commune

LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
}
INCONNU = "inconnu"
ENSEMBLE = "structure"
HORS = {Axe.QPV: ("hors_quartier", AILLEURS), Axe.COMMUNE: ("hors_commune", "Commune non connue")}
NOTICE = (
    "Chiffres protégés : chaque valeur porte un aléa de quelques unités, toujours le même pour la même case. "
    "Une valeur absente est secrète (colonne « secret »), jamais un zéro. Un total peut différer de la somme de ses "
    "parties : ne pas le recalculer. Plus d'actes ne veut pas dire plus de problèmes."
)
EXACTE = (
    "Quantité exacte de notre propre travail : sans aléa ni plancher. Une valeur absente est un mois qui dirait les "
    "heures d'une seule personne, jamais un zéro."
)
CHAMPS: tuple[dict[str, Any], ...] = (
    {
        "name": "periode",
        "type": "string",
        "description": "Mois (2026-03), trimestre (2026-T1) ou année (2026), au jour de service.",
        "constraints": {"required": True, "pattern": r"\d{4}(-(0[1-9]|1[0-2]|T[1-4]))?"},
    },
    {
        "name": "zone_type",
        "type": "string",
        "description": "structure : tout ce que fait la structure ; qpv : un quartier prioritaire de 2024 ; "
        "hors_quartier : ailleurs, ou lieu non situé ; commune ; hors_commune : commune non connue.",
        "constraints": {"required": True, "enum": [ENSEMBLE, *map(str, ZONES), *(name for name, _ in HORS.values())]},
    },
    {"name": "zone_code", "type": "string", "description": "Code du quartier (QN…) ou de la commune (Insee)."},
    {
        "name": "zone_libelle",
        "type": "string",
        "description": "Nom de la zone, ou de la structure pour l'ensemble.",
        "constraints": {"required": True},
    },
    *(
        {
            "name": str(theme),
            "type": "string",
            "description": f"{theme.label} : code de vocabulaire.csv ; vide : tous ; « {INCONNU} » : non précisé.",
        }
        for theme in THEMES
    ),
    {"name": "valeur", "type": "number", "description": "La valeur protégée ; vide quand elle est secrète."},
    {
        "name": "secret",
        "type": "string",
        "description": "Pourquoi la valeur est cachée ; vide quand elle est montrée. "
        + " ".join(f"{raison.value} : {raison.label}" for raison in RaisonSecret),
        "constraints": {"enum": list(RaisonSecret.values)},
    },
    {"name": "unite", "type": "string", "description": "Unité de la valeur.", "constraints": {"required": True}},
    {
        "name": "definition_version",
        "type": "integer",
        "description": "Version de la définition de l'indicateur.",
        "constraints": {"required": True, "minimum": 1},
    },
    {"name": "n", "type": "integer", "description": "Effectif protégé sur lequel la valeur porte, s'il est montré."},
)
COLONNES = tuple(champ["name"] for champ in CHAMPS)
CLES = ("periode", "zone_type", "zone_code", *(str(theme) for theme in THEMES))
CHAMPS_VOCABULAIRE = (
    {"name": "colonne", "type": "string", "description": "La colonne où ce code est écrit."},
    {"name": "code", "type": "string", "description": "Le code."},
    {"name": "libelle", "type": "string", "description": "Ce qu'il veut dire."},
    {
        "name": "libelle_de_travail",
        "type": "boolean",
        "trueValues": ["true"],
        "falseValues": ["false"],
        "description": "Libellé de travail, non tiré de la norme.",
    },
)

Cellule = tuple[Sequence[str], float | None, str, int | None]


@dataclass(frozen=True)
class Etiquettes:
    """What a row says beside its cell: the same for every row of a table."""

    structure: str
    unite: str
    version: int


def tidy_rows(
    periode: str, axes: Sequence[str], cells: Iterable[Cellule], said: Etiquettes, names: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """One row a cell, for a file or for the API. A cell is (one value an axis, value, reason, n)."""
    for key, value, reason, n in cells:
        where = dict(zip(axes, key, strict=True))
        month = where.get(str(Axe.MOIS), TOUT)
        yield {
            "periode": periode if month == TOUT else month,
            **_zone(where, said.structure, names),
            **{str(theme): _code(where.get(str(theme), TOUT)) for theme in THEMES},
            "valeur": value,
            "secret": str(reason),
            "unite": said.unite,
            "definition_version": said.version,
            "n": n,
        }


def _zone(where: Mapping[str, str], structure: str, names: Mapping[str, str]) -> dict[str, str]:
    axe = next((zone for zone in ZONES if zone in where), None)
    code = where[axe] if axe else TOUT
    if axe is None or code == TOUT:
        return {"zone_type": ENSEMBLE, "zone_code": "", "zone_libelle": structure}
    if code == AUTRE:
        kind, label = HORS[axe]
        return {"zone_type": kind, "zone_code": "", "zone_libelle": label}
    return {"zone_type": str(axe), "zone_code": code, "zone_libelle": names.get(code, code)}


def _code(value: str) -> str:
    return {TOUT: "", AUTRE: INCONNU}.get(value, value)


def zone_codes(axes: Sequence[str], keys: Iterable[Sequence[str]]) -> set[str]:
    ranks = [rank for rank, axe in enumerate(axes) if axe in ZONES]
    return {key[rank] for key in keys for rank in ranks} - {TOUT, AUTRE}


def zone_names(axes: Sequence[str], keys: Iterable[Sequence[str]]) -> dict[str, str]:
    codes = zone_codes(axes, keys)
    return names_of(codes) | dict(Commune.objects.filter(code__in=codes).values_list("code", "nom"))


def definition_of(table: TableParue) -> Indicateur:
    """Under the version that was released, whatever the catalogue says today."""
    kept = DefinitionIndicateur.objects.filter(code=table.code, version=table.version_definition).first()
    if kept is not None:
        return Indicateur.model_validate(kept.contenu)
    current = current_catalogue(timezone.localdate()).indicateurs
    return next(each for each in current if (each.code, each.version) == (table.code, table.version_definition))


def notice_of(definition: Indicateur) -> str:
    return EXACTE if definition.est_exact else NOTICE


def rows_of(parution: Parution, tables: Sequence[TableParue]) -> list[dict[str, Any]]:
    """The tables of one indicator as one: a total that several tables hold is one row, since it has one value."""
    definition = definition_of(tables[0])
    said = Etiquettes(parution.structure.nom, definition.unite, definition.version)
    names: dict[str, str] = {}
    for table in tables:
        names |= zone_names(table.liste_axes, table.cellules)
    found: dict[tuple, dict[str, Any]] = {}
    for table in tables:
        cells = (((tuple(key), value, reason, n)) for *key, value, reason, n in table.cellules)
        for row in tidy_rows(parution.periode, table.liste_axes, cells, said, names):
            found.setdefault(tuple(row[name] for name in CLES), row)
    return list(found.values())


def write_csv(parution: Parution, tables: Sequence[TableParue]) -> bytes:
    return _written(COLONNES, rows_of(parution, tables))


def write_vocabulaire(parution: Parution) -> bytes:
    """The words of the codes, as they were at the end of the period."""
    day = parse_periode(parution.periode).fin
    return _written([str(each["name"]) for each in CHAMPS_VOCABULAIRE], _terms(day))


def _terms(day: date) -> Iterator[dict[str, Any]]:
    for theme in THEMES:
        for term in terms_of(theme, day):
            travail = "true" if term.est_libelle_de_travail else "false"
            yield {
                "colonne": str(theme),
                "code": term.code,
                "libelle": term.libelle,
                "libelle_de_travail": travail,
            }
        yield {"colonne": str(theme), "code": INCONNU, "libelle": "Non précisé", "libelle_de_travail": "false"}


def _written(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def table_schema() -> dict[str, Any]:
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": "entredeux-indicateur",
        "title": "Un indicateur d'activité de médiation sociale, protégé",
        "description": NOTICE,
        "fields": list(CHAMPS),
        "missingValues": [""],
        "primaryKey": list(CLES),
    }


def data_package(
    parution: Parution, by_code: Mapping[str, Sequence[TableParue]], address: Callable[[str], str]
) -> dict[str, Any]:
    """`address` makes an absolute address of a path relative to the release."""
    periode = parse_periode(parution.periode)
    assert parution.parue_le is not None
    return {
        "profile": "tabular-data-package",
        "name": f"parution-{parution.pk}",
        "id": str(parution.pk),
        "title": f"{parution.structure.nom}, {periode.libelle} : activité de médiation sociale",
        "description": NOTICE,
        "homepage": address(""),
        "created": parution.parue_le.isoformat(),
        "licenses": [LICENCE],
        "sources": [{"title": f"Interventions enregistrées par {parution.structure.nom}, au jour de service"}],
        "resources": [
            *(_resource(code, parution, tables) for code, tables in by_code.items()),
            _described("vocabulaire", "vocabulaire.csv", write_vocabulaire(parution))
            | {"title": "Les mots des codes", "schema": {"fields": list(CHAMPS_VOCABULAIRE), "missingValues": [""]}},
        ],
    }


def _resource(code: str, parution: Parution, tables: Sequence[TableParue]) -> dict[str, Any]:
    definition = definition_of(tables[0])
    return _described(code, f"donnees/{code}.csv", write_csv(parution, tables)) | {
        "title": definition.titre,
        "description": f"{definition.question} {definition.limites} {notice_of(definition)}",
        "version": str(definition.version),
        "schema": "schema.json",
        "sources": [{"title": definition.source}],
    }


def _described(name: str, path: str, content: bytes) -> dict[str, Any]:
    return {
        "name": name,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }


def as_json(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, indent=1).encode()
