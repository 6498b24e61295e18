"""A mediator's phone, with the notebook on it: the gestures, and what the phone keeps."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.functional.distribution import MOT_DE_PASSE, email_of
from tests.functional.navigateur import login
from tests.functional.serveur import RACINE, Produit, environment, wait_until

LIRE = """
  const base = await new Promise((done) => {
    const asked = indexedDB.open("entredeux-carnet", 1);
    asked.onsuccess = () => done(asked.result);
  });
  const all = (store) => new Promise((done) => {
    const asked = base.transaction(store).objectStore(store).getAll();
    asked.onsuccess = () => done(asked.result);
  });
"""
LIGNES = f"""async () => {{
  {LIRE}
  const rows = await all("sortie");
  base.close();
  return rows.map((row) => ({{ ...row, scelle: row.scelle?.length ?? 0, copie: Boolean(row.copie) }}));
}}"""
BROUILLONS = f"""async () => {{
  {LIRE}
  const kept = await all("brouillons");
  base.close();
  return kept.length;
}}"""
# Everything the origin stores but the packet, whose places have known points.
TOUT = f"""async () => {{
  {LIRE}
  const rows = (await Promise.all([...base.objectStoreNames].map(all))).flat();
  base.close();
  return JSON.stringify([rows.filter((row) => !row?.lieux), {{ ...localStorage }}, {{ ...sessionStorage }}]);
}}"""
CARNET = "/terrain/carnet/"
ENVOIS = "**/carnet/sync"
CODE = "2580"
TELEPHONE = "Téléphone du binôme"


def prepare(page: Page, prenom: str, *, code: str = CODE) -> None:
    """Log in to the site once, give the phone a name and a PIN: the notebook opens without network from then on."""
    login(page, email_of(prenom), MOT_DE_PASSE)
    page.goto(CARNET)
    add_account(page, prenom, code=code)


def add_account(page: Page, prenom: str, *, code: str = CODE) -> None:
    expect(title(page)).to_have_text("Préparer ce téléphone")
    page.get_by_label("Nom de ce téléphone").fill(TELEPHONE)
    page.get_by_label("Choisissez un code").fill(code)
    page.get_by_label("Encore une fois").fill(code)
    page.get_by_role("button", name="Préparer").click()
    expect(page.get_by_role("button", name="Verrouiller")).to_be_visible()
    expect(page.locator(".trio")).to_be_visible()
    wait_for_worker(page)


def wait_for_worker(page: Page) -> None:
    expect(page.locator("html[data-hors-ligne=pret]")).to_be_attached()
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    expect(page.locator("html")).to_have_attribute("data-hors-ligne", "pret")


def title(page: Page) -> Any:
    return page.get_by_role("heading", level=1)


def open_with_code(page: Page, prenom: str, code: str = CODE) -> None:
    page.get_by_role("button", name=prenom.capitalize(), exact=True).click()
    page.get_by_label("Votre code").fill(code)
    page.get_by_role("button", name="Ouvrir").click()
    expect(page.get_by_role("button", name="Verrouiller")).to_be_visible()


def stop(page: Page) -> None:
    """Ends whatever runs, so that the next test starts from nothing."""
    page.goto(f"{CARNET}#/")
    page.get_by_text("Un autre lieu, je suis ici, la fin").click()
    page.get_by_role("button", name="Terminer").click()
    expect(say(page)).to_contain_text("Présence terminée.")


def start(page: Page, mission: str = "Tournée du soir") -> None:
    page.get_by_role("link", name="Commencer une présence").click()
    page.get_by_label(mission, exact=True).check()
    page.get_by_role("button", name="Commencer").click()
    expect(title(page)).to_have_text(mission)


def say(page: Page) -> Any:
    return page.get_by_role("status")


def queue(page: Page) -> Any:
    return page.locator("#file")


def cut(page: Page) -> None:
    """No network. Emulated absence forgets, now and then, a page that reloads: nothing is sent all the same."""
    page.context.route(ENVOIS, lambda route: route.abort())
    page.context.set_offline(True)


def join(page: Page) -> None:
    page.context.unroute(ENVOIS)
    page.context.set_offline(False)


def wait_for_draft(page: Page) -> None:
    """Until what is being written is kept, sealed."""
    wait_until(lambda: page.evaluate(BROUILLONS) > 0, 10)
    assert page.evaluate(BROUILLONS) > 0


def kept_rows(page: Page) -> list[dict[str, Any]]:
    """The outbox as the phone stores it, bytes aside."""
    return page.evaluate(LIGNES)


def run_worker(produit: Produit) -> None:
    """What was received is applied, as the background worker does."""
    port = int(produit.adresse.rpartition(":")[2])
    command = [sys.executable, str(RACINE / "manage.py"), "worker", "--une-fois"]
    done = subprocess.run(
        command, cwd=produit.dossier, env=environment(produit.dossier, port), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def words_in(folder: Path, words: list[str]) -> list[tuple[str, str]]:
    """Which of these words any file of the folder holds, as UTF-8 or UTF-16."""
    found = []
    for file in folder.rglob("*"):
        if not file.is_file():
            continue
        content = file.read_bytes()
        found += [
            (word, file.name) for word in words if word.encode() in content or word.encode("utf-16-le") in content
        ]
    return found
