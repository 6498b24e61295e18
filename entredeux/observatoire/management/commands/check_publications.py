"""`entredeux check publications`: replays the register of all that is out. Exit 1 when something does not hold."""

from django.core.management.base import BaseCommand, CommandError

from entredeux.observatoire.audit import find_anomalies
from entredeux.observatoire.models import Publication


class Command(BaseCommand):
    help = "Rejoue le registre des publications : planchers, empreintes, une seule valeur par cellule."

    def handle(self, *args: object, **options: object) -> None:
        anomalies = find_anomalies(Publication.objects.order_by("instant").iterator(chunk_size=200))
        for anomaly in anomalies:
            self.stderr.write(f"{anomaly.publication} : {anomaly.raison}")
        count = Publication.objects.count()
        if anomalies:
            raise CommandError(f"{len(anomalies)} anomalies dans {count} publications.")
        self.stdout.write(f"{count} publications, aucune anomalie.")
