"""Each party on its own: the role explained to it, its withdrawal, its return, how it ended for it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.consentements import end_consentements_of
from entredeux.situations.access import check_can_follow_partie
from entredeux.situations.enums import FinSansAccord
from entredeux.situations.models import Partie
from entredeux.themes.queries import check_term

RETRAITS = (FinSansAccord.REFUS_PARTIE, FinSansAccord.RETRAIT_PARTIE)


@transaction.atomic
def explain_role(*, partie: Partie, by: Acteur, le: date | None = None) -> Partie:
    """The mediator's role and its limits were explained to this party, that day (norm: before anything else)."""
    check_can_follow_partie(by, partie)
    partie.role_explique_le = _past_day(le)
    partie.save(update_fields=["role_explique_le"])
    journal.record_write(by, "situations.partie.role_explique", partie, champs=["role_explique_le"])
    return partie


@transaction.atomic
def withdraw_partie(
    *, partie: Partie, by: Acteur, motif: str = FinSansAccord.RETRAIT_PARTIE, le: date | None = None
) -> Partie:
    """It refuses or withdraws; the others go on if they wish. Its agreements end and its words stop being shown."""
    check_can_follow_partie(by, partie)
    if motif not in RETRAITS:
        raise ValidationError({"motif": "Dites si cette partie refuse ou se retire."})
    if partie.retiree_le:
        raise ValidationError("Cette partie s'est déjà retirée : rien n'a été changé.")
    return end_participation(partie, motif=motif, le=_past_day(le), by=by)


def end_participation(partie: Partie, *, motif: str, le: date, by: Acteur) -> Partie:
    """Within the transaction of an action that has checked the right. Both rows change or none."""
    partie.retiree_le, partie.issue = le, motif
    partie.save(update_fields=["retiree_le", "issue"])
    end_consentements_of(sujet=partie.pk, by=by)
    journal.record_write(by, "situations.partie.retiree", partie, champs=["retiree_le", "issue"])
    return partie


@transaction.atomic
def return_partie(*, partie: Partie, by: Acteur) -> Partie:
    """It comes back. What it had agreed to ended when it left: it is asked again."""
    check_can_follow_partie(by, partie)
    if partie.retiree_le is None:
        raise ValidationError("Cette partie est déjà dans la situation.")
    if partie.situation.est_close:
        raise ValidationError("Cette situation est close : ouvrez-en une nouvelle pour reprendre.")
    partie.retiree_le, partie.issue = None, ""
    partie.save(update_fields=["retiree_le", "issue"])
    journal.record_write(by, "situations.partie.revenue", partie, champs=["retiree_le", "issue"])
    return partie


@transaction.atomic
def record_issue_partie(*, partie: Partie, issue: str, by: Acteur) -> Partie:
    """How it ended for this party, which may not be how it ended for the other."""
    check_can_follow_partie(by, partie)
    partie.issue = check_term("issues", issue, timezone.localdate())
    partie.save(update_fields=["issue"])
    journal.record_write(by, "situations.partie.issue_notee", partie, champs=["issue"])
    return partie


def _past_day(day: date | None) -> date:
    day = day or timezone.localdate()
    if day > timezone.localdate():
        raise ValidationError({"le": "Cette date est dans le futur ; vérifiez-la."})
    return day
