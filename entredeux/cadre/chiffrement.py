"""Encryption at rest: master key -> structure key -> one key per erasure unit -> each text.

Wrapping is AES-KW (RFC 3394), texts are AES-256-GCM whose associated data bind table, field, row and unit:
a ciphertext moved to another row does not open. A sealed value is `01 | nonce (12) | ciphertext | tag (16)`,
29 bytes more than the text. Only this module sees keys in clear.
"""

import base64
import hashlib
import hmac
import os
import uuid
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from entredeux.cadre.enums import GenreCle
from entredeux.cadre.models import Cle, CleEffacee

FORMAT = b"\x01"


class CleAbsente(Exception):
    """The unit's key was erased (or the wrong master key is set): the text is unreadable, for ever."""


class TexteAltere(Exception):
    """The sealed value does not belong to this row, or was changed."""


class TexteChiffreField(models.BinaryField):
    """A column of sealed bytes. Reading the attribute gives bytes, never the text: see `textes.read_texte`."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("default", bytes)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]


def _master(value: str) -> bytes:
    key = base64.b64decode(value)
    if len(key) != 32:
        raise ValueError("ENTREDEUX_CLE_MAITRE doit faire 32 octets, en base64.")
    return key


@lru_cache(maxsize=4096)
def _unwrap(wrapping: bytes, envelope: bytes) -> bytes:
    return aes_key_unwrap(wrapping, envelope)


def _open_under_master(envelope: bytes) -> bytes:
    for value in (settings.CLE_MAITRE, settings.CLE_MAITRE_PRECEDENTE):
        if value:
            try:
                return _unwrap(_master(value), bytes(envelope))
            except InvalidUnwrap:
                continue
    raise CleAbsente("Aucune clé maîtresse connue n'ouvre cette clé.")


def _new_under_master(**identity: object) -> bytes:
    """Creates the key unless a concurrent writer just did; returns the one that is stored."""
    envelope = aes_key_wrap(_master(settings.CLE_MAITRE), os.urandom(32))
    row, _ = Cle.objects.get_or_create(**identity, defaults={"enveloppe": envelope})
    return _open_under_master(row.enveloppe)


def secret_of_instance(usage: str) -> bytes:
    """32 bytes, made at first use, stable across a rotation of the master key."""
    return _cached_instance_secret(usage, settings.DATABASES["default"]["NAME"], settings.CLE_MAITRE)


@lru_cache(maxsize=64)
def _cached_instance_secret(usage: str, _base: str, _master_key: str) -> bytes:
    row = Cle.objects.filter(genre=GenreCle.INSTANCE, usage=usage).first()
    if row:
        return _open_under_master(row.enveloppe)
    return _new_under_master(genre=GenreCle.INSTANCE, usage=usage)


def forget_cached_secrets() -> None:
    """After a restore, a rotation, or between two tests: nothing of another database is reused."""
    _cached_instance_secret.cache_clear()
    _unwrap.cache_clear()


def keyed_hash(usage: str, value: str) -> str:
    """HMAC-SHA256 in hexadecimal (64 characters) under an instance secret: the blind index of `value`."""
    return hmac.new(secret_of_instance(usage), value.encode(), hashlib.sha256).hexdigest()


def _key_of_structure(structure: uuid.UUID) -> bytes:
    row = Cle.objects.filter(genre=GenreCle.STRUCTURE, structure=structure).first()
    if row:
        return _open_under_master(row.enveloppe)
    return _new_under_master(genre=GenreCle.STRUCTURE, structure=structure)


def _key_of_unite(unite: uuid.UUID, structure: uuid.UUID, *, create: bool) -> bytes:
    row = Cle.objects.filter(pk=unite).first()
    if row is None:
        if not create or CleEffacee.objects.filter(pk=unite).exists():
            raise CleAbsente("La clé de ce texte a été effacée.")
        envelope = aes_key_wrap(_key_of_structure(structure), os.urandom(32))
        row, _ = Cle.objects.get_or_create(
            pk=unite, defaults={"genre": GenreCle.UNITE, "structure": structure, "enveloppe": envelope}
        )
    return _unwrap(_key_of_structure(structure), bytes(row.enveloppe))


def _context(table: str, field: str, row: uuid.UUID, unite: uuid.UUID) -> bytes:
    return "|".join((table, field, str(row), str(unite))).encode()


def seal(text: str, *, table: str, field: str, row: uuid.UUID, unite: uuid.UUID, structure: uuid.UUID) -> bytes:
    """Sealed bytes of a text; an empty text is stored as no bytes at all."""
    return seal_bytes(text.encode(), table=table, field=field, row=row, unite=unite, structure=structure)


def seal_bytes(
    content: bytes, *, table: str, field: str, row: uuid.UUID, unite: uuid.UUID, structure: uuid.UUID
) -> bytes:
    if not content:
        return b""
    nonce = os.urandom(12)
    key = _key_of_unite(unite, structure, create=True)
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, content, _context(table, field, row, unite))


def unseal_bytes(
    sealed: bytes, *, table: str, field: str, row: uuid.UUID, unite: uuid.UUID, structure: uuid.UUID
) -> bytes:
    """The inverse of `seal_bytes`. Raises CleAbsente or TexteAltere."""
    sealed = bytes(sealed)
    if not sealed:
        return b""
    key = _key_of_unite(unite, structure, create=False)
    try:
        return AESGCM(key).decrypt(sealed[1:13], sealed[13:], _context(table, field, row, unite))
    except InvalidTag:
        raise TexteAltere("Ce texte chiffré n'est pas celui de cette ligne.") from None


def unseal(sealed: bytes, *, table: str, field: str, row: uuid.UUID, unite: uuid.UUID, structure: uuid.UUID) -> str:
    return unseal_bytes(sealed, table=table, field=field, row=row, unite=unite, structure=structure).decode()


@transaction.atomic
def erase_unite(unite: uuid.UUID) -> None:
    """Destroys the key of a unit: its texts and their history are unreadable here at once, and in every
    backup once the last dump of the key table is 35 days old."""
    Cle.objects.filter(pk=unite, genre=GenreCle.UNITE).delete()
    CleEffacee.objects.get_or_create(pk=unite, defaults={"effacee_le": timezone.now()})
    _unwrap.cache_clear()


@transaction.atomic
def rotate_master_key() -> int:
    """Wraps again, under ENTREDEUX_CLE_MAITRE, what the previous master key still opens. Returns the count."""
    rows = Cle.objects.select_for_update().filter(genre__in=[GenreCle.INSTANCE, GenreCle.STRUCTURE])
    for row in rows:
        row.enveloppe = aes_key_wrap(_master(settings.CLE_MAITRE), _open_under_master(row.enveloppe))
        row.save(update_fields=["enveloppe"])
    return len(rows)


@transaction.atomic
def rotate_structure_key(structure: uuid.UUID) -> int:
    """A new structure key; every unit key of the structure is wrapped again. Texts do not change."""
    old = _key_of_structure(structure)
    new = os.urandom(32)
    units = list(Cle.objects.select_for_update().filter(genre=GenreCle.UNITE, structure=structure))
    for row in units:
        row.enveloppe = aes_key_wrap(new, aes_key_unwrap(old, bytes(row.enveloppe)))
    Cle.objects.bulk_update(units, ["enveloppe"], batch_size=500)
    Cle.objects.filter(genre=GenreCle.STRUCTURE, structure=structure).update(
        enveloppe=aes_key_wrap(_master(settings.CLE_MAITRE), new)
    )
    return len(units)
