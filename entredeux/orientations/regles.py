"""The deontology matrix as rules: what may be said to a profession. Pure, but for reading the shipped file.

A matrix is a list of lines, one per profession, kept whole in each version (models.MatriceDeontologique).
"""

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from entredeux.orientations.enums import RANG_DEGRE, Degre, Profession
from entredeux.socle.erreurs import Refus

MODELE = Path(__file__).with_name("matrice.yaml")


class RefuseParLaMatrice(Refus):
    """More than may be said to this profession. `question` says whether an anonymous question is possible instead."""

    def __init__(self, phrase: str, *, question: bool) -> None:
        super().__init__(phrase)
        self.question = question


@dataclass(frozen=True)
class LigneMatrice:
    profession: str
    niveau: str
    accord: str
    jamais: str
    question: bool
    raison: str
    source: str

    @property
    def nom(self) -> str:
        return str(Profession(self.profession).label)

    @property
    def niveau_dit(self) -> str:
        return str(Degre(self.niveau).label)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


@cache
def shipped_lines() -> tuple[LigneMatrice, ...]:
    """The matrix every structure starts from."""
    return read_lines(yaml.safe_load(MODELE.read_text(encoding="utf-8")))


def read_lines(data: list[dict[str, Any]]) -> tuple[LigneMatrice, ...]:
    """Raises ValueError unless each profession has its line, once, with a level that exists."""
    lines = tuple(LigneMatrice(**line) for line in data)
    if [line.profession for line in lines] != list(Profession.values):
        raise ValueError("La matrice a une ligne par profession, dans l'ordre.")
    for line in lines:
        Degre(line.niveau)
    return lines


def line_of(lines: tuple[LigneMatrice, ...], profession: str) -> LigneMatrice:
    return next(line for line in lines if line.profession == profession)


def check_allowed(lines: tuple[LigneMatrice, ...], profession: str, degre: str) -> None:
    """Raises RefuseParLaMatrice, with its reason and what can be done instead."""
    line = line_of(lines, profession)
    if RANG_DEGRE[Degre(degre)] <= RANG_DEGRE[Degre(line.niveau)]:
        return
    instead = (
        " Vous pouvez poser une question sans personne, ou dire moins." if line.question else " Vous pouvez dire moins."
    )
    raise RefuseParLaMatrice(
        f"La matrice déontologique ne le permet pas pour « {line.nom} ». {line.raison} Rien n'est parti.{instead}",
        question=line.question,
    )


def check_question_allowed(lines: tuple[LigneMatrice, ...], profession: str) -> None:
    line = line_of(lines, profession)
    if not line.question:
        raise RefuseParLaMatrice(
            f"La matrice déontologique ne prévoit pas de question à « {line.nom} ». {line.raison}", question=False
        )
