"""A danger leaves mediation: told, decided, sent, received. Only that is kept."""

import uuid
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unite
from entredeux.cadre.textes import seal_texte
from entredeux.situations.access import check_can_decide_alerte, check_can_follow_alerte, check_can_raise_alerte
from entredeux.situations.enums import Decision, DestinataireAlerte
from entredeux.situations.models import Alerte
from entredeux.socle.erreurs import Refus

REFERENCE_MAX = 60
REPENTIR = timedelta(hours=24)
FUTUR = "Cette date est dans le futur ; vérifiez-la."


@transaction.atomic
def raise_alerte(
    *,
    destinataire: str,
    by: Acteur,
    vue_le: date | None = None,
    est_faite: bool = False,
    id: uuid.UUID | None = None,
) -> Alerte:
    """`est_faite`: already called or written, in the emergency; whoever acts decided it and sent it that day. Otherwise
    it waits for a decision. The same client-made id sent twice is noted once."""
    check_can_raise_alerte(by)
    if by.compte is None:
        raise Refus("Une alerte se note sous son compte.")
    already = Alerte.objects.filter(pk=id, cree_par=by.compte).first() if id else None
    if already:
        return already
    if destinataire not in DestinataireAlerte.values:
        raise ValidationError({"destinataire": "Choisissez à qui le danger est dit."})
    day = vue_le or timezone.localdate()
    if day > timezone.localdate():
        raise ValidationError({"vue_le": FUTUR})
    alerte = Alerte(
        id=id or uuid.uuid4(), structure=by.structure, cree_par=by.compte, destinataire=destinataire, vue_le=day
    )
    if est_faite:
        alerte.decision, alerte.decidee_par = Decision.ALERTER, by.compte
        alerte.decidee_le = alerte.transmise_le = timezone.localdate()
    alerte.save(force_insert=True)
    journal.record_write(by, "situations.alerte.notee", alerte)
    return alerte


@transaction.atomic
def decide_alerte(*, alerte: Alerte, decision: str, by: Acteur, le: date | None = None) -> Alerte:
    """Whoever leads says to alert or not; their name stays with it."""
    check_can_decide_alerte(by, alerte)
    if by.compte is None:
        raise Refus("Une alerte se décide sous son compte.")
    if decision not in Decision.values:
        raise ValidationError("Dites s'il faut alerter ou non.")
    alerte = _locked(alerte)
    if alerte.transmise_le:
        raise ValidationError("Cette alerte est déjà partie : sa décision ne change plus.")
    day = _day(le, alerte.vue_le, "le", "La décision précède le jour où le danger a été vu.")
    alerte.decision, alerte.decidee_le, alerte.decidee_par = decision, day, by.compte
    alerte.save(update_fields=["decision", "decidee_le", "decidee_par"])
    journal.record_write(by, "situations.alerte.decidee", alerte, champs=["decision", "decidee_le", "decidee_par"])
    return alerte


@transaction.atomic
def transmit_alerte(*, alerte: Alerte, by: Acteur, le: date | None = None) -> Alerte:
    """It was called, or sent, that day."""
    check_can_follow_alerte(by, alerte)
    alerte = _locked(alerte)
    if alerte.decision != Decision.ALERTER:
        raise ValidationError("Cette alerte n'est pas encore décidée : demandez à la coordination ou à la direction.")
    alerte.transmise_le = _day(le, alerte.vue_le, "le", "L'envoi précède le jour où le danger a été vu.")
    alerte.save(update_fields=["transmise_le"])
    journal.record_write(by, "situations.alerte.transmise", alerte, champs=["transmise_le"])
    return alerte


@transaction.atomic
def acknowledge_alerte(*, alerte: Alerte, by: Acteur, le: date | None = None, reference: str = "") -> Alerte:
    """Whoever it was told to said so. Their reference, if they gave one, is sealed."""
    check_can_follow_alerte(by, alerte)
    alerte = _locked(alerte)
    if alerte.transmise_le is None:
        raise ValidationError("Notez d'abord quel jour l'alerte est partie.")
    text = reference.strip()
    if len(text) > REFERENCE_MAX:
        raise ValidationError({"reference": f"{REFERENCE_MAX} caractères au plus ; ce texte en compte {len(text)}."})
    alerte.accusee_le = _day(le, alerte.transmise_le, "accusee_le", "L'accusé de réception précède l'envoi.")
    seal_texte(alerte, "reference", text)
    alerte.save(update_fields=["accusee_le", "reference"])
    journal.record_write(by, "situations.alerte.accusee", alerte, champs=["accusee_le", "reference"])
    return alerte


@transaction.atomic
def withdraw_alerte(*, alerte: Alerte, by: Acteur) -> None:
    """A slip, within 24 hours: the row goes, the journal alone remembers it."""
    check_can_follow_alerte(by, alerte)
    if alerte.cree_le < timezone.now() - REPENTIR:
        raise ValidationError("Une alerte s'annule pendant 24 heures. Ensuite, elle s'efface à sa date.")
    journal.record_write(by, "situations.alerte.annulee", alerte)
    erase_unite(alerte.unite)
    alerte.delete()


def _locked(alerte: Alerte) -> Alerte:
    return Alerte.objects.select_for_update().get(pk=alerte.pk)


def _day(day: date | None, after: date, field: str, early: str) -> date:
    day = day or timezone.localdate()
    if day > timezone.localdate():
        raise ValidationError({field: FUTUR})
    if day < after:
        raise ValidationError({field: early})
    return day
