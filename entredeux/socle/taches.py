"""Background tasks: what django-tasks lacks, retry with back-off, time limit, periodic tick.

    @tache(essais=5, limite=timedelta(minutes=2))
    def send_avis(dysfonctionnement: str) -> None: ...

    send_avis.enqueue(str(dysfonctionnement.pk))        # inside the action's transaction

    @periodique(heure=time(3, 0))
    def purge_journal() -> None: ...

Arguments are ids, never a person's words: anything else is refused when enqueued. A task may run twice (a
worker killed, a limit passed): write it so that twice changes nothing. What a failed task leaves in the table
is the class and the place of its error, never its message.
"""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import wraps
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks.base import Task, TaskResult
from django_tasks_db.models import DBTaskResult

from entredeux.socle.logs import describe_error
from entredeux.socle.models import Tic

IDENTIFIANT = re.compile(r"[A-Za-z0-9_.:+-]{0,64}")
RECUL = timedelta(seconds=30)
BATTEMENT = "battement"
SAUVEGARDE = "sauvegarde"


class TacheEchouee(Exception):
    """Stands for the error of a task: its class and place. The message, which may quote a person, is dropped."""


class ArgumentRefuse(TypeError):
    """A task was given something else than ids."""


@dataclass(frozen=True, kw_only=True)
class Tache(Task):
    """A django-tasks task with a number of tries and a time limit."""

    essais: int = 5
    limite: timedelta = timedelta(minutes=5)

    def enqueue(self, *args: Any, **kwargs: Any) -> TaskResult:
        ids = [_checked(value) for value in args]
        named = {name: _checked(value) for name, value in kwargs.items()}
        return super().enqueue(*ids, **named)

    def recul(self, essai: int) -> timedelta:
        """Wait after the nth failed try: 30 s, 2 min, 8 min, 32 min…"""
        return RECUL * 4 ** (essai - 1)


def tache(*, essais: int = 5, limite: timedelta = timedelta(minutes=5)) -> Callable[[Callable[..., Any]], Tache]:
    def wrap(function: Callable[..., Any]) -> Tache:
        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            try:
                return function(*args, **kwargs)
            except Exception as error:
                raise TacheEchouee(describe_error(error)) from None

        return Tache(func=run, essais=essais, limite=limite)

    return wrap


def _checked(value: object) -> object:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, str) and IDENTIFIANT.fullmatch(value):
        return value
    raise ArgumentRefuse("Les arguments d'une tâche sont des identifiants : entier, UUID ou mot de 64 signes au plus.")


# --- periodic tasks


@dataclass(frozen=True)
class Periodique:
    """Runs once per period, whatever the number of workers: every day from `heure`, or every `chaque`."""

    nom: str
    function: Callable[[], object]
    heure: time | None
    chaque: timedelta | None

    def periode(self, now: datetime) -> str | None:
        """The name of the current period; None before today's hour. A late worker still runs today's."""
        local = timezone.localtime(now)
        if self.chaque:
            return str(int(now.timestamp() // self.chaque.total_seconds()))
        return f"{local:%Y-%m-%d}" if self.heure is None or local.time() >= self.heure else None


_PERIODIQUES: dict[str, Periodique] = {}


def periodique(
    *, heure: time | None = None, chaque: timedelta | None = None
) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Registers a function without argument, known by its dotted name."""
    if (heure is None) == (chaque is None):
        raise TypeError("periodique : heure= ou chaque=, l'un des deux")

    def register(function: Callable[[], object]) -> Callable[[], object]:
        name = f"{function.__module__}.{function.__qualname__}"
        _PERIODIQUES[name] = Periodique(name, function, heure, chaque)
        return function

    return register


def register_nightly(function: Callable[[], object]) -> Callable[[], object]:
    """Once a night, from 02:30 in the server's time zone, when the streets are quiet and before the backup."""
    return periodique(heure=time(2, 30))(function)


@tache(essais=4, limite=timedelta(hours=1))
def run_periodique(nom: str) -> None:
    _PERIODIQUES[nom].function()


def start_due_periodiques(now: datetime | None = None) -> list[str]:
    """Enqueues what is due and not yet taken by another worker. Returns the names."""
    now = now or timezone.now()
    started = []
    for periodic in _PERIODIQUES.values():
        period = periodic.periode(now)
        if period and _take(periodic.nom, period):
            started.append(periodic.nom)
    return started


@transaction.atomic
def _take(nom: str, periode: str) -> bool:
    """The row and the task are one transaction: a worker killed in between leaves neither."""
    if Tic.objects.filter(nom=nom, periode=periode).exists():
        return False
    _, created = Tic.objects.get_or_create(nom=nom, periode=periode)
    if created:
        run_periodique.enqueue(nom)
    return created


def mark_tic(nom: str) -> None:
    """Remembers that something happened now: the heartbeat, a backup."""
    Tic.objects.update_or_create(nom=nom, periode="", defaults={"instant": timezone.now()})


def remove_finished(older_than: timedelta = timedelta(days=14)) -> int:
    """Forgets the tasks that ended, well or badly, two weeks ago."""
    limit = timezone.now() - older_than
    return DBTaskResult.objects.finished().filter(finished_at__lt=limit).delete()[0]
