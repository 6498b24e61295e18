"""The pages people wait for, over HTTP: the real server (2 processes of 4 threads), the demo's data, real log-ins.

At 1 and at 16 requests at a time, p50 and p95 in milliseconds, from the first byte sent to the last byte read, on
kept-alive connections. `processeur` is the server's own time for a request, which other processes do not lengthen.
Anchors, measured in the same run: a static file, and `/sante`. Recording is the POST alone, answered by a redirection
(the page it leads to is « accueil terrain », measured apart).
"""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from bench import atelier
from bench.atelier import Client, Mesure, Serveur

Requete = Callable[[Client], None]


@dataclass(frozen=True)
class Page:
    nom: str
    prenom: str
    requete: Requete
    limite_ms: int = 0


def main() -> None:
    number = {1: 60, 16: 160} if not atelier.is_full() else {1: 400, 16: 1600}
    with atelier.copy_of_base("pages") as dossier, atelier.serve(dossier) as serveur:
        people = {name: atelier.log_in(serveur.port, name) for name in ("ines", "samira", "claire")}
        people[""] = Client(serveur.port)
        figures = measure_all(serveur, pages(people), people, number)
    atelier.report(figures | {"pages_charge_machine": atelier.load_average()})


def pages(people: dict[str, Client]) -> list[Page]:
    """Inès is out on a round in the demo; Samira is not yet."""
    style = static_file(people[""])
    return [
        Page("statique", "", get(style)),
        Page("sante", "", get("/sante")),
        Page("accueil_public", "", get("/")),
        Page("terrain_accueil", "ines", get("/terrain/", having="rien/"), 60),
        Page("terrain_commencer", "samira", get("/terrain/", having="commencer"), 60),
        Page("terrain_intervention", "ines", get("/terrain/intervention/?theme=hall", having="identifiant"), 60),
        Page("terrain_etat_lieu", "ines", get(place_of(people["ines"]), having="occupation"), 60),
        Page("terrain_enregistrer", "ines", record(people["ines"]), 80),
        Page("situations_liste", "samira", get("/situations/", having="Y revenir le"), 60),
        Page("situation", "samira", get(first(people["samira"], "/situations/"), having="Les parties"), 60),
        Page("partie", "samira", get(party_of(people["samira"]), having="Ce qu'elle a dit"), 60),
        Page("orientations_liste", "samira", get("/orientations/", having="<h1"), 60),
        Page("orientation", "samira", get(first(people["samira"], "/orientations/"), having="<h2"), 60),
        Page("bureau_aujourdhui", "claire", get("/terrain/aujourdhui/")),
        Page("bureau_interventions", "claire", get("/terrain/interventions/")),
        Page("figures", "claire", get("/observatoire/explorer/", having="tableau")),
    ]


def measure_all(
    serveur: Serveur, wanted: list[Page], people: dict[str, Client], number: dict[int, int]
) -> dict[str, object]:
    figures: dict[str, object] = {}
    for together, count in number.items():
        anchor = 0.0
        for page in wanted:
            clients = [people[page.prenom].twin() for _ in range(together)]
            seen = atelier.measure(serveur, clients, count, page.requete)
            anchor = seen.p50 if page.nom == "sante" else anchor
            figures |= present(page, seen, together, anchor)
    return figures


def present(page: Page, seen: Mesure, together: int, anchor: float) -> dict[str, object]:
    at = f"{page.nom}_a_{together}"
    figures: dict[str, object] = {f"{at}_p50_ms": f"{seen.p50:.1f}", f"{at}_p95_ms": f"{seen.p95:.1f}"}
    figures[f"{at}_processeur_ms"] = f"{seen.processeur:.1f}"
    if anchor and page.nom != "sante":
        figures[f"{at}_contre_sante_ratio"] = f"{seen.p50 / anchor:.1f}"
    if page.limite_ms and together == 1:
        figures[f"{at}_contre_limite_ratio"] = f"{seen.p50 / page.limite_ms:.2f}"
    return figures


def get(path: str, having: str = "") -> Requete:
    def request(client: Client) -> None:
        answer = client.get(path)
        if answer.statut != 200 or having not in answer.texte:
            raise SystemExit(f"{path} : {answer.statut}, ou la page n'est pas celle attendue.")

    return request


def record(client: Client) -> Requete:
    """One complete act: the form as the page proposes it, a motif, a theme question, one group met."""
    page = client.get("/terrain/intervention/?theme=hall").texte
    form = atelier.complete(page, "identifiant")
    form = [(name, value) for name, value in form if name not in {"identifiant", "publics-0-role", "publics-0-nombre"}]
    form += [("publics-0-role", "groupe_jeunes"), ("publics-0-nombre", "4")]

    def request(sender: Client) -> None:
        answer = sender.post("/terrain/intervention/", [*form, ("identifiant", str(uuid.uuid4()))])
        if answer.statut != 302:
            said = re.findall(r'class="erreurs[^"]*"[^>]*>(.*?)</', answer.texte, re.S)
            raise SystemExit(f"L'intervention n'est pas enregistrée ({answer.statut}) : {said}")

    return request


def place_of(client: Client) -> str:
    found = re.search(r'"(/terrain/presences/[0-9a-f-]+/lieux/[0-9a-f-]+/)rien/"', client.get("/terrain/").texte)
    if not found:
        raise SystemExit("Inès n'a pas de lieu à visiter : la démonstration a changé.")
    return found[1]


def first(client: Client, liste: str) -> str:
    """The page of the first row of a list."""
    found = re.search(rf'"({liste}[0-9a-f]{{8}}-[0-9a-f-]+/)"', client.get(liste).texte)
    if not found:
        raise SystemExit(f"{liste} ne mène à aucune fiche : la démonstration a changé.")
    return found[1]


def party_of(client: Client) -> str:
    """A party that already said something."""
    rows = re.findall(r'"(/situations/[0-9a-f]{8}-[0-9a-f-]+/)"', client.get("/situations/").texte)
    pages = (client.get(row).texte for row in dict.fromkeys(rows))
    parties = (party for page in pages for party in re.findall(r'"(/situations/parties/[0-9a-f-]+/)"', page))
    for party in parties:
        if "reste dans l'équipe" in client.get(party).texte:
            return party
    raise SystemExit("Aucune partie n'a rien dit : la démonstration a changé.")


def static_file(client: Client) -> str:
    found = re.search(r'"(/static/[^"]+\.css)"', client.get("/").texte)
    assert found is not None
    return found[1]


if __name__ == "__main__":
    main()
