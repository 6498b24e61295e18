"""What the night does: reminds services, expires loudly what stays without an answer, ends what is no longer agreed."""

import uuid
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Consentement
from entredeux.orientations.actions.orientations import close_link, lock_envoi, renew_link
from entredeux.orientations.actions.reponses import end_for_withdrawal
from entredeux.orientations.calendrier import expires_on, next_reminder
from entredeux.orientations.enums import EtatEnvoi
from entredeux.orientations.etats import EN_ATTENTE, VIVANTS
from entredeux.orientations.models import Envoi
from entredeux.orientations.queries.partage import is_agreed


def remind_services(*, today: date | None = None) -> int:
    """Each envoi in its own transaction, so that one failing keeps no other. Returns how many changed."""
    today = today or timezone.localdate()
    waiting = Envoi.objects.filter(etat__in=VIVANTS).order_by("envoye_le")
    return sum(_keep_up(envoi, today) for envoi in waiting)


@transaction.atomic
def _keep_up(envoi: Envoi, today: date) -> bool:
    envoi = lock_envoi(envoi)
    if envoi.etat in VIVANTS and not is_agreed(envoi):
        end_for_withdrawal(envoi)
        return True
    if envoi.etat not in EN_ATTENTE or envoi.envoye_le is None:
        return False
    sent = timezone.localdate(envoi.envoye_le)
    if today >= expires_on(sent):
        return _expire(envoi)
    if envoi.etat == EtatEnvoi.ENVOYEE and today >= next_reminder(sent, envoi.rappels, envoi.rappele_le):
        return _remind(envoi, today)
    return False


def _expire(envoi: Envoi) -> bool:
    envoi.etat = EtatEnvoi.EXPIREE
    close_link(envoi)
    journal.record_write(Acteur.systeme(envoi.structure), "orientations.envoi.expire", envoi)
    return True


def _remind(envoi: Envoi, today: date) -> bool:
    if not envoi.partenaire.est_actif or not envoi.partenaire.courriel:
        return False
    envoi.rappels += 1
    envoi.rappele_le = today
    renew_link(envoi)
    journal.record_write(Acteur.systeme(envoi.structure), "orientations.envoi.rappele", envoi)
    return True


@transaction.atomic
def end_withdrawn(consentements: list[uuid.UUID]) -> None:
    """Called as a person withdraws agreements: what was said on their strength stops at once."""
    who = list(Consentement.objects.filter(pk__in=consentements).values_list("sujet", flat=True))
    living = Envoi.objects.filter(etat__in=VIVANTS)
    for envoi in living.filter(Q(orientation__partie_id__in=who) | Q(orientation_id__in=who)):
        envoi = lock_envoi(envoi)
        if not is_agreed(envoi):
            end_for_withdrawal(envoi)
