"""A real server, a real Chromium. Tests are marked `navigateur`; without a browser they skip and say so.

Our own fixtures rather than a plugin's, whose deprecation warnings would be errors here. The browser lives one
module long: while it lives its event loop forbids Django's ORM in this process, which other modules need back.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.functional.distribution import MOT_DE_PASSE, REPERES, email_of
from tests.functional.serveur import Produit, prepare_once, serve

pytest.register_assert_rewrite("tests.functional.navigateur")
from tests.functional.navigateur import login  # noqa: E402

# A shared machine may be slow: a test waits for what it was promised, it does not measure.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
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


# Said by the browser itself, before any script of ours.
VIOLATION = """document.addEventListener("securitypolicyviolation", (event) => console.error(
  `politique de contenu : ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))"""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One module, one process: its tests follow one another on one base and share one Chromium."""
    for item in items:
        if item.get_closest_marker("navigateur"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="module")
def produit(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Produit]:
    """The product, running for one module on its own copy of the prepared base: a round that a module leaves
    running is no other's business."""
    ici = tmp_path_factory.getbasetemp()
    partage = (ici.parent if os.environ.get("PYTEST_XDIST_WORKER") else ici) / "navigateur"
    dossier = tmp_path_factory.mktemp("produit") / "base"
    prepare_once(partage, dossier)
    with serve(dossier) as produit:
        yield produit


@pytest.fixture(scope="module")
def serveur(produit: Produit) -> str:
    return produit.adresse


@pytest.fixture(scope="module")
def reperes(produit: Produit) -> dict[str, str]:
    """A real id for each name that our addresses use, and the signed links of mails (`distribution.py`)."""
    found: dict[str, str] = json.loads((produit.dossier / REPERES).read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def navigateur(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(navigateur: Browser, serveur: str) -> Iterator[Callable[..., Page]]:
    """`open_page("telephone" | "bureau", sombre=False, **context options)`; `page.goto("/...")` is relative.

    Fails at the end if a script raised, if the console holds an error, or if the content policy refused something.
    """
    contexts, complaints = [], []

    def open_page(format: str = "telephone", *, sombre: bool = False, **options: Any) -> Page:
        context = navigateur.new_context(
            base_url=serveur,
            viewport=FORMATS[format],
            color_scheme="dark" if sombre else "light",
            locale="fr-FR",
            timezone_id="Europe/Paris",
            **options,
        )
        contexts.append(context)
        context.add_init_script(VIOLATION)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url} : {error}"))
        page.on("console", lambda line: is_complaint(line) and complaints.append(f"{page.url} : {line.text}"))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def is_complaint(line: ConsoleMessage) -> bool:
    """Any error, but for the browser's own line about a page that answers 404 or 422, as pages may."""
    about_the_page = line.page is not None and line.location.get("url") == line.page.url
    return line.type == "error" and not (line.text.startswith("Failed to load resource") and about_the_page)


@pytest.fixture(scope="module")
def sessions() -> dict[str, Any]:
    """Each person logs in once per module, by the form; their cookies serve the next pages."""
    return {}


@pytest.fixture
def open_as(open_page: Callable[..., Page], sessions: dict[str, Any]) -> Callable[..., Page]:
    """`open_as("samira", "telephone")`: a page of that person, already logged in; "" is nobody."""

    def open_as(prenom: str, format: str = "telephone", **options: Any) -> Page:
        if not prenom:
            return open_page(format, **options)
        if prenom not in sessions:
            door = open_page("bureau")
            login(door, email_of(prenom), MOT_DE_PASSE)
            sessions[prenom] = door.context.storage_state()
        return open_page(format, storage_state=sessions[prenom], **options)

    return open_as
