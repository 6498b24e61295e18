from django.core.management.base import BaseCommand

from entredeux.cadre.signature import public_key


class Command(BaseCommand):
    help = "Affiche la clé publique qui vérifie les têtes de journal, à garder à part"

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(public_key())
