"""One refresh at a time: on this machine by a locked file, and across machines by PostgreSQL.

Both locks fall with the process that holds them: nothing to clean after a kill.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

CLE_POSTGRES = 0x0B5E_4A70  # any number, ours alone


class RafraichissementEnCours(Exception):
    """Another refresh is at work; nothing was changed. `str()` is a sentence to show."""

    def __init__(self, depuis: str) -> None:
        said = f" depuis {depuis}" if depuis else ""
        super().__init__(
            f"Une mise à jour des faits est déjà en cours{said}. Rien n'a été changé ici : attendez qu'elle finisse, "
            "puis relancez la commande si besoin."
        )


@contextmanager
def hold_refresh() -> Iterator[None]:
    """Raises RafraichissementEnCours at once rather than wait."""
    path = Path(settings.DOSSIER) / "entrepot.verrou"
    with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RafraichissementEnCours(file.read().strip()) from None
        with _across_machines():
            file.truncate(0)
            file.write(f"{timezone.localtime():le %d/%m/%Y à %H h %M}")
            file.flush()
            yield
            file.seek(0)
            file.truncate(0)


@contextmanager
def _across_machines() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [CLE_POSTGRES])
        if not cursor.fetchone()[0]:
            raise RafraichissementEnCours("")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [CLE_POSTGRES])
