"""Reads the YAML files. A fault is said with its file, its line and its reason; the other indicators keep working.

A definition already met under the same version and another content is a fault too: the old one is kept, and shown.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from entredeux.observatoire.indicateurs.schema import VOCABULAIRES, Indicateur
from entredeux.observatoire.models import DefinitionIndicateur
from entredeux.themes.lecture import Document, Erreur, FichierInvalide, explain, read_document
from entredeux.themes.queries import packs, terms

DOSSIER = Path(__file__).resolve().parent
Faute = Erreur


@dataclass(frozen=True)
class Catalogue:
    indicateurs: tuple[Indicateur, ...]
    fautes: tuple[Faute, ...]


def read_catalogue(folder: Path = DOSSIER, on: date | None = None) -> Catalogue:
    """Every valid indicator, in the order of files and lines, and every fault."""
    codes = _known_codes(on or date.today())
    found: dict[str, Indicateur] = {}
    faults: list[Faute] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            document = read_document(path)
        except FichierInvalide as refused:
            faults += refused.erreurs
            continue
        for rank, item in enumerate(_items(document, faults)):
            _read_one(document, rank, item, codes, found, faults)
    return Catalogue(tuple(found.values()), tuple(faults))


def _items(document: Document, faults: list[Faute]) -> list[Any]:
    listed = document.contenu.get("indicateurs") if isinstance(document.contenu, dict) else None
    if not isinstance(listed, list):
        faults.append(document.fail((), "le fichier doit tenir une liste « indicateurs »"))
        return []
    return listed


def _read_one(
    document: Document,
    rank: int,
    item: Any,
    codes: dict[str, set[str]],
    found: dict[str, Indicateur],
    faults: list[Faute],
) -> None:
    at = ("indicateurs", rank)
    try:
        indicator = Indicateur.model_validate(item, context={"codes": codes})
    except ValidationError as error:
        faults += [document.fail((*at, *each["loc"]), explain(each)) for each in error.errors()]
        return
    if indicator.code in found:
        faults.append(document.fail((*at, "code"), f"le code « {indicator.code} » est déjà pris"))
        return
    found[indicator.code] = indicator


def _known_codes(on: date) -> dict[str, set[str]]:
    """The words of each vocabulary that day; those of the packs are read beside."""
    return {name: {term.code for term in terms(name, on)} for name in VOCABULAIRES.values()} | {"themes": set(packs())}


def digest_of(indicator: Indicateur) -> str:
    said = json.dumps(indicator.contenu(), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def confront(catalogue: Catalogue) -> Catalogue:
    """A definition that changed without a new number gives way to the one kept, and is a fault."""
    known = {(each.code, each.version): each for each in DefinitionIndicateur.objects.all()}
    shown: list[Indicateur] = []
    faults = list(catalogue.fautes)
    for indicator in catalogue.indicateurs:
        stored = known.get((indicator.code, indicator.version))
        if stored and stored.empreinte != digest_of(indicator):
            reason = (
                f"« {indicator.code} » a changé sans changer de version : écrivez version: {stored.version + 1} ; "
                "la définition gardée reste en vigueur"
            )
            faults.append(Faute(f"{indicator.registre}.yaml", 1, reason))
            indicator = Indicateur.model_validate(stored.contenu)
        shown.append(indicator)
    return Catalogue(tuple(shown), tuple(faults))


def keep_definitions(catalogue: Catalogue) -> int:
    """Stores each version met for the first time, and returns how many there were. Nothing kept is ever changed."""
    known = set(DefinitionIndicateur.objects.values_list("code", "version"))
    new = [each for each in catalogue.indicateurs if (each.code, each.version) not in known]
    DefinitionIndicateur.objects.bulk_create(
        DefinitionIndicateur(code=each.code, version=each.version, empreinte=digest_of(each), contenu=each.contenu())
        for each in new
    )
    return len(new)


@lru_cache(maxsize=1)
def current_catalogue(on: date) -> Catalogue:
    """The package's own catalogue, read once a day and process; a kept definition wins over a silent change."""
    catalogue = read_catalogue(on=on)
    return confront(catalogue)


def former_versions() -> dict[str, list[DefinitionIndicateur]]:
    """By code, every version kept but the latest."""
    kept: dict[str, list[DefinitionIndicateur]] = {}
    for each in DefinitionIndicateur.objects.order_by("code", "version"):
        kept.setdefault(each.code, []).append(each)
    return {code: versions[:-1] for code, versions in kept.items()}
