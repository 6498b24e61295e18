"""Keys of the API: opened by who answers for the structure, shown once, read by their digest, withdrawn at will."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.journal import record_read, record_write
from entredeux.observatoire.access import ActeurCle, check_can_manage_cle, check_can_open_cle
from entredeux.observatoire.enums import PorteeCle
from entredeux.observatoire.models import CleApi, Convention

DUREE_MAX = timedelta(days=366)
PREFIXE = "ed_"


@dataclass(frozen=True)
class CleOuverte:
    """`jeton` exists here and nowhere else: it is shown once."""

    cle: CleApi
    jeton: str


def hash_of_jeton(jeton: str) -> str:
    return hashlib.sha256(jeton.encode()).hexdigest()


@transaction.atomic
def open_cle(
    *, nom: str, portees: Sequence[str], expire_le: date, convention: Convention | None = None, by: Acteur
) -> CleOuverte:
    """Raises ValidationError: an unknown scope, no day of end or one past a year, the floor of 5 without agreement."""
    check_can_open_cle(by)
    assert by.structure is not None
    scopes = _scopes_of(portees)
    today = timezone.localdate()
    if not today <= expire_le <= today + DUREE_MAX:
        raise ValidationError({"expire_le": "Choisissez un jour d'ici à un an : une clé oubliée s'éteint seule."})
    _check_convention(scopes, convention, by)
    jeton = PREFIXE + secrets.token_urlsafe(32)
    cle = CleApi.objects.create(
        structure=by.structure,
        cree_par=by.compte,
        nom=nom,
        prefixe=jeton[: len(PREFIXE) + 6],
        empreinte=hash_of_jeton(jeton),
        portees=scopes,
        convention=convention,
        expire_le=expire_le,
    )
    record_write(by, "observatoire.cle.ouverte", cle, champs=scopes)
    return CleOuverte(cle, jeton)


@transaction.atomic
def revoke_cle(cle: CleApi, *, by: Acteur) -> CleApi:
    """At once, for ever. Withdrawing it again changes nothing."""
    check_can_manage_cle(by, cle)
    locked = CleApi.objects.select_for_update().get(pk=cle.pk)
    if locked.revoquee_le:
        return locked
    locked.revoquee_le, locked.revoquee_par = timezone.now(), by.compte
    locked.version += 1
    locked.save()
    record_write(by, "observatoire.cle.retiree", locked)
    return locked


def _scopes_of(portees: Sequence[str]) -> list[str]:
    unknown = [each for each in portees if each not in PorteeCle.values]
    if unknown:
        raise ValidationError({"portees": f"La portée « {unknown[0][:40]} » n'existe pas."})
    if not portees:
        raise ValidationError({"portees": "Choisissez ce que cette clé peut lire."})
    return [each for each in PorteeCle.values if each in portees]


def _check_convention(scopes: Sequence[str], convention: Convention | None, by: Acteur) -> None:
    if PorteeCle.FIGURES_CONVENTION not in scopes:
        if convention is not None:
            raise ValidationError({"convention": "Une convention ne sert qu'à la lecture au seuil de 5."})
        return
    if convention is None or by.structure is None or convention.structure_id != by.structure.pk:
        raise ValidationError({"convention": "Le seuil de 5 demande une convention de votre structure."})


def find_cle(jeton: str) -> CleApi | None:
    """The key of this token, if it opens something today. Found by digest: nothing to compare in constant time."""
    today = timezone.localdate()
    found = CleApi.objects.select_related("structure", "convention").filter(empreinte=hash_of_jeton(jeton)).first()
    if found is None or found.revoquee_le or found.expire_le < today or not found.structure.est_active:
        return None
    return found


def acteur_of_cle(cle: CleApi) -> ActeurCle:
    return ActeurCle.of_cle(cle)


@transaction.atomic
def note_reading(cle: CleApi, *, quoi: Sequence[str], nombre: int) -> None:
    """One line of the journal a reading: which key, what was asked, how many cells or rows went out."""
    today = timezone.localdate()
    CleApi.objects.filter(pk=cle.pk).exclude(servie_le=today).update(servie_le=today)
    record_read(acteur_of_cle(cle), "observatoire.api.lu", cle, champs=quoi, nombre=nombre)
