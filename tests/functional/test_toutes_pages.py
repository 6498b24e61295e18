"""Every page of the product, as each role meets it: axe, 320 px, 200 %, no word of complaint in the console."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import APIResponse, Page

from tests.functional.adresses import addresses
from tests.functional.navigateur import overflow_of, violations_of

pytestmark = [pytest.mark.navigateur, pytest.mark.lent]

PERSONNES = ("", "samira", "claire", "helene", "bruno", "paul", "alice", "alix")

# What the page is made of, without its words: two lists that differ by their rows are one page for axe.
OSSATURE = """(zone) => {
  const seen = new Set();
  for (const node of document.querySelectorAll(zone)) seen.add([node.parentElement?.tagName, node.tagName,
    node.className.baseVal ?? node.className, node.getAttribute("role"), node.getAttribute("type"),
    node.getAttribute("aria-current"), node.hasAttribute("aria-label")].join(" "));
  return [...seen].sort().join("|");
}"""
ZONES = ("main *", "body > :not(main) *, .rail *")


@dataclass(frozen=True)
class Visite:
    """What an address answers to someone, before any browser opens it."""

    nom: str
    adresse: str
    code: int
    genre: str

    @property
    def is_page(self) -> bool:
        return self.code == 200 and self.genre.startswith("text/html")

    @property
    def is_reached(self) -> bool:
        """A page, a file, a redirection to a page, or an address that only forms use (405)."""
        return self.code in (200, 302, 405)


def visit(page: Page, nom: str, adresse: str) -> Visite:
    answer: APIResponse = page.request.get(adresse, max_redirects=0, max_retries=3)
    return Visite(nom, adresse, answer.status, answer.headers.get("content-type", ""))


@pytest.fixture(scope="module")
def ossatures() -> set[str]:
    return set()


@pytest.mark.parametrize("qui", PERSONNES)
def test_pages_of_a_person(open_as, reperes, ossatures, qui):
    page = open_as(qui, "bureau", reduced_motion="reduce")
    visites = [visit(page, nom, adresse) for nom, adresse in addresses(reperes).items()]
    assert [visite for visite in visites if visite.code >= 500] == []
    pages = [visite for visite in visites if visite.is_page]
    troubles = [f"{each.nom} : {trouble}" for each in pages for trouble in look(page, each, ossatures)]
    assert troubles == []


def look(page: Page, visite: Visite, ossatures: set[str]) -> list[str]:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(visite.adresse)
    troubles = [] if page.locator("h1").count() == 1 else ["un seul titre de premier niveau"]
    bones = {zone + page.evaluate(OSSATURE, zone) for zone in ZONES}
    if not bones <= ossatures:
        ossatures |= bones
        troubles += complaints_of_axe(page)
    for width in (640, 320):
        page.set_viewport_size({"width": width, "height": 640})
        if overflow := overflow_of(page):
            troubles.append(f"dépasse de {overflow} px sur {width}")
    return troubles


def complaints_of_axe(page: Page) -> list[str]:
    """On a desk in the light, on a phone in the dark: each frame and each palette once.

    The screen is as tall as the page: what scrolls under the bar of the bottom is not out of reach.
    """
    troubles = []
    for width, scheme in ((1280, "light"), (360, "dark")):
        page.set_viewport_size({"width": width, "height": 740})
        page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        troubles += [f"{width} px, {scheme} : {found}" for found in violations_of(page)]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return troubles


def test_no_page_is_forgotten(open_as, reperes):
    """A new URL name must be reached by someone here, or be an exception with its reason."""
    left = addresses(reperes)
    for qui in PERSONNES:
        page = open_as(qui, "bureau")
        left = {nom: adresse for nom, adresse in left.items() if not visit(page, nom, adresse).is_reached}
    assert left == {}
