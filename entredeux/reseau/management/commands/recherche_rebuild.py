"""`entredeux recherche rebuild`: the whole search index again, from what is published today."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from entredeux.reseau.recherche.indexation import rebuild_index
from entredeux.reseau.recherche.sources import sources


class Command(BaseCommand):
    help = "Reconstruit l'index de recherche d'après ce qui est publié ; l'ancien sert jusqu'à la fin."

    def handle(self, *args: Any, **options: Any) -> None:
        start = time.monotonic()
        bilan = rebuild_index()
        self.stdout.write(
            f"Index reconstruit en {time.monotonic() - start:.1f} s : {bilan.documents} documents "
            f"({', '.join(source.pluriel for source in sources())}), {bilan.retires} retirés."
        )
