"""`entredeux observatoire send --mois 2026-03 --vers https://reseau.example [--oui]`: shows what would leave, sends it.

Without --oui nothing leaves. `--cle` prints what whoever keeps the other instance needs to know this one.
"""

import json
from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.cadre.signature import public_key
from entredeux.observatoire.echange import USAGE
from entredeux.observatoire.envois import Apercu, prepare_envoi, send_envoi


class Command(BaseCommand):
    help = "Envoie à l'instance du réseau les tableaux protégés d'un mois arrêté, signés, après les avoir montrés."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mois", help="le mois, comme 2026-03")
        parser.add_argument("--vers", help="l'adresse de l'instance du réseau, en https")
        parser.add_argument("--structure", help="le nom de la structure, s'il y en a plusieurs ici")
        parser.add_argument("--oui", action="store_true", help="envoie ; sans cela, montre seulement")
        parser.add_argument(
            "--cle", action="store_true", help="dit l'identifiant et la clé publique à confier au réseau"
        )

    def handle(self, *args: object, **options: object) -> None:
        structure = self._structure(options["structure"])
        if options["cle"]:
            said = {"structure": str(structure.pk), "nom": structure.nom, "cle": public_key(USAGE)}
            self.stdout.write(json.dumps(said, ensure_ascii=False))
            return
        if not options["mois"] or not options["vers"]:
            raise CommandError("Donnez --mois 2026-03 et --vers https://…", returncode=2)
        mois, vers, by = str(options["mois"]), str(options["vers"]), Acteur.systeme(structure)
        try:
            preview = prepare_envoi(mois=mois, vers=vers, by=by)
            self._show(preview)
            if not options["oui"]:
                self.stdout.write("Rien n'est parti. Relisez, puis relancez avec --oui.")
                return
            _, left = send_envoi(mois=mois, vers=vers, empreinte=preview.empreinte, by=by)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        self.stdout.write("Envoyé." if left else "Déjà envoyé, avec ce contenu : rien n'est reparti.")

    def _show(self, preview: Apercu) -> None:
        for table in preview.document["tables"]:
            shown = sum(cell[-1] is not None for cell in table["cellules"])
            axes = " par " + ", ".join(table["axes"]) if table["axes"] else ""
            self.stdout.write(f"{table['mesure']}{axes} : {len(table['cellules'])} cellules, {shown} montrées")
        for said in preview.document["quantites"]:
            self.stdout.write(f"{said['mesure']}, {said['periode']} : {said['valeur']}")
        self.stdout.write(f"{preview.cellules} cellules, empreinte {preview.empreinte}")

    def _structure(self, name: object) -> Structure:
        active = Structure.objects.filter(est_active=True)
        found = list(active.filter(nom=name) if name else active)
        if len(found) != 1:
            raise CommandError("Dites laquelle : --structure « nom exact ».", returncode=2)
        return found[0]
