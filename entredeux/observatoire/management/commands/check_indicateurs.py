"""`entredeux check indicateurs`: reads the catalogue and keeps its definitions. Exit 1 with file, line and reason."""

from django.core.management.base import BaseCommand, CommandError

from entredeux.observatoire.indicateurs.lecture import confront, keep_definitions, read_catalogue


class Command(BaseCommand):
    help = "Vérifie le catalogue des indicateurs ; garde chaque version d'une définition, telle qu'elle a été lue."

    def handle(self, *args: object, **options: object) -> None:
        catalogue = confront(read_catalogue())
        kept = keep_definitions(catalogue)
        for fault in catalogue.fautes:
            self.stderr.write(str(fault))
        self.stdout.write(f"{len(catalogue.indicateurs)} indicateurs en vigueur, {kept} définitions nouvelles gardées.")
        if catalogue.fautes:
            raise CommandError(f"{len(catalogue.fautes)} fautes ; les autres indicateurs restent en vigueur.")
