from typing import Any

from django.core.management.base import BaseCommand, CommandError

from entredeux.situations.documentation import PAGE, rewrite


class Command(BaseCommand):
    help = "Redessine les étapes de docs/situations.md d'après la table des étapes."

    def handle(self, *args: Any, **options: Any) -> None:
        if not PAGE.is_file():
            raise CommandError(f"« {PAGE} » n'existe pas : lancez la commande depuis la racine du dépôt.", returncode=2)
        PAGE.write_text(rewrite(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
        self.stdout.write(f"{PAGE} : dessin à jour.")
