"""A release is prepared by hand: sixty indicators, by register."""

import pytest
from playwright.sync_api import expect

from tests.functional.navigateur import check_axe_everywhere, check_reflow

pytestmark = pytest.mark.navigateur


def test_indicators_are_chosen_by_register_and_counted(open_as) -> None:
    claire = open_as("claire", "telephone")
    claire.goto("/observatoire/parutions/preparer/")
    registers = claire.locator("details.rayon")
    cohesion, tranquillite = (registers.filter(has_text=name) for name in ("Cohésion sociale", "Tranquillité publique"))
    expect(cohesion.locator("summary")).to_contain_text("1 sur ")
    expect(tranquillite.locator("summary")).to_contain_text("0 sur ")
    expect(tranquillite.get_by_role("checkbox").first).to_be_hidden()
    tranquillite.locator("summary").focus()
    claire.keyboard.press("Enter")
    claire.keyboard.press("Tab")
    claire.keyboard.press("Space")
    expect(tranquillite.get_by_role("checkbox").first).to_be_checked()
    expect(tranquillite.locator("summary")).to_contain_text("1 sur ")
    check_axe_everywhere(claire)
    check_reflow(claire)
