"""What cadre does every night, one task each so that one failing never keeps the next from running."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone

from entredeux.cadre.horloges import run_night
from entredeux.cadre.preavis import announce_all
from entredeux.cadre.retention import close_months, empty_old_reads
from entredeux.cadre.tetes import write_heads
from entredeux.socle.models import Tic
from entredeux.socle.taches import periodique, register_nightly, remove_finished

JOURS_DE_TETES = 400


@register_nightly
def keep_journal() -> None:
    """Closes the months that ended, then empties the readings older than twelve months."""
    close_months()
    empty_old_reads()


@periodique(chaque=timedelta(days=1))
def export_heads() -> None:
    """One file a day in DOSSIER/tetes, to be copied elsewhere by the host (docs/exploitation)."""
    folder = Path(settings.DOSSIER) / "tetes"
    write_heads(folder / f"{timezone.localdate():%Y-%m-%d}.json")
    for old in sorted(folder.glob("*.json"))[:-JOURS_DE_TETES]:
        old.unlink()


@register_nightly
def run_every_clock() -> None:
    """Each app's: registering a clock is enough for the night to run it."""
    run_night(timezone.localdate())


@register_nightly
def give_notice() -> None:
    """Thirty days before, once a week: what the clocks are about to erase."""
    announce_all(timezone.localdate())


@register_nightly
def clean_up() -> None:
    """Expired sessions, finished tasks, old ticks; on SQLite, the write-ahead log, where an erased key lingers."""
    SessionStore.clear_expired()
    remove_finished()
    Tic.objects.exclude(periode="").filter(instant__lt=timezone.now() - timedelta(days=60)).delete()
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
