from collections.abc import Iterator
from pathlib import Path

import pytest

from entredeux.themes.fichiers import PACKS
from entredeux.themes.queries import _cache, forget_terms


@pytest.fixture(autouse=True)
def _no_term_of_this_test_in_another() -> Iterator[None]:
    """Gives back the terms read at the start of the suite: a cold cache would cost another test one query."""
    before = dict(_cache)
    yield
    forget_terms()
    _cache.update(before)


@pytest.fixture
def dossier(tmp_path: Path, settings) -> Path:
    """A structure's own folder of packs, holding a copy of ours."""
    for path in PACKS.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    settings.DOSSIER_THEMES = tmp_path
    return tmp_path
