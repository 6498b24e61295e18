"""A real server, a real Chromium. Tests are marked `navigateur`; without a browser they skip and say so.

Our own fixtures rather than a plugin's, whose deprecation warnings would be errors here. The browser lives one
module long: while it lives its event loop forbids Django's ORM in this process, which other modules need back.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.functional.serveur import prepare_once, serve

pytest.register_assert_rewrite("tests.functional.navigateur")

FORMATS = {"telephone": {"width": 360, "height": 740}, "bureau": {"width": 1280, "height": 900}}
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    wanted = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return wanted if Path(wanted).exists() else shutil.which("chromium")


@pytest.fixture(scope="session")
def chromium() -> str:
    found = find_chromium()
    if not found and os.environ.get("CI") == "true":
        pytest.fail("L'intégration continue doit avoir un Chromium : l'installer, ou donner son chemin dans CHROMIUM.")
    if not found:
        pytest.skip("Pas de Chromium sur cette machine : les essais de navigateur n'ont pas été faits.")
    return found


@pytest.fixture(scope="session")
def serveur(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the product, running for the whole session against its own prepared base."""
    ici = tmp_path_factory.getbasetemp()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    partage = (ici.parent if worker else ici) / "navigateur"
    dossier = ici / f"produit{worker}"
    prepare_once(partage, dossier)
    with serve(dossier) as adresse:
        yield adresse


@pytest.fixture(scope="module")
def navigateur(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(navigateur: Browser, serveur: str) -> Iterator[Callable[..., Page]]:
    """`open_page("telephone" | "bureau", sombre=False, **context options)`; `page.goto("/...")` is relative.

    Fails at the end if a script raised or if the content policy refused something on a page opened here.
    """
    contexts, complaints = [], []

    def open_page(format: str = "telephone", *, sombre: bool = False, **options: object) -> Page:
        context = navigateur.new_context(
            base_url=serveur,
            viewport=FORMATS[format],
            color_scheme="dark" if sombre else "light",
            locale="fr-FR",
            timezone_id="Europe/Paris",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: "Content Security" in line.text and complaints.append(line.text))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
