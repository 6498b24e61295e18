"""The words of the two national standards, and how older or local labels are read (vocabulaires.yaml)."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from data_inclusion.schema.v1 import Categorie, Public, Thematique

from entredeux.socle.lecture.mots import fold

FICHIER = Path(__file__).with_name("vocabulaires.yaml")
THEMATIQUES: dict[str, str] = {each.value: each.label for each in Thematique}
CATEGORIES: dict[str, str] = {each.value: each.label for each in Categorie}
PUBLICS: dict[str, str] = {each.value: each.label for each in Public}


@cache
def load() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FICHIER.read_text(encoding="utf-8"))
    return found


@cache
def _services() -> dict[str, tuple[str, ...]]:
    """Folded label -> the standard's labels (an older one may stand for two)."""
    return _index(load()["services"])


@cache
def _modalites(champ: str) -> dict[str, tuple[str, ...]]:
    return _index(load()["modalites"][champ])


def _index(lines: Iterable[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in lines:
        for label in (line["code"], *line.get("aussi", ())):
            found[fold(label)] = (*found.get(fold(label), ()), line["code"])
    return found


MODALITES = tuple(load()["modalites"])


def read_services(labels: Iterable[str]) -> tuple[list[str], list[str]]:
    """(labels of the standard, labels it does not know), each once and in order."""
    known: list[str] = []
    others: list[str] = []
    for label in labels:
        found = _services().get(fold(label))
        (known if found else others).extend(found or (label,))
    return list(dict.fromkeys(known)), list(dict.fromkeys(others))


def read_modalite(champ: str, labels: Iterable[str]) -> list[str]:
    """Only the standard's labels; what it does not know is left out."""
    index = _modalites(champ)
    return list(dict.fromkeys(code for label in labels for code in index.get(fold(label), ())))


@cache
def _thematiques_by_service() -> dict[str, list[str]]:
    return {line["code"]: line["thematiques"] for line in load()["services"]}


def thematiques_of(services: Iterable[str]) -> list[str]:
    table = _thematiques_by_service()
    return list(dict.fromkeys(each for service in services for each in table.get(service, ())))


def thematiques_by_nature(nature: str) -> list[str]:
    return list(load()["par_nature"].get(nature, ()))


def categories_of(thematiques: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(each.partition("--")[0] for each in thematiques))


def publics_of(labels: Iterable[str]) -> list[str]:
    """data·inclusion's publics for labels of either standard."""
    table: dict[str, str] = load()["publics"]
    found = [table.get(label) or (label if label in PUBLICS else "") for label in labels]
    return list(dict.fromkeys(filter(None, found)))
