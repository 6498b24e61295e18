"""`entredeux import metier`: the page on the trade, where there is none yet."""

from typing import Any

from django.core.management.base import BaseCommand

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions import write_metier


class Command(BaseCommand):
    help = "Crée la page « Le métier », sourcée, si elle n'existe pas ; une page existante n'est jamais réécrite."

    def handle(self, *args: Any, **options: Any) -> None:
        page = write_metier(by=Acteur.systeme())
        self.stdout.write(f"Page créée : {page.chemin}" if page else "La page existe déjà : rien n'a été changé.")
