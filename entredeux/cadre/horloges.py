"""Every retention clock of the instance, registered by the app whose rows it forgets (`AppConfig.ready`).

A clock is a function of a day, idempotent, that erases what is due and says how much: {"textes": 3, ...}. The night
runs it for today; `entredeux retention run --date D` for another day, and `--dry-run` inside a transaction that is
undone: a clock therefore deletes files on commit only.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction

Oubli = Callable[[date], dict[str, int]]


@dataclass(frozen=True)
class Horloge:
    """`effets`: for each count it answers, what went and what stays, in French, for the report."""

    code: str
    libelle: str
    oublie: Oubli
    effets: dict[str, str]


@dataclass(frozen=True)
class Ligne:
    horloge: Horloge
    quoi: str
    nombre: int


_horloges: dict[str, Horloge] = {}


def register_horloge(horloge: Horloge) -> None:
    """Registering the same code twice replaces it: `ready` may run twice."""
    _horloges[horloge.code] = horloge


def horloges() -> list[Horloge]:
    return [_horloges[code] for code in sorted(_horloges)]


class _Essai(Exception):
    """Undoes a dry run."""


def run_horloges(day: date, *, essai: bool = False) -> list[Ligne]:
    """Each clock in its own transaction: one that fails keeps none of the others. With `essai`, all are undone."""
    return [line for horloge in horloges() for line in _run(horloge, day, essai)]


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
