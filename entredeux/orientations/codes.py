"""The one-time code: six digits, a quarter of an hour, five tries, kept only as a keyed hash."""

import secrets
from datetime import timedelta

from django.utils import timezone

from entredeux.cadre.chiffrement import keyed_hash
from entredeux.orientations.models import Envoi

ESSAIS = 5
DUREE_CODE = timedelta(minutes=15)
ATTENTE_CODE = timedelta(minutes=1)


def make_code(envoi: Envoi) -> str:
    """Called as the mail leaves, so that the code is written nowhere else; the former one dies."""
    code = f"{secrets.randbelow(10**6):06d}"
    envoi.code_index, envoi.code_le = hash_code(envoi, code), timezone.now()
    envoi.save(update_fields=["code_index", "code_le"])
    return code


def hash_code(envoi: Envoi, code: str) -> str:
    return keyed_hash("orientations.code", f"{envoi.pk}:{envoi.tour}:{code}")
