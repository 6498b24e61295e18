"""An act belongs to a situation: it takes its protected unit, and its note goes under the situation's key."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unite
from entredeux.cadre.textes import EFFACE, open_without_journal, seal_texte
from entredeux.situations.access import check_can_follow_situation
from entredeux.situations.models import Situation
from entredeux.terrain.access import check_can_correct_intervention
from entredeux.terrain.actions.interventions import record_intervention
from entredeux.terrain.models import Intervention
from entredeux.terrain.saisie import SaisieIntervention

ARRETE_APRES = timedelta(days=45)  # a month's figures are fixed 45 days after its end (docs/observatoire.md)


@transaction.atomic
def link_intervention(*, intervention: Intervention, situation: Situation, by: Acteur) -> Intervention:
    """Raises ValidationError: already linked elsewhere, a closed situation, or a month whose figures are fixed, since
    the unit of an act is frozen with them. Linking twice to the same situation does nothing."""
    check_can_correct_intervention(by, intervention)
    check_can_follow_situation(by, situation)
    intervention = Intervention.objects.select_for_update().get(pk=intervention.pk)
    if intervention.situation_id == situation.pk:
        return intervention
    if intervention.situation_id:
        raise ValidationError("Cette intervention est déjà rattachée à une situation.")
    if situation.est_close:
        raise ValidationError("Cette situation est close : rattachez l'intervention à une situation ouverte.")
    if is_fixed(intervention.date_service):
        raise ValidationError("Les figures de ce mois sont arrêtées : ses interventions ne changent plus de situation.")
    _move(intervention, situation)
    journal.record_write(by, "terrain.intervention.rattachee", intervention, champs=["situation"])
    return intervention


@transaction.atomic
def record_followed_intervention(
    saisie: SaisieIntervention, *, situation: Situation | None, by: Acteur
) -> Intervention:
    """Records the act, and links it to what it is a step of, or neither. Sent twice, both are done once."""
    intervention = record_intervention(saisie, by=by)
    return link_intervention(intervention=intervention, situation=situation, by=by) if situation else intervention


def is_fixed(day: date) -> bool:
    after = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return after + ARRETE_APRES <= timezone.localdate()


def _move(intervention: Intervention, situation: Situation) -> None:
    rows = [(intervention, "note"), *((row, "note_avant") for row in intervention.corrections.all())]
    words = [(row, field, open_without_journal(row, field)) for row, field in rows if getattr(row, field)]
    former = intervention.unite
    intervention.situation, intervention.unite = situation, situation.unite
    intervention.version += 1
    for row, field, text in words:
        if text == EFFACE:
            continue
        row.unite = situation.unite
        seal_texte(row, field, text)
    for row, _ in rows:
        row.unite = situation.unite
        row.save()
    erase_unite(former)
