"""Reads YAML files written by hand and answers their mistakes with file, line and reason, in French.

Our own node walk rather than `yaml.safe_load`: it remembers the line of every key and item, refuses a key
given twice (YAML keeps the last one, silently) and refuses aliases (nothing here needs them, and they can
make a small file huge).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.constructor import SafeConstructor

LECTEUR = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TAILLE_MAX = 256 * 1024  # bytes; the largest shipped file is about 20 kB
Chemin = tuple[str | int, ...]
Modele = TypeVar("Modele", bound=BaseModel)


@dataclass(frozen=True)
class Erreur:
    fichier: str
    ligne: int
    raison: str

    def __str__(self) -> str:
        return f"{self.fichier}:{self.ligne}: {self.raison}"


class FichierInvalide(Exception):
    """A file that cannot be used; `erreurs` lists every mistake found, in the order of the lines."""

    def __init__(self, erreurs: list[Erreur]) -> None:
        super().__init__("\n".join(map(str, erreurs)))
        self.erreurs = erreurs


@dataclass(frozen=True)
class Document:
    """A file's content and the line (from 1) of each of its keys and items."""

    fichier: str
    contenu: Any
    lignes: dict[Chemin, int]

    def line_of(self, chemin: tuple) -> int:
        """The deepest known line on the way; unknown steps (pydantic's own tags) are skipped."""
        known: Chemin = ()
        for step in chemin:
            if (*known, step) in self.lignes:
                known = (*known, step)
        return self.lignes.get(known, 1)

    def fail(self, chemin: tuple, raison: str) -> Erreur:
        return Erreur(self.fichier, self.line_of(chemin), raison)


def read_document(path: Path) -> Document:
    text = _read_text(path)
    try:
        node = _compose(text)
    except yaml.YAMLError as error:
        raise FichierInvalide([_yaml_error(path, error)])
    if node is None:
        raise FichierInvalide([Erreur(str(path), 1, "le fichier est vide")])
    lines: dict[Chemin, int] = {(): node.start_mark.line + 1}
    errors = list(_walk(node, (), lines, set(), str(path)))
    if errors:
        raise FichierInvalide(errors)
    try:
        return Document(str(path), SafeConstructor().construct_document(node), lines)
    except (yaml.YAMLError, ValueError, TypeError) as error:  # such as the date 2024-13-45
        raise FichierInvalide([_yaml_error(path, error)])


def read_model(path: Path, model: type[Modele], context: dict[str, Any] | None = None) -> Modele:
    """The file checked against `model`; raises FichierInvalide with every mistake and its line."""
    document = read_document(path)
    try:
        return model.model_validate(document.contenu, context=context)
    except ValidationError as error:
        found = [document.fail(item["loc"], explain(item)) for item in error.errors()]
        raise FichierInvalide(sorted(found, key=lambda erreur: erreur.ligne))


def _compose(text: str) -> yaml.Node | None:
    """In C where the wheel brings it, ten times faster; the Python reader tells the mistakes, the same everywhere."""
    try:
        return yaml.compose(text, Loader=LECTEUR)
    except yaml.YAMLError:
        return yaml.compose(text, Loader=yaml.SafeLoader)


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > TAILLE_MAX:
            raise FichierInvalide([Erreur(str(path), 1, f"le fichier dépasse {TAILLE_MAX // 1024} Kio")])
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise FichierInvalide([Erreur(str(path), 1, "le fichier n'est pas en UTF-8 : enregistrez-le en UTF-8")])
    except OSError as error:
        raise FichierInvalide([Erreur(str(path), 1, f"le fichier ne s'ouvre pas ({error.strerror})")])


def _yaml_error(path: Path, error: Exception) -> Erreur:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    detail = getattr(error, "problem", None) or str(error)
    return Erreur(str(path), mark.line + 1 if mark else 1, f"YAML illisible ({detail})")


def _walk(node: yaml.Node, at: Chemin, lines: dict[Chemin, int], seen: set[int], name: str) -> Iterator[Erreur]:
    if id(node) in seen:
        yield Erreur(name, node.start_mark.line + 1, "les alias YAML (&, *) ne sont pas admis : recopiez la valeur")
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            path = (*at, str(key.value))
            if path in lines:
                yield Erreur(name, key.start_mark.line + 1, f"la clé « {key.value} » est donnée deux fois")
            lines[path] = key.start_mark.line + 1
            yield from _walk(value, path, lines, seen, name)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            lines[(*at, number)] = item.start_mark.line + 1
            yield from _walk(item, (*at, number), lines, seen, name)


_RAISONS = {
    "missing": "« {champ} » manque",
    "extra_forbidden": "« {champ} » n'est pas une clé connue ici",
    "string_type": "« {champ} » attend un texte (mettez-le entre guillemets)",
    "int_type": "« {champ} » attend un nombre entier",
    "bool_type": "« {champ} » attend true ou false",
    "list_type": "« {champ} » attend une liste",
    "date_type": "« {champ} » attend une date AAAA-MM-JJ",
    "model_type": "« {champ} » attend un bloc de clés",
    "model_attributes_type": "« {champ} » attend un bloc de clés",
    "string_too_short": "« {champ} » est vide ou trop court",
    "string_too_long": "« {champ} » dépasse {max_length} caractères",
    "string_pattern_mismatch": "« {champ} » ne s'écrit qu'en minuscules sans accent, chiffres, tirets et soulignés",
    "too_short": "« {champ} » attend au moins {min_length} élément(s)",
    "too_long": "« {champ} » admet au plus {max_length} éléments",
    "greater_than_equal": "« {champ} » doit valoir au moins {ge}",
    "less_than_equal": "« {champ} » doit valoir au plus {le}",
    "literal_error": "« {champ} » vaut « {saisie} » ; attendu : {expected}",
    "union_tag_invalid": "genre « {tag} » inconnu ; attendu : {expected_tags}",
    "union_tag_not_found": "« genre » manque",
    "value_error": "{error}",
}


def explain(item: Any) -> str:
    """One of pydantic's error items, in a French sentence."""
    steps = [step for step in item["loc"] if isinstance(step, str)]
    champ = steps[-1] if steps else "le fichier"
    if item["loc"] and isinstance(item["loc"][-1], int) and steps:
        champ = f"{champ} n° {item['loc'][-1] + 1}"
    model = _RAISONS.get(item["type"], "« {champ} » : valeur refusée ({type})")
    context = {key: str(value).replace(" or ", " ou ") for key, value in item.get("ctx", {}).items()}
    return model.format(champ=champ, saisie=item.get("input"), type=item["type"], **context)
