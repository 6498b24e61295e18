import time
from typing import Any

from django.core.management.base import BaseCommand

from entredeux.cadre.acteur import Acteur
from entredeux.territoires.actions import import_territoires


class Command(BaseCommand):
    help = "Charge communes, intercommunalités, quartiers prioritaires et contrats de ville livrés avec le logiciel."

    def handle(self, *args: Any, **options: Any) -> None:
        start = time.monotonic()
        bilans = import_territoires(by=Acteur.systeme())
        for bilan in bilans:
            kept = f", {bilan.absents} absents des données et conservés" if bilan.absents else ""
            self.stdout.write(f"{bilan.nom} : {bilan.lus} lus, {bilan.crees} créés, {bilan.modifies} modifiés{kept}")
        changes = sum(bilan.crees + bilan.modifies for bilan in bilans)
        self.stdout.write(f"{changes} changements en {time.monotonic() - start:.1f} s")
