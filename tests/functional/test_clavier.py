"""Without a mouse: in by Tab, Enter and Space, and one always sees where one is."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.functional.distribution import MOT_DE_PASSE, email_of

pytestmark = pytest.mark.navigateur

# The ring is drawn on the control, or on the chip whose box it covers.
ANNEAU = """(node) => [node, node.closest(".puce")].filter(Boolean).some((each) => {
  const style = getComputedStyle(each);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
})"""
VUE = """(node) => {
  const box = (node.closest(".puce") ?? node).getBoundingClientRect();
  const above = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return !!above && (node.contains(above) || (node.closest(".puce") ?? node).contains(above));
}"""


def test_log_in_start_and_say_nothing_to_report_with_the_keyboard_alone(open_page):
    page = open_page("telephone")
    page.goto("/compte/connexion/")
    walk_to(page, page.get_by_label("Adresse électronique"))
    page.keyboard.type(email_of("leo"))
    walk_to(page, page.get_by_label("Mot de passe"))
    page.keyboard.type(MOT_DE_PASSE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Où allez-vous ce soir")

    walk_to(page, page.get_by_role("radio", name="Permanence"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Soirées, halls et places")).to_be_checked()
    walk_to(page, page.get_by_role("button", name="Commencer"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Soirées, halls et places")

    walk_to(page, page.get_by_role("button", name="Rien à signaler", exact=True))
    page.keyboard.press("Space")
    expect(page.get_by_role("status")).to_contain_text("rien à signaler.")


def walk_to(page: Page, target: Locator) -> None:
    """Tab after Tab, from where one is; at each stop the ring is visible and nothing hides the control."""
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.locator(":focus")
        if not here.count():
            continue
        assert here.evaluate(ANNEAU), f"aucun anneau : {here.evaluate('(node) => node.outerHTML.slice(0, 160)')}"
        assert here.evaluate(VUE), f"caché : {here.evaluate('(node) => node.outerHTML.slice(0, 160)')}"
        if here.evaluate("(node, other) => node === other", target.element_handle()):
            return
    raise AssertionError(f"introuvable au clavier : {target}")
