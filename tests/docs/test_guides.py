"""A guide names what is on the screen: a button renamed in a template breaks its guide here."""

import html
import re
from pathlib import Path

import pytest
import wagtail.admin as wagtail_admin

from tests.architecture.sources import RACINE

GUIDES = sorted((RACINE / "docs" / "guides").glob("*.md"))
QUI = {
    *("mediatrice.md", "coordination.md", "direction.md", "financeur.md", "entre-pairs.md", "restitution.md"),
    *(
        "inscriptions.md",
        "rapporteur.md",
        "ressources.md",
        "le-jour-meme.md",
        "redaction.md",
        "situations.md",
        "enquetes.md",
        "alerte.md",
        "droits.md",
        "orientations.md",
        "participation.md",
        "annuaire.md",
        "contexte.md",
        "donnees-ouvertes.md",
        "explorer.md",
    ),
}
BOUTON = re.compile(r"\*\*([^*]+)\*\*")
# Written by a template from the form of presence: « Terminer {{ presence.get_forme_display|lower }} ».
COMPOSES = {"terminer tournée"}
IMAGE = re.compile(r"\.\./images/([\w-]+\.png)")
BALISE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]+>", re.S)


def flat(text: str) -> str:
    return " ".join(html.unescape(text).lower().replace("’", "'").split())


def words_of_the_screen() -> str:
    """Templates without their tags, the menu entries of each app, the blocks of the desk, the views of the corpus."""
    templates = [path.read_text(encoding="utf-8") for path in RACINE.glob("entredeux/*/templates/**/*.html")]
    menus = [path.read_text(encoding="utf-8") for path in RACINE.glob("entredeux/*/apps.py")]
    blocs = [path.read_text(encoding="utf-8") for path in RACINE.glob("entredeux/reseau/models/blocs*.py")]
    menus += [path.read_text(encoding="utf-8") for path in RACINE.glob("entredeux/*/menu.py")]
    vues = [(RACINE / "entredeux/reseau/views/corpus.py").read_text(encoding="utf-8")]
    return flat(" ".join([*(BALISE.sub(" ", text) for text in templates), *menus, *blocs, *vues, *words_of_the_desk()]))


def words_of_the_desk() -> list[str]:
    """The desk's tabs, fields and messages, and the French words of Wagtail's own buttons."""
    ours = ("models/panneaux.py", "models/relecture.py", "models/evenements.py", "wagtail_hooks.py")
    wagtail = Path(wagtail_admin.__file__).parent / "locale/fr/LC_MESSAGES/django.po"
    paths = [*(RACINE / "entredeux/reseau" / name for name in ours), wagtail]
    return [path.read_text(encoding="utf-8") for path in paths]


def test_each_role_has_its_guide():
    assert {path.name for path in GUIDES} >= QUI


@pytest.mark.parametrize("path", [path for path in GUIDES if path.name in QUI], ids=lambda path: path.stem)
def test_every_button_named_in_a_guide_is_on_a_screen(path):
    named = [flat(words) for words in BOUTON.findall(path.read_text(encoding="utf-8"))]
    seen = words_of_the_screen()
    assert named
    assert [words for words in named if words not in seen and words not in COMPOSES] == []


def test_every_picture_exists_and_has_words():
    for path in GUIDES:
        text = path.read_text(encoding="utf-8")
        missing = [name for name in IMAGE.findall(text) if not (RACINE / "docs" / "images" / name).exists()]
        assert missing == []
        assert len(re.findall(r'!\[[^\]]{20,}\]|alt="[^"]{20,}"', text)) == len(IMAGE.findall(text))
