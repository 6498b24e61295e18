"""The door of an event on a real phone: the network really cut, the server really killed, two phones at once, the names
really gone from the disk."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.functional.conftest import FORMATS, OPTIONS, VIOLATION
from tests.functional.distribution import MOT_DE_PASSE, email_of
from tests.functional.navigateur import check_axe_everywhere, check_reflow, login
from tests.functional.serveur import ATTENTE, Relais, answers, environment, free_port, prepare_once, wait_until

pytestmark = pytest.mark.navigateur

SLUG = "journee-fictive-accueil-ouvert"
LISTE = f"/evenements/{SLUG}/accueil-du-jour/"
COUPURES = ("ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE")
BASES = "async () => (await indexedDB.databases()).map((base) => base.name)"
# Everything that IndexedDB and the caches hold, as text: keys that leave in no form appear as {}.
TOUT = """async () => {
  const said = [];
  for (const { name } of await indexedDB.databases()) {
    const base = await new Promise((done) => { const r = indexedDB.open(name); r.onsuccess = () => done(r.result); });
    for (const store of base.objectStoreNames) {
      const rows = await new Promise((done) => {
        const r = base.transaction(store).objectStore(store).getAll(); r.onsuccess = () => done(r.result); });
      said.push(name, ...rows.map((row) => JSON.stringify(row, (_, value) =>
        value instanceof ArrayBuffer || ArrayBuffer.isView(value)
          ? new TextDecoder("latin1").decode(value) : value)));
    }
    base.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) said.push(request.url, await (await cache.match(request)).text());
  }
  return said.join("\\n");
}"""


class Serveur:
    """The product on one port, that can be killed and started again."""

    def __init__(self, dossier: Path) -> None:
        self.dossier, self.port = dossier, free_port()
        self.adresse = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "entredeux.config.wsgi", "--no-control-socket"]
        command += ["--workers", "1", "--threads", "4", "--bind", f"127.0.0.1:{self.port}"]
        with (self.dossier / "serveur.log").open("a") as log:
            self.process = subprocess.Popen(
                command, cwd=self.dossier, env=environment(self.dossier, self.port), stdout=log, stderr=log
            )
        wait_until(lambda: answers(self.port), ATTENTE)
        assert answers(self.port), (self.dossier / "serveur.log").read_text()[-2000:]

    def kill(self) -> None:
        assert self.process
        self.process.terminate()
        self.process.wait(timeout=20)
        assert not answers(self.port)


@pytest.fixture(scope="module")
def serveur_tuable(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    ici = tmp_path_factory.getbasetemp()
    partage = (ici.parent if os.environ.get("PYTEST_XDIST_WORKER") else ici) / "navigateur"
    dossier = tmp_path_factory.mktemp("porte") / "base"
    prepare_once(partage, dossier)
    serveur = Serveur(dossier)
    serveur.start()
    yield serveur
    serveur.kill()


@pytest.fixture(scope="module")
def alice(navigateur: Browser, serveur_tuable: Serveur) -> Any:
    """Alice's cookies: she logs in once."""
    context = navigateur.new_context(base_url=serveur_tuable.adresse)
    login(context.new_page(), email_of("alice"), MOT_DE_PASSE)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def fil(serveur_tuable: Serveur) -> Iterator[Relais]:
    relais = Relais(serveur_tuable.port)
    yield relais
    relais.cut()


@pytest.fixture
def plaintes() -> Iterator[list[str]]:
    """What scripts and the policy complain of; a network that is cut says so in the console, and may."""
    found: list[str] = []
    yield found
    assert [line for line in found if not any(cut in line for cut in COUPURES)] == []


def cut(page: Page, fil: Relais) -> None:
    """The wire itself, then what the browser knows of it."""
    fil.cut()
    page.context.set_offline(True)


def join(page: Page, fil: Relais) -> None:
    fil.join()
    page.context.set_offline(False)


