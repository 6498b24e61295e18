"""The answer page of a partner weighs thirty kilobytes at most, without JavaScript: styles and icon as the server sends
them, compressed; the page itself as it is."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.orientations.fabrique import enter, make_question, make_sent

LIMITE = 30 * 1024
FEUILLE = re.compile(r'<link rel="(?:stylesheet|icon)"[^>]*href="/static/([^"]+)"')


def weigh(page: str) -> int:
    paths = [Path(str(finders.find(name))) for name in FEUILLE.findall(page)]
    assert len(paths) >= 4
    return len(page.encode()) + sum(len(gzip.compress(path.read_bytes())) for path in paths)


@pytest.mark.parametrize("make", [make_sent, make_question])
def test_answer_page_weighs_thirty_kilobytes_at_most(client, samira, claire, make):
    made = make(samira, claire)
    envoi = made[0] if isinstance(made, tuple) else made
    page = client.get(enter(client, envoi)).content.decode()

    assert weigh(page) <= LIMITE
    assert "htmx" not in page
    assert 'name="etat" value="refusee"' in page


def test_answer_page_needs_no_script(client, samira, claire):
    """Each answer is a form of its own with its button: nothing waits for a script."""
    envoi, _ = make_sent(samira, claire)
    page = client.get(enter(client, envoi)).content.decode()
    main = page[page.index("<main") : page.index("</main>")]

    assert "<script" not in main
    assert not re.search(r"\son[a-z]+=|hx-|data-", main)
    assert main.count("<form") == main.count("</form>") >= 3
    assert '<button class="bouton principal" name="etat" value="acceptee">' in main
