"""The documents name real files: a moved file breaks a test, not a reader's patience."""

import re

import pytest

from tests.architecture.sources import RACINE, markdown_files, name_of

LIEN = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)")
CHEMIN = re.compile(r"`((?:entredeux|tests|docs|bench|requirements|\.ci)/[\w./-]+\.\w+)`")


@pytest.mark.parametrize("path", markdown_files(), ids=name_of)
def test_every_link_leads_to_a_file(path):
    targets = LIEN.findall(path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", markdown_files(), ids=name_of)
def test_every_path_named_exists(path):
    targets = CHEMIN.findall(path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (RACINE / target).exists()] == []


def test_every_folder_of_the_package_is_in_the_readme():
    readme = (RACINE / "README.md").read_text(encoding="utf-8")
    apps = [path.parent.name for path in RACINE.glob("entredeux/*/__init__.py")]
    assert [name for name in apps if f"`entredeux/{name}/`" not in readme] == []
