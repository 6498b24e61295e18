"""`entredeux observatoire verify`: every file of the warehouse read back. Exit 1 when something does not hold."""

from django.core.management.base import BaseCommand, CommandError

from entredeux.observatoire.models import Partition
from entredeux.observatoire.reconstruction import verify_facts


class Command(BaseCommand):
    help = "Relit tout l'entrepôt : fichiers, nombres de lignes, et cubes recalculés d'après les faits."

    def handle(self, *args: object, **options: object) -> None:
        wrong = 0
        for sentence in verify_facts():
            wrong += 1
            self.stderr.write(sentence)
        count = Partition.objects.count()
        if wrong:
            raise CommandError(
                f"{wrong} anomalies dans {count} fichiers. « entredeux observatoire rebuild » les refait."
            )
        self.stdout.write(f"{count} fichiers, aucune anomalie.")
