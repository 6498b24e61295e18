"""The notebook's first opening, and its opening without network on a slow phone.

python bench/carnet_ouverture.py

Chromium against the product's own gunicorn and whitenoise, compressed files as in production. The first opening counts
every byte that comes down (shell, styles, modules, and all that the service worker keeps), headers included, by a relay
between the two. Then, processor slowed four times and network cut, from the navigation until the
field screen answers a touch (its heading and its first button drawn, two frames painted). Last line: key=value.
"""

import os
import shutil
import socket
import statistics
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Page, sync_playwright

from bench import atelier
from bench.note_guard import OPTIONS

CARNET = "/terrain/carnet/"
LIMITE_KO, LIMITE_MS, FREIN = 120, 1000, 4
FOIS = 5
PEINT = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"


def main() -> int:
    with atelier.copy_of_base("ouverture") as folder, atelier.serve(folder) as serveur, sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
        compteur = Compteur(serveur.port)
        with tempfile.TemporaryDirectory() as profile:
            context = playwright.chromium.launch_persistent_context(
                profile,
                executable_path=chromium,
                args=OPTIONS,
                base_url=f"http://127.0.0.1:{compteur.port}",
                viewport={"width": 360, "height": 740},
                locale="fr-FR",
            )
            page = context.pages[0]
            weight = first_opening(page, compteur)
            enrol(page)
            times = [open_offline(page) for _ in range(FOIS if not atelier.is_full() else 3 * FOIS)]
            context.close()
    print(f"ouvertures hors ligne, processeur freiné {FREIN} fois : {[round(t) for t in times]} ms")
    typical = statistics.median(times)
    atelier.report(
        {
            "premiere_ouverture_ko": f"{weight / 1024:.1f}",
            "hors_ligne_freine_ms": f"{typical:.0f}",
            "hors_ligne_contre_limite_ratio": f"{typical / LIMITE_MS:.2f}",
            "charge": atelier.load_average(),
        }
    )
    return 0 if weight <= LIMITE_KO * 1024 else 1


def first_opening(page: Page, compteur: "Compteur") -> int:
    """Bytes that crossed until the worker holds all it keeps, a fresh profile, nobody logged in."""
    page.goto(CARNET)
    page.locator("html[data-hors-ligne=pret]").wait_for(state="attached")
    page.wait_for_function("caches.keys().then((names) => names.length === 1)")
    page.wait_for_timeout(1500)
    return compteur.octets


class Compteur:
    """Between the browser and the server: counts what goes down, headers and bodies, the worker's own fetches too
    (a page's network log does not hold them)."""

    def __init__(self, port: int) -> None:
        self.octets, self.vers = 0, port
        self.porte = socket.create_server(("127.0.0.1", 0))
        self.port = self.porte.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            browser, _ = self.porte.accept()
            server = socket.create_connection(("127.0.0.1", self.vers))
            threading.Thread(target=self.copy, args=(browser, server, False), daemon=True).start()
            threading.Thread(target=self.copy, args=(server, browser, True), daemon=True).start()

    def copy(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                self.octets += len(piece) if counted else 0
                target.sendall(piece)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)


def enrol(page: Page) -> None:
    page.goto("/compte/connexion/")
    page.locator("input[name=login]").fill("samira@demo.example")
    page.locator("input[name=password]").fill(atelier.MOT_DE_PASSE)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_load_state()
    page.goto(CARNET)
    page.get_by_label("Nom de ce téléphone").fill("Téléphone du banc")
    page.get_by_label("Choisissez un code").fill("2580")
    page.get_by_label("Encore une fois").fill("2580")
    page.get_by_role("button", name="Préparer").click()
    page.locator(".trio").wait_for()


def open_offline(page: Page) -> float:
    """Milliseconds from the navigation to the field screen, drawn and touchable, without any network."""
    page.goto("about:blank")
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": FREIN})
    page.context.set_offline(True)
    page.goto(CARNET, wait_until="commit")
    page.locator(".trio").wait_for()
    spent = float(page.evaluate(PEINT))
    page.context.set_offline(False)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    session.detach()
    time.sleep(0.2)
    return spent


if __name__ == "__main__":
    raise SystemExit(main())
