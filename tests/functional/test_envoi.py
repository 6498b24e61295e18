"""Two instances, two processes, two bases: the direction of one reads a month and sends it, the other keeps it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.functional.navigateur import check_axe
from tests.functional.serveur import Produit, environment, prepare_once, serve

pytestmark = [pytest.mark.navigateur, pytest.mark.lent]
LENS = "Passerelle Lens-Liévin"


def entredeux(dossier: Path, *words: str) -> str:
    command = [sys.executable, "-m", "entredeux.config.cli", *words]
    done = subprocess.run(command, cwd=dossier, env=environment(dossier), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def liste(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Whom the network's instance knows: nobody yet."""
    path = tmp_path_factory.mktemp("reseau") / "connues.json"
    path.write_text("[]", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def produit(chromium: str, tmp_path_factory: pytest.TempPathFactory, liste: Path) -> Iterator[Produit]:
    """The association's instance, set to send to the network's, which runs beside it (`reseau`, its folder)."""
    ici = tmp_path_factory.getbasetemp()
    partage = (ici.parent if os.environ.get("PYTEST_XDIST_WORKER") else ici) / "navigateur"
    association, reseau = tmp_path_factory.mktemp("association") / "base", liste.parent / "base"
    for dossier in (association, reseau):
        prepare_once(partage, dossier)
    with (
        serve(reseau, {"ENTREDEUX_RECEPTION": str(liste)}) as other,
        serve(association, {"ENTREDEUX_RESEAU_INSTANCE": other.adresse}) as produit,
    ):
        yield produit


def test_a_month_goes_from_one_instance_to_the_other_once(produit, liste, open_as):
    reseau = liste.parent / "base"
    page = open_as("helene", "bureau")
    page.goto("/observatoire/envoi/?mois=2025-03")
    expect(page.get_by_role("heading", name="Ce qui partirait")).to_be_visible()
    check_axe(page)
    page.get_by_role("button", name="signer et envoyer").click()
    expect(page.get_by_role("alert")).to_contain_text("ne connaît pas cette structure")
    assert entredeux(reseau, "observatoire", "receptions").startswith("0 mois")

    key = entredeux(produit.dossier, "observatoire", "send", "--structure", LENS, "--cle")
    liste.write_text(f"[{key}]", encoding="utf-8")
    page.get_by_role("button", name="signer et envoyer").click()
    expect(page.get_by_text("L'instance du réseau les a prises")).to_be_visible()
    received = entredeux(reseau, "observatoire", "receptions")
    assert received.startswith(f"2025-03 v1 {LENS} : 3 tableaux, 20 quantités")

    page.goto("/observatoire/envoi/?mois=2025-03")
    page.get_by_role("button", name="signer et envoyer").click()
    expect(page.get_by_text("était déjà parti")).to_be_visible()
    assert entredeux(reseau, "observatoire", "receptions") == received
    assert entredeux(produit.dossier, "observatoire", "receptions").startswith("0 mois")
