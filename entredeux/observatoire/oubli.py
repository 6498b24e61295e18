"""What the facts forget, when the records they come from do (docs/cadre, durées de conservation)."""

import logging
from datetime import date, timedelta

from django.db import transaction

from entredeux.cadre.chiffrement import erase_secret_of_instance, instance_secrets
from entredeux.observatoire import extraits
from entredeux.observatoire.entrepot import RafraichissementEnCours, hold_refresh
from entredeux.observatoire.entrepot.entretien import blur_partition
from entredeux.observatoire.entrepot.lecture import partitions
from entredeux.observatoire.enums import GenrePartition
from entredeux.observatoire.extraits.jetons import PREFIXE
from entredeux.observatoire.periodes import parse_periode

LIEN_PERSONNE = timedelta(days=91)  # as terrain.retention: from there on, nobody can be placed
EFFETS = {
    "jetons": "secrets des jetons d'un mois : ses faits ne mènent plus à personne",
    "jours": "mois de faits ramenés à la précision du mois ; restent les nombres",
}
logger = logging.getLogger(__name__)


def forget(today: date) -> dict[str, int]:
    """Idempotent. While a refresh is at work, waits for the next night."""
    counts = {"jetons": _erase_tokens(today), "jours": 0}
    try:
        with hold_refresh():
            counts["jours"] = _blur_days(today)
    except RafraichissementEnCours:
        logger.info("observatoire.oubli.remis")
    return counts


def _erase_tokens(today: date) -> int:
    months = [usage.removeprefix(PREFIXE) for usage in instance_secrets(PREFIXE)]
    due = [month for month in months if parse_periode(month).fin + LIEN_PERSONNE < today]
    for month in due:
        erase_secret_of_instance(f"{PREFIXE}{month}")
    return len(due)


@transaction.atomic
def _blur_days(today: date) -> int:
    rows = partitions(GenrePartition.FAITS).filter(est_au_mois=False)
    due = [row for row in rows if extraits.is_past_its_clock(row.periode, today)]
    for row in due:
        blur_partition(row)
    return len(due)
