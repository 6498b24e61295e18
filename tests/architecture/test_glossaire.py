"""Every noun of the code is in the glossary, with its source and the words not to use for it."""

import re

from entredeux.cadre.classement import our_models
from tests.architecture.sources import RACINE

LIGNE = re.compile(r"^\| `(?P<mot>\w+)`[^|]*\|(?P<sens>[^|]+)\|(?P<source>[^|]+)\|(?P<eviter>[^|]+)\|$", re.MULTILINE)


def entries() -> list[re.Match]:
    return list(LIGNE.finditer((RACINE / "docs/glossaire.md").read_text(encoding="utf-8")))


def test_every_model_is_in_the_glossary():
    known = {entry["mot"] for entry in entries()}
    assert sorted({model.__name__ for model in our_models() if not model._meta.auto_created} - known) == []


def test_every_entry_is_complete_and_unique():
    words = [entry["mot"] for entry in entries()]
    assert sorted({word for word in words if words.count(word) > 1}) == []
    incomplete = [e["mot"] for e in entries() if not all(e[part].strip() for part in ("sens", "source", "eviter"))]
    assert incomplete == []
    assert len(words) > 20
