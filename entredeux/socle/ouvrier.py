"""The worker: django-tasks-db's loop, with our retry; beside it a tick for heartbeat, reaper and periodic tasks.

A killed worker leaves its task RUNNING for ever (upstream issue 46): the reaper makes it ready again once its
limit has passed, as many times as the task may be tried.
"""

import logging
import socket
import threading
import time
import uuid
from datetime import datetime

from django.db import close_old_connections, connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from entredeux.socle.taches import BATTEMENT, Tache, mark_tic, start_due_periodiques

logger = logging.getLogger("entredeux.ouvrier")

ECHEC_DELAI = "entredeux.socle.ouvrier.DelaiDepasse"


class Ouvrier(Worker):
    """One process that runs tasks and ticks."""

    def __init__(self, *, une_fois: bool = False, intervalle: float = 1.0, tic: float = 15.0) -> None:
        super().__init__(
            queue_names=["*"],
            interval=intervalle,
            batch=une_fois,
            backend_name="default",
            startup_delay=not une_fois,
            max_tasks=None,
            worker_id=f"{socket.gethostname()[:20]}-{uuid.uuid4().hex[:12]}",
            excluded_queue_names=[],
        )
        self.tic = tic
        self._stop = threading.Event()

    def run(self) -> None:
        if self.batch:
            tick()
            super().run()
            return
        thread = threading.Thread(target=self._tick_for_ever, name="tic", daemon=True)
        thread.start()
        try:
            super().run()
        finally:
            self._stop.set()

    def _tick_for_ever(self) -> None:
        while not self._stop.is_set():
            try:
                close_old_connections()
                tick()
            except Exception:
                logger.exception("tic manqué")
            self._stop.wait(self.tic)
        connection.close()

    def run_task(self, db_task_result: DBTaskResult) -> None:
        start = time.monotonic()
        super().run_task(db_task_result)
        if db_task_result.status == TaskResultStatus.FAILED:
            retry_later(db_task_result)
        else:
            spent = round((time.monotonic() - start) * 1000, 1)
            logger.info("tâche faite", extra={"tache": db_task_result.task_path, "duree_ms": spent})


def tick(now: datetime | None = None) -> None:
    mark_tic(BATTEMENT)
    reap(now)
    start_due_periodiques(now)


def retry_later(result: DBTaskResult) -> bool:
    """Puts a failed task back with a growing wait, until its tries are spent. True when it will run again."""
    task, essai = _tache_of(result), len(result.worker_ids)
    if task is None or essai >= task.essais:
        logger.error("tâche abandonnée", extra={"tache": result.task_path, "essai": essai})
        return False
    DBTaskResult.objects.filter(pk=result.pk, status=TaskResultStatus.FAILED).update(
        status=TaskResultStatus.READY,
        run_after=timezone.now() + task.recul(essai),
        started_at=None,
        finished_at=None,
    )
    logger.warning("tâche à refaire", extra={"tache": result.task_path, "essai": essai})
    return True


def reap(now: datetime | None = None) -> int:
    """Makes ready again the tasks left RUNNING past their limit. Returns how many were taken back."""
    now, count = now or timezone.now(), 0
    for result in DBTaskResult.objects.running():
        task = _tache_of(result)
        limit = task.limite if task else Tache.limite
        if result.started_at and result.started_at + limit < now:
            count += _take_back(result, task.essais if task else 1, now)
    return count


def _take_back(result: DBTaskResult, essais: int, now: datetime) -> int:
    """Conditional on what was read: another worker's reaper, or a late end of the task, wins."""
    same = DBTaskResult.objects.filter(pk=result.pk, status=TaskResultStatus.RUNNING, started_at=result.started_at)
    if len(result.worker_ids) >= essais:
        logger.error("tâche abandonnée", extra={"tache": result.task_path, "essai": len(result.worker_ids)})
        return same.update(status=TaskResultStatus.FAILED, finished_at=now, exception_class_path=ECHEC_DELAI)
    logger.warning("tâche reprise", extra={"tache": result.task_path, "essai": len(result.worker_ids)})
    return same.update(status=TaskResultStatus.READY, started_at=None, run_after=now)


class DelaiDepasse(Exception):
    """Recorded for a task that was still running past its limit at its last try."""


def _tache_of(result: DBTaskResult) -> Tache | None:
    """None when the code no longer knows this task: it cannot be tried again."""
    try:
        task = result.task
    except Exception:
        return None
    return task if isinstance(task, Tache) else None
