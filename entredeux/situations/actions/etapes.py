"""A situation passes from one step to the next, and the last step is undone within a day."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Compte
from entredeux.situations.access import check_can_follow_situation
from entredeux.situations.actions.equipe import check_team
from entredeux.situations.actions.parties import end_participation
from entredeux.situations.enums import FinSansAccord
from entredeux.situations.etapes import CLOSES, delay_after, find_transition
from entredeux.situations.models import EtapeSituation, Partie, Situation
from entredeux.situations.queries.manques import missing_for

REPENTIR = timedelta(hours=24)
PAR_UNE_PARTIE = (FinSansAccord.REFUS_PARTIE, FinSansAccord.RETRAIT_PARTIE)
ENTRE_TEMPS = "Cette situation a changé pendant votre lecture : relisez son étape, puis recommencez. Rien n'est perdu."


@transaction.atomic
def advance_situation(
    *,
    situation: Situation,
    vers: str,
    by: Acteur,
    le: date | None = None,
    motif: str = "",
    partie: Partie | None = None,
    prochaine_date: date | None = None,
    version: int | None = None,
    binome: Compte | None = None,
) -> Situation:
    """Takes the step `vers`, `le` the day it happened (today). Raises ValidationError, with a sentence saying what
    is missing, when the table does not lead there or what it asks is not there.

    `motif` says how it ends, when it ends; `partie`, who refused or withdrew; `binome`, who was there with `by`.
    `version`: the one that was read.
    """
    check_can_follow_situation(by, situation)
    situation = Situation.objects.select_for_update().get(pk=situation.pk)
    if version is not None and version != situation.version:
        raise ValidationError(ENTRE_TEMPS)
    day = le or timezone.localdate()
    _check_step(situation, vers, day, motif, partie)
    _check_binome(situation, binome, by)
    if partie is not None and motif in PAR_UNE_PARTIE:
        end_participation(partie, motif=motif, le=day, by=by)
    avant = EtapeSituation(avant=situation.etape, prochaine_date_avant=situation.prochaine_date)
    _move(situation, vers, day, motif, prochaine_date)
    avant.motif, avant.partie, avant.binome = motif, partie if motif in PAR_UNE_PARTIE else None, binome
    _add_to_history(situation, avant, le=day, by=by)
    journal.record_write(by, "situations.situation.avancee", situation, champs=["etape"])
    return situation


def add_first_step(situation: Situation, *, by: Acteur) -> None:
    """Called once, when it opens."""
    _add_to_history(situation, EtapeSituation(), le=situation.ouverte_le, by=by)


@transaction.atomic
def undo_step(*, situation: Situation, by: Acteur) -> Situation:
    """Takes back the last step, within 24 hours: a slip, not a rewriting. Agreements that a withdrawal ended stay
    ended: whoever withdrew says yes again, or not."""
    check_can_follow_situation(by, situation)
    situation = Situation.objects.select_for_update().get(pk=situation.pk)
    last = situation.etapes.select_related("partie").order_by("rang").last()
    if last is None or not last.avant:
        raise ValidationError("Cette situation n'a pas encore changé d'étape : il n'y a rien à annuler.")
    if last.cree_le < timezone.now() - REPENTIR:
        raise ValidationError("Une étape s'annule pendant 24 heures. Ensuite, notez l'étape suivante.")
    if last.partie and last.partie.issue == last.motif:
        Partie.objects.filter(pk=last.partie.pk).update(retiree_le=None, issue="")
    situation.etape, situation.issue, situation.close_le = last.avant, "", None
    situation.prochaine_date = last.prochaine_date_avant
    situation.version += 1
    situation.save()
    last.delete()
    journal.record_write(by, "situations.situation.etape_annulee", situation, champs=["etape"])
    return situation


def can_undo_step(last: EtapeSituation | None) -> bool:
    return last is not None and bool(last.avant) and last.cree_le >= timezone.now() - REPENTIR


def _check_step(situation: Situation, vers: str, day: date, motif: str, partie: Partie | None) -> None:
    if missing := missing_for(situation, vers):
        raise ValidationError(missing)
    if day > timezone.localdate():
        raise ValidationError({"le": "Cette étape est datée dans le futur ; vérifiez la date."})
    if day < situation.ouverte_le:
        raise ValidationError({"le": "Cette étape est datée d'avant l'ouverture de la situation ; vérifiez la date."})
    transition = find_transition(situation.etape, vers)
    if transition and transition.issues and motif not in transition.issues:
        raise ValidationError({"motif": "Dites comment elle se termine, en choisissant dans la liste."})
    if partie is not None and partie.situation_id != situation.pk:
        raise ValidationError({"partie": "Cette partie n'est pas de cette situation."})
    if motif in PAR_UNE_PARTIE and partie is None and situation.parties.exists():
        raise ValidationError({"partie": "Dites quelle partie refuse ou se retire."})


def _check_binome(situation: Situation, binome: Compte | None, by: Acteur) -> None:
    if binome is None:
        return
    if by.compte is not None and binome.pk == by.compte.pk:
        raise ValidationError({"binome": "Un binôme, c'est une autre personne."})
    check_team(situation, [binome], field="binome")


def _move(situation: Situation, vers: str, day: date, motif: str, prochaine_date: date | None) -> None:
    situation.etape = vers
    if vers in CLOSES:
        situation.prochaine_date, situation.close_le, situation.issue = None, day, motif
    else:
        situation.prochaine_date = check_next_date(prochaine_date) or max(day + delay_after(vers), timezone.localdate())
    situation.version += 1
    situation.save()


def _add_to_history(situation: Situation, step: EtapeSituation, *, le: date, by: Acteur) -> None:
    step.structure, step.unite, step.version = situation.structure, situation.unite, situation.version
    step.cree_par, step.situation, step.code, step.le = by.compte, situation, situation.etape, le
    step.rang = situation.etapes.count() + 1
    step.save(force_insert=True)


def check_next_date(day: date | None) -> date | None:
    if day is not None and day < timezone.localdate():
        raise ValidationError({"prochaine_date": "La prochaine date est déjà passée ; choisissez-en une à venir."})
    return day