@contextmanager
def telephone(
    navigateur: Browser, serveur: Serveur | Relais, state: Any, plaintes: list[str], **options: Any
) -> Iterator[Page]:
    context = navigateur.new_context(
        base_url=serveur.adresse,
        storage_state=state,
        viewport=FORMATS["telephone"],
        locale="fr-FR",
        timezone_id="Europe/Paris",
        **options,
    )
    yield watched(context, plaintes)
    context.close()


def watched(context: BrowserContext, plaintes: list[str]) -> Page:
    context.add_init_script(VIOLATION)
    page = context.new_page()
    page.on("pageerror", lambda error: plaintes.append(str(error)))
    page.on("console", lambda line: line.type == "error" and plaintes.append(line.text))
    return page


def open_list(page: Page) -> None:
    """Until the page can be opened again without network."""
    page.goto(LISTE)
    expect(page.locator("html[data-hors-ligne=pret]")).to_be_attached()
    expect(page.locator("#envoi")).to_contain_text("Tout est enregistré")


def row(page: Page, nom: str):
    return page.locator("#personnes > li").filter(has_text=nom)


def arrival(page: Page, nom: str):
    """The words are in the row from the start, hidden until she is there."""
    return row(page, nom).locator("[data-presente]")


def tap(page: Page, lettres: str, nom: str) -> None:
    """A few letters, one tap. Five: three may also begin the code of someone else, drawn at random."""
    page.get_by_label("Premières lettres ou code").fill(lettres)
    expect(page.locator("#personnes > li")).to_have_count(1)
    row(page, nom).get_by_role("button", name="Présente").click()
    expect(arrival(page, nom)).to_be_visible()
    page.get_by_label("Premières lettres ou code").fill("")


def present_on_server(navigateur: Browser, serveur: Serveur, state: Any) -> set[str]:
    """Asked by a page without script: what the server itself knows."""
    context = navigateur.new_context(base_url=serveur.adresse, storage_state=state, java_script_enabled=False)
    page = context.new_page()
    page.goto(LISTE)
    rows = page.locator("#personnes > li").filter(has_text="Présente,").locator(".nom").all_inner_texts()
    context.close()
    return set(rows)


def test_three_people_come_in_while_the_network_is_cut(navigateur, serveur_tuable, alice, plaintes, fil):
    before = present_on_server(navigateur, serveur_tuable, alice)
    with telephone(navigateur, fil, alice, plaintes) as page:
        open_list(page)
        cut(page, fil)
        page.reload()
        expect(page.locator("html[data-accueil=pret]")).to_be_attached()
        for lettres, nom in (("julie", "Julien"), ("karin", "Karine"), ("malik", "Malika")):
            tap(page, lettres, f"{nom} Fictif")
        expect(page.locator("#envoi")).to_contain_text("3 gestes attendent le réseau")
        page.reload()  # the queue survives
        expect(page.locator("#envoi")).to_contain_text("3 gestes attendent le réseau")
        assert present_on_server(navigateur, serveur_tuable, alice) == before

        join(page, fil)
        expect(page.locator("#envoi")).to_contain_text("Tout est enregistré")
    assert present_on_server(navigateur, serveur_tuable, alice) - before == {
        "Julien Fictif",
        "Karine Fictif",
        "Malika Fictif",
    }


