"""`entredeux observatoire receptions`: which months other instances sent here."""

from django.core.management.base import BaseCommand

from entredeux.observatoire.models import ReceptionReseau


class Command(BaseCommand):
    help = "Liste les mois reçus des structures connues, le dernier d'abord."

    def handle(self, *args: object, **options: object) -> None:
        rows = list(ReceptionReseau.objects.order_by("-mois", "nom", "-revision"))
        for row in rows:
            tables, quantites = len(row.document["tables"]), len(row.document["quantites"])
            self.stdout.write(
                f"{row.mois} v{row.revision} {row.nom} : {tables} tableaux, {quantites} quantités, "
                f"reçu le {row.recue_le:%d/%m/%Y}, {row.empreinte[:16]}"
            )
        self.stdout.write(f"{len(rows)} mois reçus.")
