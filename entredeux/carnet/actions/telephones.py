"""Phones, the rights to send they hold, and the keys they seal to."""

import secrets
import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.carnet.access import check_can_enrol, check_can_manage_carnet
from entredeux.carnet.models import CleCarnet, JetonCarnet, Telephone
from entredeux.carnet.queries import current_key
from entredeux.carnet.scelle import hash_of_jeton, public_key

NOM_MAX = 60


@dataclass(frozen=True)
class Enrolement:
    """What the phone is given once: the token in clear is never seen again."""

    telephone: Telephone
    jeton: str


@transaction.atomic
def enrol_compte(*, nom: str = "", telephone: uuid.UUID | None = None, by: Acteur) -> Enrolement:
    """Gives this account the right to send from this phone, new or already enrolled by a colleague.

    The account's former right from the same phone ends. Raises ValidationError: a revoked phone, a name missing.
    """
    check_can_enrol(by)
    assert by.structure is not None
    assert by.compte is not None
    phone = _phone(nom, telephone, by)
    now = timezone.now()
    JetonCarnet.objects.filter(telephone=phone, compte=by.compte, revoque_le__isnull=True).update(revoque_le=now)
    jeton = secrets.token_urlsafe(32)
    JetonCarnet.objects.create(
        structure=by.structure, cree_par=by.compte, telephone=phone, compte=by.compte, index=hash_of_jeton(jeton)
    )
    ensure_key(by.structure)
    journal.record_write(by, "carnet.telephone.prepare", phone)
    return Enrolement(phone, jeton)


def _phone(nom: str, telephone: uuid.UUID | None, by: Acteur) -> Telephone:
    known = Telephone.objects.filter(pk=telephone, structure=by.structure).first() if telephone else None
    if known is not None:
        if known.revoque_le:
            raise ValidationError(
                "Ce téléphone a été retiré par la coordination : demandez-lui de le préparer à nouveau."
            )
        return known
    assert by.structure is not None
    name = nom.strip()
    if not name or len(name) > NOM_MAX:
        raise ValidationError({"nom": f"Donnez un nom à ce téléphone, de {NOM_MAX} caractères au plus."})
    identifier = {"pk": telephone} if telephone and not Telephone.objects.filter(pk=telephone).exists() else {}
    return Telephone.objects.create(structure=by.structure, cree_par=by.compte, nom=name, **identifier)


@transaction.atomic
def revoke_telephone(telephone: Telephone, *, by: Acteur) -> Telephone:
    """Lost, stolen, given back: what it still sends goes to quarantine, nothing else. Twice changes nothing."""
    check_can_manage_carnet(by, telephone)
    telephone = Telephone.objects.select_for_update().get(pk=telephone.pk)
    if telephone.revoque_le is None:
        telephone.revoque_le, telephone.revoque_par = timezone.now(), by.compte
        telephone.version += 1
        telephone.save(update_fields=["revoque_le", "revoque_par", "version"])
        journal.record_write(by, "carnet.telephone.revoque", telephone)
    return telephone


def ensure_key(structure: Structure) -> CleCarnet:
    """The key phones of this structure seal to; made at first need. Two at once make one."""
    found = current_key(structure)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _new_key(structure)
    except IntegrityError:
        return CleCarnet.objects.get(structure=structure, retiree_le__isnull=True)


@transaction.atomic
def rotate_key(structure: Structure, *, by: Acteur) -> CleCarnet:
    """A new key for entries to come; the retired one still opens what phones sealed before they learn of it."""
    check_can_manage_carnet(by)
    CleCarnet.objects.filter(structure=structure, retiree_le__isnull=True).update(retiree_le=timezone.now())
    row = _new_key(structure)
    journal.record_write(by, "carnet.cle.tournee", structure=structure.pk)
    return row


def _new_key(structure: Structure) -> CleCarnet:
    identifier = uuid.uuid4()
    return CleCarnet.objects.create(id=identifier, structure=structure, publique=public_key(identifier))
