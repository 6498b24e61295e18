from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions import create_structure, invite_compte
from entredeux.cadre.enums import NatureStructure, Role
from entredeux.cadre.models import Structure


class Command(BaseCommand):
    help = "Ouvre une structure et invite sa première direction : `entredeux ouvrir structure NOM --email --direction`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("nom")
        parser.add_argument("--nature", choices=NatureStructure.values, default=NatureStructure.ASSOCIATION)
        parser.add_argument("--email", required=True, help="adresse de la direction")
        parser.add_argument("--direction", required=True, help="nom affiché de la direction")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if Structure.objects.filter(nom=options["nom"]).exists():
            raise CommandError(f"La structure « {options['nom']} » existe déjà. Rien n'a été changé.")
        structure = create_structure(nom=options["nom"], nature=options["nature"], by=Acteur.systeme())
        invite_compte(
            email=options["email"], nom=options["direction"], role=Role.DIRECTION, by=Acteur.systeme(structure)
        )
        self.stdout.write(f"« {structure} » est ouverte ; une invitation part à {options['email']}.")
