"""Every retention clock of the instance, registered by the app whose rows it forgets (`AppConfig.ready`).

A clock is a function of a day, idempotent, that erases what is due and says how much: {"textes": 3, ...}. The night
runs it for today; `entredeux retention run --date D` for another day, and `--dry-run` inside a transaction that is
undone: a clock therefore deletes files on commit only.

Every model that holds a secret or a person is under a clock (`modeles`) or has a written reason to be under none
(`register_sans_horloge`): tests/architecture/test_horloges.py.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from entredeux.cadre.models import Structure

AUTEUR_SEUL = "Ne dit que qui l'a écrite : la fiche reste, et le nom part avec le compte."

Oubli = Callable[[date], dict[str, int]]
Echeance = Callable[[Any], date | None]


@dataclass(frozen=True)
class AVenir:
    """One thing that a clock erases soon: what it is, on which day, and the page where it is read."""

    quoi: str
    le: date
    url_name: str
    pk: UUID | int


@dataclass(frozen=True)
class Garde:
    """What a clock still keeps for a structure: how many, and the day the first of them goes."""

    quoi: str
    nombre: int
    prochaine: date | None


@dataclass(frozen=True)
class Horloge:
    """`effets`: for each count it answers, what went and what stays, in French, for the report.

    `modeles`: the models it forgets, by label; for each, the function that gives the day of one row, or, in French,
    why the row has no day of its own. `evenements`: what its lines of the journal say went and what stays; the monthly
    report adds them up. `a_venir` and `garde` look forward, for one structure.
    """

    code: str
    libelle: str
    oublie: Oubli
    effets: dict[str, str]
    modeles: dict[str, Echeance | str] = field(default_factory=dict)
    evenements: dict[str, str] = field(default_factory=dict)
    a_venir: Callable[[Structure, date, date], list[AVenir]] | None = None
    garde: Callable[[Structure], list[Garde]] | None = None


@dataclass(frozen=True)
class Ligne:
    horloge: Horloge
    quoi: str
    nombre: int


_horloges: dict[str, Horloge] = {}
_sans_horloge: dict[str, str] = {}


def register_horloge(horloge: Horloge) -> None:
    """Registering the same code twice replaces it: `ready` may run twice."""
    _horloges[horloge.code] = horloge


def register_sans_horloge(raisons: dict[str, str]) -> None:
    """Models (by label) that hold a secret or a person and are under no clock, each with its reason in French."""
    _sans_horloge.update(raisons)


def horloges() -> list[Horloge]:
    return [_horloges[code] for code in sorted(_horloges)]


def sans_horloge() -> dict[str, str]:
    return dict(_sans_horloge)


def next_date(record: Any) -> date | None:
    """The day a row's clock runs; None once it has run, or when the row has no day of its own."""
    label = record._meta.label
    for horloge in _horloges.values():
        echeance = horloge.modeles.get(label)
        if callable(echeance):
            return echeance(record)
    return None


def coming(structure: Structure, du: date, au: date) -> list[AVenir]:
    """What the clocks erase between two days (both included), the nearest first."""
    found = [item for each in horloges() if each.a_venir for item in each.a_venir(structure, du, au)]
    return sorted(found, key=lambda item: (item.le, item.quoi, str(item.pk)))


def kept(structure: Structure) -> list[Garde]:
    return [item for each in horloges() if each.garde for item in each.garde(structure)]


class _Essai(Exception):
    """Undoes a dry run."""


def run_horloges(day: date, *, essai: bool = False) -> list[Ligne]:
    """Each clock in its own transaction: one that fails keeps none of the others. With `essai`, all are undone."""
    return [line for horloge in horloges() for line in _run(horloge, day, essai)]


def run_night(day: date) -> None:
    """All of them, for the night: one that fails keeps none of the others from running, and is told at the end."""
    failures = []
    for horloge in horloges():
        try:
            list(_run(horloge, day, False))
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("horloges en échec", failures)


def _run(horloge: Horloge, day: date, essai: bool) -> Iterator[Ligne]:
    counts: dict[str, int] = {}
    try:
        with transaction.atomic():
            counts = horloge.oublie(day)
            if essai:
                raise _Essai
    except _Essai:
        pass
    for code, number in counts.items():
        yield Ligne(horloge, horloge.effets.get(code, code), number)
