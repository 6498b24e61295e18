"""`entredeux cles rotate` wraps every structure key under the new master key; `--structure NAME` renews one.

For the master: set ENTREDEUX_CLE_MAITRE to the new key and ENTREDEUX_CLE_MAITRE_PRECEDENTE to the old one,
restart every process, run this, then remove the old one. Texts are not rewritten.
"""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import CleMaitreInconnue, rotate_master_key, rotate_structure_key
from entredeux.cadre.journal import record_write
from entredeux.cadre.models import Structure


class Command(BaseCommand):
    help = "Tourne la clé maîtresse, ou la clé d'une structure"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--structure", help="renouvelle la clé de cette structure au lieu de la clé maîtresse")

    def handle(self, *args: object, **options: str | None) -> None:
        try:
            if options["structure"]:
                self._rotate_structure(options["structure"])
            else:
                self._rotate_master()
        except CleMaitreInconnue:
            raise CommandError(
                "Rien n'a été changé : la clé maîtresse en place n'ouvre pas les clés de cette base. Mettez l'ancienne "
                "clé dans ENTREDEUX_CLE_MAITRE_PRECEDENTE le temps de cette commande."
            ) from None

    def _rotate_master(self) -> None:
        count = rotate_master_key()
        record_write(Acteur.systeme(), "cadre.cle_maitresse.tournee", nombre=count)
        self.stdout.write(
            f"{count} clés sont sous la nouvelle clé maîtresse. Retirez ENTREDEUX_CLE_MAITRE_PRECEDENTE, redémarrez, "
            "et refaites une sauvegarde : les anciens dépôts de clés demandent l'ancienne clé."
        )

    def _rotate_structure(self, name: str) -> None:
        structure = Structure.objects.filter(nom=name).first()
        if structure is None:
            raise CommandError(f"Aucune structure ne s'appelle « {name} ».")
        count = rotate_structure_key(structure.pk)
        record_write(Acteur.systeme(structure), "cadre.cle_structure.tournee", structure, nombre=count)
        self.stdout.write(
            f"{name} : clé renouvelée, {count} clés d'unités placées dessous. Les textes restent lisibles."
        )
