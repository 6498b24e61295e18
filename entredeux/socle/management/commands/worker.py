import logging
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from entredeux.socle.ouvrier import Ouvrier

logger = logging.getLogger("entredeux.ouvrier")


class Command(BaseCommand):
    help = "Exécute les tâches de fond et ce qui revient chaque nuit"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--une-fois", action="store_true", help="exécute ce qui attend, puis s'arrête")
        parser.add_argument("--intervalle", type=float, default=1.0, help="secondes entre deux regards sur la file")
        parser.add_argument("--tic", type=float, default=15.0, help="secondes entre deux battements")

    def handle(self, *args: object, **options: bool | float) -> None:
        worker = Ouvrier(
            une_fois=bool(options["une_fois"]), intervalle=float(options["intervalle"]), tic=float(options["tic"])
        )
        worker.configure_signals()
        try:
            worker.run()
        except Exception:  # the traceback of a database error quotes rows: our formatter keeps its class and place
            logger.exception("arrêt sur erreur")
            raise SystemExit(1) from None
