"""The product's own worker, sending to a real mail server of ours: what a person would find in their mailbox."""

import re
import subprocess
import sys
from pathlib import Path

from tests.functional.serveur import Produit, environment
from tests.reseau.boite import Boite, open_boite


def collect_mail(produit: Produit) -> Boite:
    """Runs what waits in the queue once, and returns what was received meanwhile."""
    port = int(produit.adresse.rpartition(":")[2])
    with open_boite() as (boite, smtp):
        settings = environment(produit.dossier, port) | {"ENTREDEUX_MAIL": f"smtp://127.0.0.1:{smtp}"}
        command = [sys.executable, str(Path(__file__).parents[2] / "manage.py"), "worker", "--une-fois"]
        done = subprocess.run(command, cwd=produit.dossier, env=settings, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    return boite


def mail_to(boite: Boite, address: str, subject: str) -> str:
    """The text of the only mail of this subject to this address."""
    (found,) = [each for each in boite.recus if each["To"] == address and subject in str(each["Subject"])]
    body = found.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(text: str) -> str:
    (link,) = set(re.findall(r"http://\S+/inscriptions/\S+", text))
    return link
