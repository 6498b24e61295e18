"""Tasks that the tests run, here because a task is found by its dotted name."""

import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from entredeux.socle.taches import tache

SECRET = "Mme Kowalska a crié dans le hall"


@tache(essais=3, limite=timedelta(seconds=2))
def write_and_hang(nom: str) -> None:
    """Leaves a line at each try; the first try never ends by itself."""
    path = Path(settings.DOSSIER) / nom
    with path.open("a") as file:
        file.write("essai\n")
    if len(path.read_text().splitlines()) == 1:
        time.sleep(120)


@tache(essais=3)
def fail_with_words(nom: str) -> None:
    raise ValueError(SECRET)


@tache()
def succeed(nom: str) -> str:
    return nom


@tache(essais=1, limite=timedelta(minutes=5))
def never_again(nom: str) -> None:
    raise ValueError(SECRET)