def test_the_server_is_killed_and_nothing_is_lost(navigateur, serveur_tuable, alice, plaintes):
    before = present_on_server(navigateur, serveur_tuable, alice)
    with telephone(navigateur, serveur_tuable, alice, plaintes) as page:
        open_list(page)
        serveur_tuable.kill()
        page.reload()
        expect(page.locator("html[data-accueil=pret]")).to_be_attached()
        for lettres, nom in (("ocean", "Océane"), ("pauli", "Pauline"), ("quent", "Quentin")):
            tap(page, lettres, f"{nom} Fictif")
        row(page, "Quentin Fictif").get_by_role("button", name="Annuler").click()  # a mistake
        page.get_by_text("Une personne de plus").click()
        page.get_by_label("Prénom et nom").fill("Zoé Surplace")
        page.get_by_role("button", name="Ajouter, présente").click()
        expect(row(page, "Zoé Surplace")).to_contain_text("à envoyer")
        expect(page.locator("#envoi")).to_contain_text("5 gestes attendent le réseau")

        serveur_tuable.start()
        page.evaluate("() => window.dispatchEvent(new Event('focus'))")
        expect(page.locator("#envoi")).to_contain_text("Tout est enregistré")
        expect(row(page, "Zoé Surplace")).to_contain_text("sur place")
    found = present_on_server(navigateur, serveur_tuable, alice) - before
    assert found == {"Océane Fictif", "Pauline Fictif", "Zoé Surplace"}


def test_two_phones_at_once_agree(navigateur, serveur_tuable, alice, plaintes, fil):
    with (
        telephone(navigateur, serveur_tuable, alice, plaintes) as one,
        telephone(navigateur, fil, alice, plaintes) as other,
    ):
        open_list(one)
        open_list(other)
        cut(other, fil)
        tap(one, "rachi", "Rachida Fictif")
        tap(other, "rachi", "Rachida Fictif")  # the same person, at the other door
        tap(other, "sebas", "Sébastien Fictif")
        expect(one.locator("#envoi")).to_contain_text("Tout est enregistré")
        row(one, "Rachida Fictif").get_by_role("button", name="Annuler").click()
        expect(arrival(one, "Rachida Fictif")).to_be_hidden()
        expect(one.locator("#envoi")).to_contain_text("Tout est enregistré")
        join(other, fil)
        expect(other.locator("#envoi")).to_contain_text("Tout est enregistré")
        # the first phone took back its own tap; the second's stands
        one.evaluate("() => window.dispatchEvent(new Event('focus'))")
        for page in (one, other):
            expect(arrival(page, "Rachida Fictif")).to_be_visible()
            expect(arrival(page, "Sébastien Fictif")).to_be_visible()


def test_the_disk_never_holds_a_name_and_forgets_at_the_days_end(navigateur, chromium, fil, alice, plaintes, tmp_path):
    """A profile on disk, read file by file: while the list is open, then once the day is over."""
    profil = tmp_path / "profil"
    context = open_profile(navigateur, chromium, profil, fil)
    context.add_cookies(alice["cookies"])
    page = watched(context, plaintes)
    open_list(page)
    expect(row(page, "Baptiste Fictif")).to_be_visible()
    cut(page, fil)
    page.get_by_text("Une personne de plus").click()
    page.get_by_label("Prénom et nom").fill("Zoé Horsligne")
    page.get_by_label("Adresse électronique").fill("zoe.horsligne@exemple.fr")
    page.get_by_role("button", name="Ajouter, présente").click()
    expect(row(page, "Zoé Horsligne")).to_contain_text("à envoyer")
    held = page.evaluate(TOUT)
    assert "entredeux-ephemere-" in held
    assert names_in(held.encode()) == []
    context.close()
    assert words_on_disk(profil, b"entredeux-ephemere-") != []  # this is how one would find them
    assert [found for nom in NOMS for found in words_on_disk(profil, nom.encode())] == []

    context = open_profile(navigateur, chromium, profil, fil)
    page = watched(context, plaintes)
    cut(page, fil)
    page.clock.set_fixed_time("2099-01-01T08:00:00")  # the day is over
    page.goto(LISTE)
    expect(page.get_by_role("heading", name="Accueil fermé")).to_be_visible()
    expect(page.locator("#personnes > li")).to_have_count(0)
    assert [nom for nom in page.evaluate(BASES) if nom.startswith("entredeux-ephemere-")] == []
    assert names_in(page.evaluate(TOUT).encode()) == []
    context.close()
    assert [found for nom in NOMS for found in words_on_disk(profil, nom.encode())] == []


