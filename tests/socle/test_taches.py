"""A task is tried again, taken back from a dead worker, and never told a person's words."""

import signal
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as hour
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from entredeux.socle import ouvrier, taches
from entredeux.socle.models import Tic
from entredeux.socle.ouvrier import Ouvrier, reap
from entredeux.socle.taches import ArgumentRefuse, Periodique, start_due_periodiques
from tests.socle import essais
from tests.socle.serveur import Serveur, prepare_database, wait_for


@pytest.fixture(autouse=True)
def _queue_in_database(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)  # the test's transaction lives in one
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[[Periodique], None]:
    return lambda *periodics: monkeypatch.setattr(taches, "_PERIODIQUES", {one.nom: one for one in periodics})


def work() -> None:
    """One worker, until the queue is empty, without its tick."""
    worker = Ouvrier(une_fois=True)
    super(Ouvrier, worker).run()


def the_task() -> DBTaskResult:
    return DBTaskResult.objects.get()


@pytest.mark.parametrize("value", [3, "hall", str(uuid.UUID(int=1)), uuid.UUID(int=1), "2026-11", None, True])
def test_ids_are_accepted(db: None, value: object) -> None:
    essais.succeed.enqueue(value)
    assert DBTaskResult.objects.count() == 1


@pytest.mark.parametrize(
    "value", ["Mme Kowalska", "a@exemple.fr", "x" * 65, "é", ["a"], {"a": 1}, 1.5, b"x", "ligne\nligne"]
)
def test_words_are_refused(db: None, value: object) -> None:
    with pytest.raises(ArgumentRefuse):
        essais.succeed.enqueue(value)
    with pytest.raises(ArgumentRefuse):
        essais.succeed.enqueue(nom=value)
    assert DBTaskResult.objects.count() == 0


def test_task_of_a_failed_act_is_not_run(db: None) -> None:
    def act() -> None:
        with transaction.atomic():
            essais.succeed.enqueue("hall")
            raise ValueError

    with pytest.raises(ValueError):
        act()
    assert DBTaskResult.objects.count() == 0


def test_failing_task_is_tried_again_later_then_given_up(db: None) -> None:
    essais.fail_with_words.enqueue("hall")
    waits = []
    for _ in range(2):
        work()
        task = the_task()
        assert task.status == "READY"
        waits.append(round((task.run_after - timezone.now()).total_seconds()))
        work()
        assert len(the_task().worker_ids) == len(task.worker_ids), "rien avant l'heure"
        DBTaskResult.objects.update(run_after=timezone.now())
    assert waits == [30, 120]
    work()
    task = the_task()
    assert (task.status, len(task.worker_ids)) == ("FAILED", 3)


def test_failed_task_keeps_no_word_of_its_error(db: None) -> None:
    essais.never_again.enqueue("hall")
    work()
    task = the_task()
    assert task.status == "FAILED"
    assert essais.SECRET not in task.traceback
    assert "builtins.ValueError" in task.traceback


def abandon(since: timedelta, tries: int = 1) -> None:
    DBTaskResult.objects.update(
        status="RUNNING", started_at=timezone.now() - since, worker_ids=[f"mort-{n}" for n in range(tries)]
    )


def test_abandoned_task_is_taken_back_after_its_limit(db: None) -> None:
    essais.succeed.enqueue("hall")
    abandon(timedelta(minutes=4))
    assert reap() == 0
    abandon(timedelta(minutes=6))
    assert reap() == 1
    assert reap() == 0
    work()
    assert (the_task().status, len(the_task().worker_ids)) == ("SUCCESSFUL", 2)


def test_task_abandoned_at_its_last_try_fails(db: None) -> None:
    essais.succeed.enqueue("hall")
    abandon(timedelta(minutes=6), tries=5)
    assert reap() == 1
    assert (the_task().status, the_task().exception_class_path) == ("FAILED", ouvrier.ECHEC_DELAI)


def test_task_unknown_to_the_code_is_left_failed(db: None) -> None:
    essais.succeed.enqueue("hall")
    DBTaskResult.objects.update(task_path="entredeux.partie.disparue")
    work()
    assert the_task().status == "FAILED"


# --- periodic tasks

MIDI = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)  # noon in Paris
CALLS: list[str] = []


def periodic(heure: hour | None = None, chaque: timedelta | None = None) -> Periodique:
    return Periodique("essai", lambda: CALLS.append("fait"), heure, chaque)


def test_daily_task_waits_for_its_hour_and_runs_once_a_day(db: None, only: Callable) -> None:
    CALLS.clear()
    only(periodic(heure=hour(12, 30)))
    assert start_due_periodiques(MIDI) == []
    assert start_due_periodiques(MIDI + timedelta(hours=1)) == ["essai"]
    assert start_due_periodiques(MIDI + timedelta(hours=2)) == []
    assert start_due_periodiques(MIDI + timedelta(hours=25)) == ["essai"]
    work()
    assert CALLS == ["fait", "fait"]


def test_repeated_task_runs_once_per_period(db: None, only: Callable) -> None:
    only(periodic(chaque=timedelta(minutes=15)))
    started = [start_due_periodiques(MIDI + timedelta(minutes=minute)) for minute in range(0, 60, 5)]
    assert sum(map(len, started)) == 4
    assert Tic.objects.filter(nom="essai").count() == 4


def test_period_taken_by_another_worker_is_left_to_it(db: None, only: Callable) -> None:
    only(periodic(chaque=timedelta(minutes=15)))
    Tic.objects.create(nom="essai", periode=str(int(MIDI.timestamp() // 900)))
    assert start_due_periodiques(MIDI) == []
    assert DBTaskResult.objects.count() == 0


def test_every_nightly_task_of_the_product_runs(db: None, tmp_path: Path, settings) -> None:
    settings.DOSSIER = tmp_path
    night = timezone.make_aware(datetime(2026, 11, 22, 4, 0))
    started = start_due_periodiques(night)
    assert "entredeux.cadre.taches.keep_journal" in started
    work()
    assert [task.status for task in DBTaskResult.objects.all()] == ["SUCCESSFUL"] * len(started)
    assert len(list((tmp_path / "tetes").glob("*.json"))) == 1


# --- a worker really killed


@pytest.mark.lent
@pytest.mark.django_db(transaction=True)
def test_task_of_a_killed_worker_is_done_by_the_next(tmp_path: Path) -> None:
    server, witness = Serveur(tmp_path), tmp_path / "temoin"
    prepare_database(server, tmp_path)
    server.run("shell", "-v", "0", "-c", "from tests.socle.essais import *; write_and_hang.enqueue('temoin')")
    first = server.start("worker", "--intervalle", "0.2", "--tic", "0.5")
    wait_for(lambda: witness.exists() and witness.read_text() == "essai\n")
    first.send_signal(signal.SIGKILL)
    first.wait()
    first.stdout.close()
    second = server.start("worker", "--intervalle", "0.2", "--tic", "0.5")
    wait_for(lambda: witness.read_text() == "essai\nessai\n")
    time.sleep(1)
    second.send_signal(signal.SIGTERM)
    output, _ = second.communicate(timeout=20)
    assert second.returncode == 0
    assert "tâche reprise" in output
    assert "tâche faite" in output
    assert witness.read_text() == "essai\nessai\n", "faite une fois de plus, pas deux"
