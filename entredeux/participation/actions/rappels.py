"""What the night does for residents who wait: one reminder to a body whose date has passed."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.participation.actions.groupes import lock_groupe, renew_link
from entredeux.participation.enums import EtatGroupe
from entredeux.participation.models import GroupeParoles


def remind_late_bodies(*, today: date | None = None) -> int:
    """Once, the day after the promised date, unless the team reminded them already: then a person calls. Each group in
    its own transaction. Returns how many mails leave."""
    today = today or timezone.localdate()
    late = GroupeParoles.objects.filter(
        etat=EtatGroupe.ENVOYE, est_par_courriel=True, rappels=0, reponse_due_le__lt=today
    )
    return sum(_remind(groupe) for groupe in late)


@transaction.atomic
def _remind(groupe: GroupeParoles) -> bool:
    groupe = lock_groupe(groupe)
    body = groupe.destinataire
    if groupe.etat != EtatGroupe.ENVOYE or groupe.rappels or body is None or not (body.est_actif and body.courriel):
        return False
    groupe.rappels += 1
    renew_link(groupe)
    journal.record_write(Acteur.systeme(groupe.structure), "participation.groupe.rappele", groupe)
    return True
