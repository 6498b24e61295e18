"""What a browser test asks of a page: no axe violation, no sideways scroll, a way in."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

REGLES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTROLE = (
    "(options) => axe.run(document, options).then(({violations, passes}) => ({violations, passes: passes.length}))"
)
OPTIONS_AXE = {"runOnly": {"type": "tag", "values": REGLES}, "resultTypes": ["violations"]}

# WCAG 1.4.12. An adopted sheet, because our pages refuse inline styles and the policy stays on in tests.
ESPACEMENT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
    p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""

# Text cut by its own box. What is meant for screen readers alone is cut on purpose.
COUPES = """() => [...document.querySelectorAll("body *")].filter((node) => {
  const style = getComputedStyle(node);
  return ["hidden", "clip"].includes(style.overflowY) && !node.closest(".hors-ecran, svg")
    && node.clientHeight && node.scrollHeight > node.clientHeight + 1 && !["INPUT", "SELECT"].includes(node.tagName);
}).map((node) => node.outerHTML.slice(0, 120))"""


def check_axe(page: Page) -> None:
    """Every rule of WCAG 2.2 A and AA, and axe's good practices: nothing found."""
    assert violations_of(page) == []


def violations_of(page: Page) -> list[str]:
    """The script is read once per page, and only what is wrong comes back in full: the rest is megabytes."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    results = page.evaluate(CONTROLE, OPTIONS_AXE)
    assert results["passes"], "axe n'a rien vérifié"
    return [describe(violation) for violation in results["violations"]]


def check_axe_everywhere(page: Page) -> None:
    """At 360 and 1280 px, in light and in dark: one page loaded, four looks at it.

    Motion is off while we look: a colour read halfway through its change belongs to neither palette.
    """
    before = page.viewport_size
    for width, height in ((360, 740), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            check_axe(page)
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    page.set_viewport_size(before or {"width": 360, "height": 740})


def describe(violation: dict[str, Any]) -> str:
    where = " | ".join(f"{node['html'][:160]} → {node['failureSummary']}" for node in violation["nodes"][:3])
    return f"{violation['id']} : {violation['help']} : {where}"


def check_reflow(page: Page) -> None:
    """320 px wide, then 200 % of a 1280 px screen, then wider text: nothing to scroll sideways, no text cut."""
    before = page.viewport_size
    for width in (320, 640):
        page.set_viewport_size({"width": width, "height": 640})
        assert overflow_of(page) == 0, f"défilement horizontal à {width} px"
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate(ESPACEMENT)
    assert overflow_of(page) == 0, "défilement horizontal avec le texte espacé"
    assert page.evaluate(COUPES) == []
    page.evaluate("() => { document.adoptedStyleSheets = [] }")
    page.set_viewport_size(before or {"width": 1280, "height": 900})


def overflow_of(page: Page) -> int:
    return int(page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def login(page: Page, email: str, password: str) -> None:
    """By the form beside the programme, as anyone would."""
    page.goto("/")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_label("Mot de passe")).to_have_count(0)
