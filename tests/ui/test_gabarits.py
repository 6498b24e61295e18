"""What every template of the product promises, whoever wrote it."""

import re
from pathlib import Path

import pytest

from entredeux.ui.icones import ICONES

PAQUET = Path(__file__).resolve().parents[2] / "entredeux"
GABARITS = sorted(
    path for path in PAQUET.rglob("templates/**/*.html") if "courriels" not in path.parts and "email" not in path.parts
)
NOMS = [str(path.relative_to(PAQUET)) for path in GABARITS]


@pytest.mark.parametrize("gabarit", GABARITS, ids=NOMS)
def test_template_obeys_the_content_policy(gabarit):
    """No style attribute, no inline style or script, no on… handler: the browser would refuse them silently."""
    text = gabarit.read_text(encoding="utf-8")
    text = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.S)
    found = re.findall(r"\sstyle=|<style|\son[a-z]+=[\"']|javascript:", text)
    found += re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>", text)  # data, not code
    assert found == []


@pytest.mark.parametrize("gabarit", GABARITS, ids=NOMS)
def test_icons_named_are_drawn(gabarit):
    named = re.findall(r"\{% icone [\"']([\w-]+)[\"'] %\}", gabarit.read_text(encoding="utf-8"))
    assert sorted(set(named) - set(ICONES)) == []


@pytest.mark.parametrize("gabarit", GABARITS, ids=NOMS)
def test_no_straight_exclamation_nor_unset_language(gabarit):
    text = gabarit.read_text(encoding="utf-8")
    assert re.findall(r"[a-zàâéèêëîïôûùç]\s?!(?=[\s<])", text) == []
    assert "<html" not in text or '<html lang="fr"' in text


@pytest.mark.parametrize("gabarit", GABARITS, ids=NOMS)
def test_tables_are_named_and_scroll_with_the_keyboard(gabarit):
    """A wide table scrolls in its own frame, which must be reachable and named; its headers say their direction."""
    text = gabarit.read_text(encoding="utf-8")
    frames = re.findall(r'<div class="tableau"[^>]*>', text)
    assert [frame for frame in frames if 'tabindex="0"' not in frame or "aria-label" not in frame] == []
    assert len(re.findall(r"<table[\s>]", text)) == len(re.findall(r"<caption[\s>]", text))
    assert [header for header in re.findall(r"<th(?:\s[^>]*)?>", text) if "scope=" not in header] == []


def test_drawings_hold_only_shapes():
    """They are written into pages as they are: nothing but shapes may stand in them."""
    tags = {tag for drawing in ICONES.values() for tag in re.findall(r"<(\w+)", drawing)}
    assert tags <= {"path", "circle", "rect"}
