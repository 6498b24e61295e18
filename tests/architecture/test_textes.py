"""What a person reads: nothing unconfirmed, nothing shouted, nothing from outside the product."""

import re
from pathlib import Path

from tests.architecture.sources import PAQUET, RACINE, markdown_files, name_of, python_files, templates

DATA = [*PAQUET.glob("**/*.yaml"), *PAQUET.glob("**/*.yml")]
# In pieces, so that this file does not contain what it looks for.
NON_CONFIRME = re.compile("UNCON" + "FIRMED")
DEHORS = re.compile("/" + "work/|" + r"\.\./" + "shared")
EXCLAMATION = re.compile(r"[a-zà-ÿ»][\s  ]*!(?!=)", re.IGNORECASE)
POINT_MEDIAN = re.compile(r"\b(?!data·inclusion)[a-zà-ÿ]+·[a-zà-ÿ]+", re.IGNORECASE)


def found(pattern: re.Pattern, paths: list[Path], *, visible_only: bool = False) -> list[str]:
    hits = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        text = words_on_screen(text) if visible_only else text
        hits += [f"{name_of(path)} : {match.group()}" for match in pattern.finditer(text)]
    return hits


def words_on_screen(html: str) -> str:
    """The text of a template: no comment, no tag, no script, no template instruction."""
    html = re.sub(r"(?s)<!--.*?-->|{#.*?#}|{%\s*comment.*?endcomment\s*%}|<script.*?</script>", " ", html)
    return re.sub(r"(?s){%.*?%}|{{.*?}}|<[^>]*>", " ", html)


def test_nothing_unconfirmed_is_printed():
    assert found(NON_CONFIRME, [*templates(), *DATA, *python_files(), *markdown_files()]) == []


def test_nothing_names_a_place_outside_the_product():
    assert found(DEHORS, [*templates(), *DATA, *python_files(), *markdown_files()]) == []


def test_no_page_raises_its_voice():
    assert found(EXCLAMATION, templates(), visible_only=True) == []


def test_inclusive_forms_are_written_out():
    assert found(POINT_MEDIAN, templates(), visible_only=True) == []


def test_the_prosecutors_word_is_not_used_for_a_broken_lift():
    """A *signalement* goes to the prosecutor; the thing that is broken is a dysfonctionnement."""
    pattern = re.compile(r"signalements?\b(?! (au|à la) )", re.IGNORECASE)
    assert found(pattern, [path for path in templates() if "terrain" in path.parts], visible_only=True) == []


def test_the_readme_gives_the_two_commands():
    readme = (RACINE / "README.md").read_text(encoding="utf-8")
    assert "\nmake demo\n" in readme
    assert "\nmake test\n" in readme
