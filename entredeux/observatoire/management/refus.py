"""What stops a command of the observatory, as a sentence: who else is at work, or which disk is full."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from entredeux.observatoire.entrepot import DepotPlein, RafraichissementEnCours


@contextmanager
def refusals_as_sentences() -> Iterator[None]:
    try:
        yield
    except RafraichissementEnCours as refusal:
        raise CommandError(str(refusal)) from None
    except ValidationError as refusal:
        raise CommandError(refusal.messages[0]) from None
    except DepotPlein as refusal:
        raise CommandError(
            f"L'entrepôt ne peut plus écrire ({refusal}). Les chiffres déjà publiés restent en place et les mois déjà "
            "arrêtés sont gardés. Libérez de la place, puis relancez la commande : elle reprend où elle s'est arrêtée."
        ) from None
