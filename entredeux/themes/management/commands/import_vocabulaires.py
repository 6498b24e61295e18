from typing import Any

from django.core.management.base import BaseCommand, CommandError

from entredeux.themes.actions import load_vocabularies
from entredeux.themes.fichiers import read_vocabularies


class Command(BaseCommand):
    help = "Met les vocabulaires à jour d'après leurs fichiers ; un code retiré est fermé, jamais effacé."

    def handle(self, *args: Any, **options: Any) -> None:
        errors = read_vocabularies()[1]
        if errors:
            raise CommandError("Rien n'a été changé.\n" + "\n".join(map(str, errors)))
        bilan = load_vocabularies()
        self.stdout.write(
            f"Vocabulaires : {bilan.crees} termes créés, {bilan.modifies} modifiés, "
            f"{bilan.fermes} fermés, {bilan.inchanges} inchangés."
        )
