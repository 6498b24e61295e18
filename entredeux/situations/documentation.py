"""The diagram of docs/situations.md, drawn from the table of steps; a test compares them, so they cannot drift.

`entredeux situations docs` draws it again, from the root of the repository.
"""

import re
from pathlib import Path

from entredeux.situations.etapes import CLOSES, FINS, OUVERTES, PREMIERE, TRANSITIONS
from entredeux.themes.fichiers import read_vocabularies

PAGE = Path("docs/situations.md")
BLOC = re.compile(r"(<!-- généré : etapes -->\n).*?(<!-- fin -->)", re.DOTALL)


def rewrite(text: str) -> str:
    return BLOC.sub(lambda found: f"{found[1]}{draw_diagram()}{found[2]}", text)


def draw_diagram() -> str:
    """Refusing and withdrawing, possible from every open step, are one arrow from all: forty would hide the rest."""
    names = {term.code: term.libelle for term in read_vocabularies()[0]["etapes"].termes}
    lines = [f'    {code}["{names[code]}"]' for code in dict.fromkeys((*OUVERTES, *CLOSES))]
    lines += ['    toute["Toute étape ouverte"]', *(f"    {code}([Début]) --> {first}" for code, first in STARTS)]
    lines += [f"    {each.depuis} --> {each.vers}" for each in TRANSITIONS if each.vers not in FINS]
    lines += [f"    toute -.-> {code}" for code in FINS]
    return "\n".join(["```mermaid", "flowchart TD", *lines, "```", ""])


STARTS = tuple((f"debut_{forme}", first) for forme, first in PREMIERE.items())
