"""The palettes keep their promise: text at 4.5:1, edges of controls at 3:1, in both lights."""

import re
from importlib.resources import files

import pytest

TOKENS = files("entredeux.ui").joinpath("static", "ui", "tokens.css").read_text(encoding="utf-8")
FOND_ET_TEXTE = [
    ("papier", "encre"), ("papier", "encre-douce"), ("papier", "action"), ("papier", "action-vive"),
    ("papier", "brique"), ("papier", "ambre"), ("papier", "feuille"),
    ("carte", "encre"), ("carte", "encre-douce"), ("carte", "action"), ("carte", "brique"),
    ("creux", "encre"), ("creux", "encre-douce"), ("brume", "encre"), ("brume", "action"), ("brume", "action-vive"),
    ("ambre-fond", "ambre"), ("ambre-fond", "encre"), ("brique-fond", "brique"), ("brique-fond", "encre"),
    ("feuille-fond", "feuille"), ("feuille-fond", "encre"), ("action", "sur-action"), ("action-vive", "sur-action"),
    ("brique", "papier"),
]  # fmt: skip
BORDS = [("papier", "bord"), ("carte", "bord"), ("creux", "bord"), ("papier", "action"), ("carte", "action")]


def read_block(selector: str) -> dict[str, str]:
    body = re.search(re.escape(selector) + r"\s*\{([^}]*)\}", TOKENS).group(1)
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))


CLAIR = read_block(":root")
SOMBRE = CLAIR | read_block(':root[data-apparence="sombre"]')


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("palette", [CLAIR, SOMBRE], ids=["clair", "sombre"])
def test_text_is_readable(palette):
    weak = {
        pair: round(contrast(palette[pair[0]], palette[pair[1]]), 2)
        for pair in FOND_ET_TEXTE
        if contrast(palette[pair[0]], palette[pair[1]]) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("palette", [CLAIR, SOMBRE], ids=["clair", "sombre"])
def test_edges_of_controls_are_seen(palette):
    assert [pair for pair in BORDS if contrast(palette[pair[0]], palette[pair[1]]) < 3] == []


def test_both_dark_blocks_are_the_same():
    """One follows the machine, the other the reader's choice: they must not drift apart."""
    assert read_block(':root:not([data-apparence="clair"])') == read_block(':root[data-apparence="sombre"]')


def test_light_palette_is_the_one_decided():
    decided = {
        "papier": "#FBF8F3",
        "encre": "#1B2A33",
        "encre-douce": "#51616B",
        "action": "#0B5D63",
        "brume": "#E3F0EF",
    }
    assert {name: CLAIR[name] for name in decided} == decided
