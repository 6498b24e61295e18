"""A phone that is lost, a server that dies, a fortnight without contact, an update: nothing leaks, nothing is lost."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect, sync_playwright

from tests.functional.carnet import telephone as tel
from tests.functional.conftest import FORMATS, OPTIONS
from tests.functional.serveur import RACINE, Produit, Relais, answers, environment, free_port, prepare_once, wait_until

pytestmark = [pytest.mark.navigateur, pytest.mark.lent]
NOMBRE = 50
MOTS = ["zébrulon", "croquignol", "farandole", "mirliton", "tintamarre"]
QUINZE_JOURS = 14 * 86_400_000
# Fifty acts, noted by the notebook's own code as its form does.
NOTER = """async (notes) => {
  const { carnet } = await import("/static/carnet/app.js");
  for (const note of notes) {
    const codes = { registre: "conflits", domaine: "habitat", motif: "regroupement", issue: "apaisee_sur_place" };
    await carnet.noter("intervention", "Intervention", { ...codes, note });
  }
}"""
# Until the next release's worker holds this page.
METTRE_A_JOUR = """() => new Promise((done) => {
  navigator.serviceWorker.addEventListener("controllerchange", () => done(0));
  navigator.serviceWorker.getRegistration("/terrain/").then((worker) => worker.update());
})"""

COMPTER = """
import collections, json, sys
import django
django.setup()
from entredeux.carnet.models import Enveloppe
found = Enveloppe.objects.filter(entree__in=sys.argv[-1].split(",")).values_list("etat", flat=True)
print(json.dumps(collections.Counter(found)))
"""


def notes(number: int) -> list[str]:
    return [f"Le {MOTS[rank % len(MOTS)]} numéro {rank} gêne le couloir." for rank in range(number)]


class Mortel:
    """The product on its own base, in a process that a test may kill and start again at the same address."""

    def __init__(self, dossier: Path, port: int) -> None:
        self.dossier, self.port, self.racine = dossier, port, RACINE
        self.process: subprocess.Popen | None = None

    @property
    def produit(self) -> Produit:
        return Produit(f"http://127.0.0.1:{self.port}", self.dossier)

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "entredeux.config.wsgi", "--no-control-socket"]
        command += ["--workers", "1", "--threads", "4", "--bind", f"127.0.0.1:{self.port}"]
        given = environment(self.dossier, self.port) | {"PYTHONPATH": str(self.racine)}
        with (self.dossier / "serveur.log").open("a") as log:
            self.process = subprocess.Popen(
                command, cwd=self.dossier, env=given, stdout=log, stderr=log, start_new_session=True
            )
        wait_until(lambda: answers(self.port), 90)

    def kill(self) -> None:
        """SIGKILL to gunicorn and its workers: nobody has time to finish anything."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@pytest.fixture(scope="module")
def mortel(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortel]:
    ici = tmp_path_factory.getbasetemp()
    partage = (ici.parent if os.environ.get("PYTEST_XDIST_WORKER") else ici) / "navigateur"
    dossier = tmp_path_factory.mktemp("perte") / "base"
    prepare_once(partage, dossier)
    server = Mortel(dossier, free_port())
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def joueur():
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def open_phone(joueur, chromium: str, mortel: Mortel, tmp_path: Path):
    """`open_phone()`: a phone whose profile lives in a folder, as a real one's does."""
    contexts: list[BrowserContext] = []
    if mortel.process is None:  # an earlier test left it dead: its failure is not this one's
        mortel.start()

    def open_phone(profil: str = "profil", *, adresse: str = "", **options) -> Page:
        context = joueur.chromium.launch_persistent_context(
            tmp_path / profil,
            executable_path=chromium,
            args=OPTIONS,
            base_url=adresse or mortel.produit.adresse,
            viewport=FORMATS["telephone"],
            locale="fr-FR",
            timezone_id="Europe/Paris",
            **options,
        )
        contexts.append(context)
        return context.pages[0]

    yield open_phone
    for context in contexts:
        context.close()


def test_a_lost_phone_holds_no_word_of_what_was_written(open_phone, tmp_path):
    phone = open_phone()
    tel.prepare(phone, "samira")
    phone.context.set_offline(True)
    phone.evaluate(NOTER, notes(NOMBRE))
    assert len(tel.kept_rows(phone)) == NOMBRE
    phone.goto("/terrain/carnet/#/intervention")
    phone.get_by_label(re.compile("^Note courte")).fill("Un brouillon patatras.")
    tel.wait_for_draft(phone)
    phone.context.close()

    profile = tmp_path / "profil"
    assert tel.words_in(profile, ["entredeux-carnet"]), "le profil n'est pas là où on le cherche"
    assert tel.words_in(profile, ["regroupement"]), "le paquet (vocabulaires) devrait être sur le téléphone"
    assert tel.words_in(profile, [*MOTS, "patatras", "gêne le couloir"]) == []


