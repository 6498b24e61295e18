"""The State's own mappings of local directories (correspondances/, MIT), read as data, applied as written."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from entredeux.partenaires.annuaire.vocabulaires import MODALITES
from entredeux.socle.lecture.mots import fold

DOSSIER = Path(__file__).with_name("correspondances")
CHAMPS = {
    "id": "identifiant",
    "nom": "nom",
    "commune": "commune",
    "code_postal": "code_postal",
    "adresse": "adresse",
    "complement_adresse": "complement_adresse",
    "telephone": "telephone",
    "courriels": "courriel",
    "site_web": "site_web",
    "latitude": "latitude",
    "longitude": "longitude",
    "date_maj": "date_maj",
}
A_CHOISIR = ("services", *MODALITES)
RECONNUE = 0.8  # share of a mapping's columns that a file must have


@dataclass(frozen=True)
class Choix:
    """`cible` when one of these columns says one of these words, and none of those excluded."""

    colonnes: tuple[str, ...]
    termes: tuple[str, ...]
    sauf: tuple[str, ...]
    cible: str

    def applies(self, row: Mapping[str, str]) -> bool:
        """`row`: folded column -> folded cell."""
        said = [row.get(column, "") for column in self.colonnes]
        if any(word in cell for word in self.sauf for cell in said):
            return False
        if not self.termes:
            return any(said)
        return any(word in cell for word in self.termes for cell in said)


@dataclass(frozen=True)
class Correspondance:
    """`colonnes`: our field -> the file's columns, to be joined by a space."""

    code: str
    colonnes: dict[str, tuple[str, ...]]
    choix: dict[str, tuple[Choix, ...]]

    @property
    def necessaires(self) -> frozenset[str]:
        return frozenset(fold(column) for columns in self.colonnes.values() for column in columns)

    def read_choices(self, cells: Mapping[str, str]) -> dict[str, list[str]]:
        """The labels of the digital-mediation standard that this row earns, by field."""
        row = {fold(column): fold(cell) for column, cell in cells.items()}
        return {
            field: list(dict.fromkeys(each.cible for each in choices if each.applies(row)))
            for field, choices in self.choix.items()
        }


@cache
def correspondances() -> tuple[Correspondance, ...]:
    return tuple(_read(path.stem, json.loads(path.read_text("utf-8"))) for path in sorted(DOSSIER.glob("*.json")))


def find_correspondance(colonnes: Iterable[str]) -> Correspondance | None:
    """The mapping made for this file, known by its columns."""
    folded = {fold(name) for name in colonnes}
    for each in correspondances():
        if len(each.necessaires & folded) >= RECONNUE * len(each.necessaires):
            return each
    return None


def _read(code: str, written: dict[str, Any]) -> Correspondance:
    columns = {ours: found for theirs, ours in CHAMPS.items() if (found := _columns(written.get(theirs, {})))}
    hours = written.get("horaires", {})
    if column := hours.get("osm") or hours.get("semaine"):
        columns["horaires_accueil"] = (column,)
    choices = {field: tuple(map(_choice, written[field])) for field in A_CHOISIR if field in written}
    return Correspondance(code, columns, choices)


def _columns(rule: dict[str, Any]) -> tuple[str, ...]:
    if "joindre" in rule:
        return tuple(rule["joindre"]["colonnes"])
    return (rule["colonne"],) if rule.get("colonne") else ()


def _choice(rule: dict[str, Any]) -> Choix:
    folded = {name: tuple(map(fold, rule.get(name, ()))) for name in ("colonnes", "termes", "sauf")}
    return Choix(cible=rule["cible"], **folded)
