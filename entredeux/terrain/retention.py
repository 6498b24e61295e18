"""What the field log forgets by itself, night after night (product.md, property 10).

7 days    handover notes, row and key; exact times of passages, acts and records (the half-hour stays)
3 months  who was where: the team of a presence, the mediators and the author of an act or a passage
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.functions import TruncDay, TruncHour
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unite
from entredeux.terrain.models import (
    Consigne,
    CorrectionIntervention,
    Dysfonctionnement,
    Intervention,
    Passage,
    Presence,
)

HEURES_EXACTES = timedelta(days=7)
LIEN_PERSONNE_LIEU = timedelta(days=91)


def forget(today: date | None = None) -> dict[str, int]:
    """Applies every clock as of `today`; idempotent. Returns what each clock touched, for the monthly report."""
    day = today or timezone.localdate()
    return {
        "consignes": _erase_consignes(day),
        "heures": _blur_times(day - HEURES_EXACTES),
        "personnes": _unlink_people(day - LIEN_PERSONNE_LIEU),
    }


@transaction.atomic
def _erase_consignes(day: date) -> int:
    gone = list(Consigne.objects.filter(expire_le__date__lte=day).select_related("structure"))
    for consigne in gone:
        erase_unite(consigne.unite)
        journal.record_write(Acteur.systeme(consigne.structure), "terrain.consigne.effacee", consigne)
        consigne.delete()
    return len(gone)


@transaction.atomic
def _blur_times(before: date) -> int:
    """Exact instants lose their minutes (a presence, whose length is kept apart) or their hour (a record)."""
    passages = Passage.objects.filter(date_service__lt=before, arrivee_le__isnull=False)
    count = passages.update(arrivee_le=None)
    for model in (Passage, Intervention, Dysfonctionnement, Presence):
        _blur_creation(model, before)
    Presence.objects.filter(date_service__lt=before, fin_le__isnull=False).update(
        debut_le=TruncHour("debut_le"), fin_le=TruncHour("fin_le")
    )
    return count


def _blur_creation(model: Any, before: date) -> None:
    model.objects.filter(date_service__lt=before).update(cree_le=TruncDay("cree_le"))


@transaction.atomic
def _unlink_people(before: date) -> int:
    """From here on, nobody can be placed: counts stay (taille_equipe, nombre_mediateurs), names go."""
    old: dict[str, Any] = {"date_service__lt": before}
    Presence.equipe.through.objects.filter(presence__in=Presence.objects.filter(**old)).delete()
    Intervention.mediateurs.through.objects.filter(intervention__in=Intervention.objects.filter(**old)).delete()
    CorrectionIntervention.objects.filter(intervention__in=Intervention.objects.filter(**old)).update(cree_par=None)
    touched = 0
    models: tuple[type[Model], ...] = (Intervention, Passage, Presence, Dysfonctionnement)
    for model in models:
        touched += model._default_manager.filter(cree_par__isnull=False, **old).update(cree_par=None)
    return touched
