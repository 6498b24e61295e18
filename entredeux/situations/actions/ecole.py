"""A pupil's case goes to the school's own pHARe team, said in person: here, the day alone.

Nothing leaves the product: no mail, no link, no text. The norm keeps the account in the school's file, and justice
asks the school for it, not us.
"""

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.situations.access import check_can_follow_situation
from entredeux.situations.enums import ExclusionDite
from entredeux.situations.models import Situation, TransmissionPhare

THEME = "ecole"


@transaction.atomic
def hand_over_to_phare(
    *, situation: Situation, by: Acteur, le: date | None = None, id: uuid.UUID | None = None
) -> TransmissionPhare:
    """`le`: the day it was said to the school's team (today). The same client-made id sent twice is noted once."""
    check_can_follow_situation(by, situation)
    situation = Situation.objects.select_for_update().get(pk=situation.pk)
    already = situation.transmissions_phare.filter(pk=id).first() if id else None
    if already:
        return already
    day = le or timezone.localdate()
    _check_handover(situation, day)
    handed = TransmissionPhare(
        id=id or uuid.uuid4(),
        structure=situation.structure,
        unite=situation.unite,
        cree_par=by.compte,
        situation=situation,
        transmise_le=day,
    )
    handed.save(force_insert=True)
    journal.record_write(by, "situations.phare.transmise", handed)
    return handed


@transaction.atomic
def record_exclusion(
    *, transmission: TransmissionPhare, exclusion: str, by: Acteur, dite_le: date | None = None
) -> TransmissionPhare:
    """What the school said, and when; said again, it replaces what was noted."""
    check_can_follow_situation(by, transmission.situation)
    day = dite_le or timezone.localdate()
    if exclusion not in ExclusionDite.values:
        raise ValidationError({"exclusion": "Choisissez ce que dit l'établissement, dans la liste."})
    if transmission.situation.est_oubliee:
        raise ValidationError("Cette situation est effacée : rien ne s'y ajoute plus.")
    if not transmission.transmise_le <= day <= timezone.localdate():
        raise ValidationError({"dite_le": "Entre le jour de la transmission et aujourd'hui ; vérifiez la date."})
    transmission.exclusion, transmission.exclusion_dite_le = exclusion, day
    transmission.save(update_fields=["exclusion", "exclusion_dite_le"])
    journal.record_write(by, "situations.phare.exclusion_dite", transmission, champs=["exclusion"])
    return transmission


@transaction.atomic
def withdraw_transmission(*, transmission: TransmissionPhare, by: Acteur) -> None:
    """Noted by mistake: the row goes, the journal alone remembers it."""
    check_can_follow_situation(by, transmission.situation)
    journal.record_write(by, "situations.phare.annulee", transmission)
    transmission.delete()


def _check_handover(situation: Situation, day: date) -> None:
    if situation.theme != THEME:
        raise ValidationError("Seule une situation du milieu scolaire se transmet à l'équipe pHARe.")
    if situation.est_oubliee:
        raise ValidationError("Cette situation est effacée : rien ne s'y ajoute plus.")
    if day > timezone.localdate():
        raise ValidationError({"le": "Cette date est à venir : notez la transmission une fois faite."})
    if day < situation.ouverte_le:
        raise ValidationError({"le": "Cette date précède l'ouverture de la situation ; vérifiez-la."})
    if situation.transmissions_phare.filter(transmise_le=day).exists():
        raise ValidationError({"le": "Cette transmission est déjà notée ce jour-là. Rien n'a été ajouté."})
