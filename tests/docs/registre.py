"""The register of processings, read from docs/cadre/registre.yaml, and the two papers drawn from it.

`python -m tests.docs.registre` writes docs/cadre/registre.md and docs/cadre/durees-de-conservation.md.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

CADRE = Path(__file__).resolve().parents[2] / "docs/cadre"
ECRIT = "<!-- Écrit par `python -m tests.docs.registre` d'après registre.yaml : ne pas modifier à la main. -->"
LISTES = {
    "finalites": "Finalités",
    "base_legale": "Base légale",
    "destinataires": "Destinataires",
    "mesures": "Mesures",
}
PHRASES = {"mineurs": "Mineurs", "articles_9_10": "Articles 9 et 10"}


def load_registre() -> dict[str, Any]:
    return yaml.safe_load((CADRE / "registre.yaml").read_text(encoding="utf-8"))


def fields_of_registre(registre: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Each (processing, model, field, retention) named in the register, for our own models."""
    for traitement in registre["traitements"]:
        for modele, champs in traitement["modeles"].items():
            for champ, duree in champs.items():
                yield traitement["code"], modele, champ, duree


def render_registre(registre: dict[str, Any]) -> str:
    intro = registre["introductions"]["registre"].strip()
    parts = [ECRIT, "# Registre des traitements", intro]
    parts += [_render_traitement(number, t, registre) for number, t in enumerate(registre["traitements"], start=1)]
    rows = [f"| `{name}` | {reason} |" for name, reason in registre["sans_donnee_personnelle"].items()]
    parts.append(
        "\n".join(
            ["## Tables sans donnée personnelle", "", "| table d'une bibliothèque | raison |", "|---|---|", *rows]
        )
    )
    return "\n\n".join(parts) + "\n"


def _render_traitement(number: int, traitement: dict[str, Any], registre: dict[str, Any]) -> str:
    lines = [f"## {number}. {traitement['nom']}", "", f"Responsable de traitement : {traitement['responsable']}."]
    for key, title in LISTES.items():
        lines += ["", f"**{title}**", "", *(f"- {item}" for item in traitement[key])]
    lines += ["", f"**Personnes concernées** : {', '.join(traitement['personnes'])}."]
    for key, title in PHRASES.items():
        lines += ["", f"**{title}** : {traitement[key].strip()}."]
    lines += ["", "**Données personnelles et secrètes**", "", *_table_of_fields(traitement, registre["durees"])]
    return "\n".join(lines)


def _table_of_fields(traitement: dict[str, Any], durees: dict[str, Any]) -> list[str]:
    rows = [
        f"| `{modele}` | `{champ}` | {durees[duree]['duree']} | {durees[duree]['depart']} |"
        for modele, champs in traitement["modeles"].items()
        for champ, duree in champs.items()
    ]
    rows += [
        f"| `{modele}` (bibliothèque) | toute la ligne | {durees[duree]['duree']} | {durees[duree]['depart']} |"
        for modele, duree in traitement.get("bibliotheques", {}).items()
    ]
    if not rows:
        return ["Aucun champ personnel ni secret."]
    return ["| table | champ | durée | à partir de |", "|---|---|---|---|", *rows]


def render_durees(registre: dict[str, Any]) -> str:
    intro = registre["introductions"]["durees"].strip()
    rows = [
        f"| {d['duree']} | {d['depart']} | {d['effet']} | {d['source']} | {_applied(d['applique_par'])} |"
        for d in registre["durees"].values()
    ]
    head = ["| durée | à partir de | à l'échéance | d'où elle vient | appliquée par |", "|---|---|---|---|---|"]
    return "\n\n".join([ECRIT, "# Durées de conservation", intro, "\n".join([*head, *rows])]) + "\n"


def _applied(place: str) -> str:
    return place if place == "à construire" else f"`{place}`"


RENDUS = {"registre.md": render_registre, "durees-de-conservation.md": render_durees}

if __name__ == "__main__":
    for name, render in RENDUS.items():
        (CADRE / name).write_text(render(load_registre()), encoding="utf-8")
