"""The synonyms of the trade: a short list, reviewed, each group with its reason (synonymes.yaml).

A group says that whoever asks for one of these words also wants what is said with the others, for a little less.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from entredeux.reseau.recherche.analyse import read_stems

Racines = tuple[str, ...]
# The stems of an expression -> the stems of each other way of saying it.
Synonymes = Mapping[Racines, tuple[Racines, ...]]


class Groupe(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    mots: list[str] = Field(min_length=2)
    raison: str = Field(min_length=10)


class Liste(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    groupes: list[Groupe]


@cache
def trade_groups() -> list[Groupe]:
    """The list of the product; a badly written one stops the start."""
    text = files("entredeux.reseau.recherche").joinpath("synonymes.yaml").read_text(encoding="utf-8")
    return Liste.model_validate(yaml.safe_load(text)).groupes


@cache
def trade_synonyms() -> Synonymes:
    return build(groupe.mots for groupe in trade_groups())


def build(groups: Iterable[Iterable[str]]) -> Synonymes:
    found: dict[Racines, dict[Racines, None]] = {}
    for words in groups:
        expressions = list(dict.fromkeys(tuple(read_stems(word)) for word in words))
        for expression in filter(None, expressions):
            others = {other: None for other in expressions if other and other != expression}
            found.setdefault(expression, {}).update(others)
    return {expression: tuple(others) for expression, others in found.items()}


def read_file(path: Path) -> Synonymes:
    """Another list, for the bench: YAML like ours, or JSON lines « mot, autre mot » (Solr's form, « => » included)."""
    content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    if isinstance(content, dict):
        return build(groupe.mots for groupe in Liste.model_validate(content).groupes)
    return build([word.strip() for word in str(line).replace("=>", ",").split(",")] for line in content)