NOMS = ("Baptiste Fictif", "Violette Fictif", "Horsligne", "horsligne@exemple.fr")


def names_in(content: bytes) -> list[str]:
    """In UTF-8 as in the UTF-16 of a browser's own files."""
    return [nom for nom in NOMS if nom.encode() in content or nom.encode("utf-16-le") in content]


def words_on_disk(profil: Path, word: bytes) -> list[Path]:
    wide = word.decode().encode("utf-16-le")
    files = [path for path in profil.rglob("*") if path.is_file()]
    return [path for path in files if word in (content := path.read_bytes()) or wide in content]


def open_profile(navigateur: Browser, chromium: str, profil: Path, serveur: Relais) -> BrowserContext:
    return navigateur.browser_type.launch_persistent_context(
        str(profil),
        executable_path=chromium,
        args=OPTIONS,
        base_url=serveur.adresse,
        viewport=FORMATS["telephone"],
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )


def test_an_open_list_closes_at_midnight(navigateur, alice, plaintes, fil):
    with telephone(navigateur, fil, alice, plaintes) as page:
        page.clock.install()
        open_list(page)
        cut(page, fil)
        page.clock.fast_forward("25:00:00")
        expect(page.get_by_role("heading", name="Accueil fermé")).to_be_visible()
        expect(page.locator("#fin")).to_contain_text("La journée est finie")
        assert [nom for nom in page.evaluate(BASES) if nom.startswith("entredeux-ephemere-")] == []


def test_two_bars_that_lead_nowhere_do_not_keep_the_door_closed(navigateur, alice, plaintes, fil):
    """A page asked of a network that never answers: the kept one opens, with its list."""
    with telephone(navigateur, fil, alice, plaintes) as page:
        open_list(page)
        fil.hang()
        page.reload()
        expect(page.locator("html[data-accueil=pret]")).to_be_attached()
        expect(row(page, "Baptiste Fictif")).to_be_visible()


def test_logging_out_erases_the_names_in_every_tab(navigateur, serveur_tuable, plaintes):
    context = navigateur.new_context(base_url=serveur_tuable.adresse, viewport=FORMATS["bureau"], locale="fr-FR")
    page = watched(context, plaintes)
    login(page, email_of("alice"), MOT_DE_PASSE)
    open_list(page)
    assert [nom for nom in page.evaluate(BASES) if nom.startswith("entredeux-ephemere-")] != []
    other = context.new_page()
    other.goto("/compte/deconnexion/")
    other.get_by_role("main").get_by_role("button", name="Se déconnecter").click()
    expect(other.get_by_label("Mot de passe")).to_be_visible()
    assert [nom for nom in other.evaluate(BASES) if nom.startswith("entredeux-ephemere-")] == []
    expect(page.get_by_role("heading", name="Accueil fermé")).to_be_visible()
    expect(page.locator("#personnes > li")).to_have_count(0)
    context.close()


def test_finishing_erases_everything_and_says_what_would_be_lost(navigateur, serveur_tuable, alice, plaintes, fil):
    with telephone(navigateur, fil, alice, plaintes) as page:
        open_list(page)
        cut(page, fil)
        tap(page, "willi", "William Fictif")
        page.get_by_role("button", name="Terminer l'accueil").click()
        expect(page.locator("#perdre")).to_contain_text("1 geste n'a pas pu partir faute de réseau")
        join(page, fil)
        expect(page.locator("#envoi")).to_contain_text("Tout est enregistré")
        page.get_by_role("button", name="Terminer l'accueil").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Accueil terminé")
        assert [nom for nom in page.evaluate(BASES) if nom.startswith("entredeux-ephemere-")] == []
        assert page.evaluate("async () => (await caches.keys()).length") == 0
    assert "William Fictif" in present_on_server(navigateur, serveur_tuable, alice)


