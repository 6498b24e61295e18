"""`entredeux import bibliographie FILE [--format bibtex|ris]`: references as drafts. Running it again adds nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions.bibliographie import import_notices
from entredeux.reseau.bibliographie import FORMATS, read_notices
from entredeux.reseau.forms.ressources import FICHIER_AU_PLUS
from entredeux.reseau.lecture import FAUTES_MONTREES, FichierIllisible, decode_texte


class Command(BaseCommand):
    help = "Importe des références bibliographiques (BibTeX ou RIS), en brouillon : une personne les relit ensuite."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", type=Path)
        parser.add_argument("--format", choices=sorted(FORMATS), default="", help="reconnu d'après le contenu sinon")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["fichier"]
        try:
            notices = read_notices(decode_texte(path.read_bytes(), limite=FICHIER_AU_PLUS), options["format"])
            plan, made = import_notices(notices, by=Acteur.systeme())
        except OSError:
            raise CommandError(f"{path} : ce fichier ne se lit pas.") from None
        except FichierIllisible as error:
            lines = "\n".join(f"  {fault}" for fault in error.fautes[:FAUTES_MONTREES])
            raise CommandError(f"{path} :\n{lines}\nRien n'a été importé.") from None
        for notice, titre in plan.meme_cle:
            self.stdout.write(f"ligne {notice.ligne} : la clé « {notice.cle} » est déjà celle de « {titre} ».")
        self.stdout.write(
            f"Importées en brouillon : {len(made)}. Déjà là : {len(plan.deja_la)}. À renommer : {len(plan.meme_cle)}."
        )
