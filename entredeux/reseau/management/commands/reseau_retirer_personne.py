"""`entredeux reseau retirer_personne "Prénom Nom"`: off every page, draft and former version."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions import withdraw_intervenant
from entredeux.reseau.models import Intervenant


class Command(BaseCommand):
    help = "Retire une personne de toutes les pages du réseau ; sa fonction et son organisation restent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("nom")

    def handle(self, *args: Any, **options: Any) -> None:
        intervenant = Intervenant.objects.filter(nom=options["nom"]).first()
        if intervenant is None:
            raise CommandError("Personne ne porte ce nom dans le programme. Vérifiez l'écriture, accents compris.")
        count = withdraw_intervenant(intervenant=intervenant, by=Acteur.systeme())
        self.stdout.write(f"Retirée de {count} prises de parole.")