def make_link(navigateur: Browser, serveur: Serveur, state: Any, plaintes: list[str]) -> str:
    with telephone(navigateur, serveur, state, plaintes) as page:
        page.goto(f"/evenements/{SLUG}/presences/")
        page.get_by_role("button", name="Créer un lien").click()
        return page.get_by_label("Lien à transmettre à qui accueille").input_value()


def revoke_links(navigateur: Browser, serveur: Serveur, state: Any, plaintes: list[str]) -> None:
    with telephone(navigateur, serveur, state, plaintes) as page:
        page.goto(f"/evenements/{SLUG}/presences/")
        liens = page.get_by_role("button", name=re.compile("^Retirer"))
        for left in reversed(range(liens.count())):
            liens.first.click()
            expect(liens).to_have_count(left)
            expect(page.get_by_role("status")).to_contain_text("Lien retiré")


def test_a_volunteers_phone_closes_when_the_link_is_revoked(navigateur, serveur_tuable, alice, plaintes):
    address = make_link(navigateur, serveur_tuable, alice, plaintes)
    closing: list[str] = []
    with telephone(navigateur, serveur_tuable, None, closing) as page:
        page.goto(address)
        open_list(page)
        tap(page, "ulyss", "Ulysse Fictif")
        expect(page.locator("#envoi")).to_contain_text("Tout est enregistré")
        revoke_links(navigateur, serveur_tuable, alice, plaintes)
        page.evaluate("() => window.dispatchEvent(new Event('focus'))")
        expect(page.get_by_role("heading", name="Accueil fermé")).to_be_visible()
        expect(page.locator("#personnes > li")).to_have_count(0)
        assert [nom for nom in page.evaluate(BASES) if nom.startswith("entredeux-ephemere-")] == []
    assert [line for line in closing if "404" not in line] == []
    assert "Ulysse Fictif" in present_on_server(navigateur, serveur_tuable, alice)


def test_without_script_one_tap_and_its_undoing(navigateur, serveur_tuable, alice, plaintes):
    with telephone(navigateur, serveur_tuable, alice, plaintes, java_script_enabled=False) as page:
        page.goto(LISTE)
        page.get_by_label("Premières lettres ou code").fill("thé")
        page.get_by_role("button", name="Chercher").click()
        page.get_by_role("button", name="Présente : Thérèse Fictif").click()
        expect(page.get_by_role("status").filter(has_text="Thérèse")).to_contain_text("Thérèse Fictif : présente,")
        page.get_by_role("button", name="Annuler la présence de Thérèse Fictif").click()
        expect(page.get_by_role("status").filter(has_text="Thérèse")).to_contain_text("présence annulée")


@pytest.mark.parametrize("hors_ligne", [False, True])
def test_the_door_is_accessible(navigateur, alice, plaintes, hors_ligne, fil):
    with telephone(navigateur, fil, alice, plaintes) as page:
        open_list(page)
        if hors_ligne:
            cut(page, fil)
            page.reload()
            expect(page.locator("html[data-accueil=pret]")).to_be_attached()
        page.get_by_text("Une personne de plus").click()
        check_axe_everywhere(page)
        check_reflow(page)


def test_the_pages_of_the_day_are_accessible(navigateur, serveur_tuable, alice, plaintes):
    webinaire = "webinaire-fictif-connexions"
    addresses = (
        *("/accueils/", f"{LISTE}papier/", f"{LISTE}ressaisie/", f"/evenements/{SLUG}/presences/?noms=1"),
        *(f"/evenements/{webinaire}/presences/?noms=1", "/attestations/verifier/"),
    )
    with telephone(navigateur, serveur_tuable, alice, plaintes) as page:
        for address in addresses:
            page.goto(address)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            check_axe_everywhere(page)
            check_reflow(page)
