"""Nobody is forgotten: when to come back, and who follows, alone or as a pair."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Compte
from entredeux.situations.access import check_can_follow_situation
from entredeux.situations.actions.equipe import check_team
from entredeux.situations.actions.etapes import check_next_date
from entredeux.situations.models import Situation


@transaction.atomic
def plan_situation(*, situation: Situation, prochaine_date: date, by: Acteur) -> Situation:
    """Comes back to it another day, today at the earliest."""
    check_can_follow_situation(by, situation)
    if situation.est_close:
        raise ValidationError("Cette situation est close : elle n'a plus de prochaine date.")
    situation.prochaine_date = check_next_date(prochaine_date)
    situation.save(update_fields=["prochaine_date"])
    journal.record_write(by, "situations.situation.planifiee", situation, champs=["prochaine_date"])
    return situation


@transaction.atomic
def assign_situation(*, situation: Situation, referent: Compte, by: Acteur, binome: Compte | None = None) -> Situation:
    """Who follows it, and with whom: both of the structure's mediation team today."""
    check_can_follow_situation(by, situation)
    check_team(situation, [compte for compte in (referent, binome) if compte], field="referent")
    if binome is not None and binome.pk == referent.pk:
        raise ValidationError({"binome": "Un binôme, c'est une autre personne."})
    situation.referent, situation.binome = referent, binome
    situation.save(update_fields=["referent", "binome"])
    journal.record_write(by, "situations.situation.confiee", situation, champs=["referent", "binome"])
    return situation
