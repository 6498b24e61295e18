"""Decisions are numbered without a gap, say the same three things, and stay short."""

from tests.architecture.sources import RACINE

DECISIONS = sorted((RACINE / "docs/decisions").glob("0*.md"))


def test_decisions_are_numbered_without_a_gap():
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_every_decision_has_its_three_parts_and_fits_on_a_page():
    wrong = []
    for path in DECISIONS:
        lines = path.read_text(encoding="utf-8").splitlines()
        parts = [line for line in lines if line.startswith("## ")]
        if parts != ["## Context", "## Decision", "## Consequences"] or len(lines) > 45:
            wrong.append(path.name)
    assert wrong == []


def test_every_decision_is_in_the_list():
    index = (RACINE / "docs/decisions/README.md").read_text(encoding="utf-8")
    assert [path.name for path in DECISIONS if f"]({path.name})" not in index] == []
