from entredeux.situations.documentation import PAGE, draw_diagram, rewrite
from entredeux.situations.etapes import FINS, TRANSITIONS
from tests.architecture.sources import RACINE


def test_the_diagram_follows_the_table():
    """When this fails: `entredeux situations docs`, then read what changed."""
    page = (RACINE / PAGE).read_text(encoding="utf-8")
    assert page.count("<!-- généré") == 1
    assert rewrite(page) == page


def test_every_transition_is_an_arrow():
    drawn = draw_diagram()
    assert [
        each for each in TRANSITIONS if each.vers not in FINS and f"{each.depuis} --> {each.vers}" not in drawn
    ] == []
    assert all(f"toute -.-> {code}" in drawn for code in FINS)


def test_an_outdated_diagram_would_be_seen():
    old = "<!-- généré : etapes -->\nvieux\n<!-- fin -->"
    assert rewrite(old) != old
