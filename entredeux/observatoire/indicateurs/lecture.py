"""Reads the YAML files: one a register of the guide, then what the theme packs contribute.

A fault is said with its file, its line and its reason; the other indicators keep working. A definition already met
under the same version and another content is a fault too: the old one is kept, and shown.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from entredeux.observatoire.indicateurs.schema import VOCABULAIRES, Indicateur
from entredeux.observatoire.models import DefinitionIndicateur
from entredeux.themes.fichiers import pack_folders
from entredeux.themes.lecture import Document, Erreur, FichierInvalide, explain, read_document
from entredeux.themes.queries import packs, terms

DOSSIER = Path(__file__).resolve().parent
Faute = Erreur


@dataclass(frozen=True)
class Catalogue:
    """`places`: the file and the line of each code."""

    indicateurs: tuple[Indicateur, ...]
    fautes: tuple[Faute, ...]
    places: Mapping[str, tuple[str, int]] = field(default_factory=dict)


@dataclass
class _Lecture:
    codes: dict[str, set[str]]
    trouves: dict[str, Indicateur] = field(default_factory=dict)
    fautes: list[Faute] = field(default_factory=list)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)

    def open(self, paths: Iterable[Path]) -> Iterator[Document]:
        for path in paths:
            try:
                yield read_document(path)
            except FichierInvalide as refused:
                self.fautes += refused.erreurs

    def take(self, document: Document, at: tuple, item: Any) -> None:
        try:
            indicator = Indicateur.model_validate(item, context={"codes": self.codes})
        except ValidationError as error:
            self.fautes += [document.fail((*at, *each["loc"]), explain(each)) for each in error.errors()]
            return
        if indicator.code in self.trouves:
            self.fautes.append(document.fail((*at, "code"), f"le code « {indicator.code} » est déjà pris"))
            return
        self.trouves[indicator.code] = indicator
        self.places[indicator.code] = (document.fichier, document.line_of(at))


def read_catalogue(folder: Path = DOSSIER, on: date | None = None, themes: Iterable[Path] | None = None) -> Catalogue:
    """Every valid indicator, in the order of files and lines, and every fault. The package's own catalogue ends with
    the definitions of its packs (`themes`: their files); another folder's has none unless they are given.
    """
    reading = _Lecture(_known_codes(on or date.today()))
    for document in reading.open(sorted(folder.glob("*.yaml"))):
        for rank, item in enumerate(_items(document, reading.fautes)):
            reading.take(document, ("indicateurs", rank), item)
    paths = _files_of_packs() if themes is None and folder == DOSSIER else themes or ()
    _read_packs(reading, list(reading.open(paths)))
    return Catalogue(tuple(reading.trouves.values()), tuple(reading.fautes), reading.places)


def _files_of_packs() -> list[Path]:
    """Those in use: a structure's own pack replaces ours of the same code."""
    files = {path.stem: path for folder in pack_folders() for path in sorted(folder.glob("*.yaml"))}
    return [files[code] for code in sorted(files) if code in packs()]


def _read_packs(reading: _Lecture, documents: list[Document]) -> None:
    """Definitions of every pack first: one may refer to another's."""
    listed = [
        (document, ("indicateurs", rank), item)
        for document in documents
        for rank, item in enumerate(document.contenu.get("indicateurs") or [])
    ]
    for document, at, item in listed:
        if item.get("definition"):
            said = {"code": item["code"], "titre": item["libelle"], "source": item["source"]}
            reading.take(document, (*at, "definition"), item["definition"] | said)
    for document, at, item in listed:
        if not item.get("definition") and item["code"] not in reading.trouves:
            reason = f"« {item['code']} » n'est pas un indicateur du catalogue : donnez sa definition, ou un code connu"
            reading.fautes.append(document.fail((*at, "code"), reason))


def _items(document: Document, faults: list[Faute]) -> list[Any]:
    listed = document.contenu.get("indicateurs") if isinstance(document.contenu, dict) else None
    if not isinstance(listed, list):
        faults.append(document.fail((), "le fichier doit tenir une liste « indicateurs »"))
        return []
    return listed


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
            faults.append(Faute(*catalogue.places.get(indicator.code, (f"{indicator.registre}.yaml", 1)), reason))
            indicator = Indicateur.model_validate(stored.contenu)
        shown.append(indicator)
    return Catalogue(tuple(shown), tuple(faults), catalogue.places)


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
