"""The developer's page says what works: each of its examples is played, in order, on a real server."""

import re
import shlex
import urllib.request
from datetime import timedelta

from django.utils import timezone

from entredeux.observatoire.cles import open_cle
from entredeux.observatoire.parutions import propose_parution, release_parution
from tests.architecture.sources import RACINE
from tests.observatoire.fabrique import write_year

PAGE = RACINE / "docs" / "exploitation" / "api.md"


def examples() -> list[list[str]]:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    return [shlex.split(line) for block in blocks for line in block.splitlines() if line.startswith("curl ")]


def test_every_example_answers_as_written(live_server, structure, claire, helene) -> None:
    write_year(structure, 2025, ["QN06201M", "QN06202M", ""], acts_per_month=130)
    parution = release_parution(propose_parution(periode="2025", by=claire), by=helene)
    expire = timezone.localdate() + timedelta(days=1)
    cle = open_cle(nom="Doc", portees=["catalogue", "figures"], expire_le=expire, by=helene).jeton
    known = {"$ENTREDEUX": live_server.url, "$PARUTION": str(parution.pk), "$CLE": cle}
    played = 0
    for words in examples():
        *options, address = [re.sub(r"\$[A-Z]+", lambda name: known[name[0]], word) for word in words[1:]]
        headers = dict([options[1].split(": ", 1)]) if options else {}
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:
            assert (answer.status, len(answer.read()) > 100) == (200, True)
        played += 1
    assert played == 9
