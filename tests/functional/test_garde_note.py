"""The note guard in a real browser says what the server says, on every sentence of the corpus and around."""

import csv
import random
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from entredeux.cadre.garde_note import find_alertes
from entredeux.cadre.garde_note.reecriture import rewrite

pytestmark = pytest.mark.navigateur

STATIQUE = settings.RACINE / "cadre" / "static" / "cadre"
ADRESSE = "http://garde.localhost/"
TYPES = {".js": "text/javascript", ".json": "application/json"}
LIRE = """async (textes) => {
  const { inCodePoints, prepare, rewrite } = await import("/garde_note.js");
  const regles = await (await fetch("/garde_note.json")).json();
  const find = prepare(regles);
  return textes.map((texte) => [inCodePoints(texte, find(texte)), rewrite(regles, texte, find(texte))]);
}"""
INSERES = [
    "é",
    "’",
    "-",
    "\n",
    "\u0301",
    "ß",
    "İ",
    "😀",
    "\u00a0",
    "\u2028",
    "0",
    " ",
    "(",
    "Œ",
    "A",
    "Ằ",
    "٣",
    "\ufeff",
]


@pytest.fixture
def page(navigateur: Browser) -> Iterator[Page]:
    """An empty page whose two files come from the package: no product needs to run for that."""
    context = navigateur.new_context()
    page = context.new_page()

    def answer(route: Any, request: Any) -> None:
        path = STATIQUE / Path(request.url.removeprefix(ADRESSE)).name
        if path.suffix in TYPES:
            route.fulfill(body=path.read_bytes(), content_type=TYPES[path.suffix])
        else:
            route.fulfill(body="<!doctype html><title>essai</title>", content_type="text/html")

    page.route(f"{ADRESSE}**", answer)
    page.goto(ADRESSE)
    yield page
    context.close()


def sentences() -> list[str]:
    files = sorted((settings.RACINE.parent / "bench" / "corpus").glob("garde_note_*.csv"))
    return [row["phrase"] for path in files for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())]


def disturb(texte: str, hasard: random.Random) -> str:
    """A few characters added where they may hurt: accents apart, emoji, other spaces."""
    for _ in range(hasard.randint(1, 5)):
        at = hasard.randint(0, len(texte))
        texte = texte[:at] + hasard.choice(INSERES) + texte[at:]
    return texte


def test_the_browser_finds_and_proposes_what_the_server_does(page: Page):
    hasard = random.Random(2024)
    textes = sentences()
    textes += [disturb(texte, hasard) for texte in textes] + [texte.upper() for texte in textes]
    found = page.evaluate(LIRE, textes)
    for texte, (alertes, reecrit) in zip(textes, found, strict=True):
        attendues = find_alertes(texte)
        assert alertes == [asdict(alerte) for alerte in attendues], texte
        assert reecrit == rewrite(texte, attendues)