def test_a_server_killed_in_the_middle_loses_nothing_and_doubles_nothing(open_phone, mortel):
    phone = open_phone()
    tel.prepare(phone, "karim")
    phone.context.set_offline(True)
    phone.evaluate(NOTER, notes(30))
    phone.goto("/terrain/carnet/#/file")
    expect(phone.get_by_text("30 en attente").first).to_be_visible()
    # The first batch is committed, its answer never leaves: the server dies before the phone hears of it. The way is
    # laid before the network comes back, which is when the phone sends.
    phone.context.route("**/carnet/sync", lambda route: die_before_answering(route, mortel))
    phone.context.set_offline(False)
    phone.get_by_role("button", name="Envoyer maintenant").click()
    wait_for_death(phone, mortel)
    phone.context.unroute("**/carnet/sync")
    assert {row["etat"] for row in tel.kept_rows(phone)} == {"attente"}

    phone.reload()  # no server at all: the notebook opens
    expect(tel.title(phone)).to_have_text("Ce qui attend, ce qui est arrivé")
    mortel.start()
    phone.get_by_role("button", name="Envoyer maintenant").click()
    expect(phone.get_by_text("Tout est envoyé").first).to_be_visible()
    assert [row["etat"] for row in tel.kept_rows(phone)] == ["recue"] * 30
    tel.run_worker(mortel.produit)
    ids = {row["id"] for row in tel.kept_rows(phone)}
    assert states_of(mortel.produit, ids) == {"appliquee": 30}


def die_before_answering(route: Route, mortel: Mortel) -> None:
    if mortel.process is not None:
        route.fetch()
        mortel.kill()
    route.abort()


def wait_for_death(phone: Page, mortel: Mortel) -> None:
    """The route's own code runs while the page waits."""
    for _ in range(120):
        if mortel.process is None:
            return
        phone.wait_for_timeout(500)
    raise AssertionError("le téléphone n'a rien envoyé")


def states_of(produit: Produit, ids: set[str]) -> dict[str, int]:
    port = int(produit.adresse.rpartition(":")[2])
    command = [sys.executable, "-c", COMPTER, ",".join(ids)]
    done = subprocess.run(
        command, cwd=produit.dossier, env=environment(produit.dossier, port), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_after_a_fortnight_without_contact_it_opens_and_still_sends(open_phone):
    phone = open_phone()
    phone.clock.install()
    tel.prepare(phone, "samira")
    tel.cut(phone)
    phone.evaluate(NOTER, notes(2))
    phone.clock.fast_forward(QUINZE_JOURS)
    phone.reload()
    expect(tel.title(phone)).to_have_text("Carnet protégé")
    tel.open_with_code(phone, "samira")
    expect(tel.queue(phone)).to_contain_text("2 en attente · plus ancienne 14 j")
    phone.evaluate(NOTER, notes(1))
    tel.join(phone)
    phone.goto("/terrain/carnet/#/file")
    phone.get_by_role("button", name="Envoyer maintenant").click()
    expect(phone.locator("li[data-etat=recue]")).to_have_count(3)


def test_an_update_loses_no_unsent_entry(open_phone, mortel):
    """A new release of the worker takes over while entries wait: another shell, the same outbox, the same session."""
    phone = open_phone()
    tel.prepare(phone, "samira")
    phone.context.set_offline(True)
    phone.evaluate(NOTER, notes(3))
    before = tel.kept_rows(phone)
    caches = phone.evaluate("caches.keys()")
    phone.context.set_offline(False)
    phone.context.route("**/carnet/sync", lambda route: route.abort())
    new_release(mortel)
    phone.evaluate(METTRE_A_JOUR)
    phone.wait_for_function(
        "(old) => caches.keys().then((names) => names.length === 1 && !old.includes(names[0]))", arg=caches
    )
    phone.goto("/terrain/carnet/")
    expect(phone.get_by_role("button", name="Verrouiller")).to_be_visible()
    assert [row["id"] for row in tel.kept_rows(phone)] == [row["id"] for row in before]
    phone.context.unroute("**/carnet/sync")
    phone.goto("/terrain/carnet/#/file")
    phone.get_by_role("button", name="Envoyer maintenant").click()
    expect(phone.locator("li[data-etat=recue]")).to_have_count(3)


def test_two_bars_that_lead_nowhere_do_not_keep_the_notebook_closed(open_phone, mortel):
    """The worker's own update asks a network that never answers: the door opens without waiting for it."""
    fil = Relais(mortel.port)
    phone = open_phone(adresse=fil.adresse)
    tel.prepare(phone, "samira")
    fil.hang()
    phone.evaluate("navigator.serviceWorker.getRegistration('/terrain/').then((r) => void r.update())")
    phone.get_by_role("button", name="Verrouiller").click()
    phone.reload()
    tel.open_with_code(phone, "samira")
    fil.cut()


def new_release(mortel: Mortel) -> None:
    """The server starts again from other sources, where a file that the worker keeps has changed."""
    mortel.kill()
    mortel.racine = mortel.dossier / "suivante"
    shutil.copytree(RACINE / "entredeux", mortel.racine / "entredeux", ignore=shutil.ignore_patterns("__pycache__"))
    sheet = mortel.racine / "entredeux" / "carnet" / "static" / "carnet" / "carnet.css"
    sheet.write_text(sheet.read_text(encoding="utf-8") + "\n/* la suivante */\n", encoding="utf-8")
    mortel.start()


def test_a_browser_that_refuses_to_store_says_so_before_anyone_types(open_phone):
    phone = open_phone()
    phone.add_init_script("Object.defineProperty(window, 'indexedDB', { get: () => undefined })")
    phone.goto("/terrain/carnet/")
    expect(tel.title(phone)).to_have_text("Ce navigateur refuse de garder le carnet")
    expect(phone.locator("input, textarea, select")).to_have_count(0)
