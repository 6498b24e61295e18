"""Encryption at rest: master key -> structure key -> one key per erasure unit -> each text.

Wrapping is AES-KW (RFC 3394), texts are AES-256-GCM whose associated data bind table, field, row and unit:
a ciphertext moved to another row does not open. A sealed value is `01 | nonce (12) | ciphertext | tag (16)`,
29 bytes more than the text. Only this module sees keys in clear.
"""

import base64
import binascii
import hashlib
import hmac
import os
import uuid
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from entredeux.cadre.champs import TexteChiffreField as TexteChiffreField  # models of the apps above take it from here
from entredeux.cadre.enums import GenreCle
from entredeux.cadre.models import Cle, CleEffacee

FORMAT = b"\x01"


class CleAbsente(Exception):
    """The unit's key was erased: the text is unreadable, for ever."""


class CleMaitreInconnue(Exception):
    """Neither ENTREDEUX_CLE_MAITRE nor the previous one opens this key: a wrong setting, nothing is lost yet."""


class TexteAltere(Exception):
    """The sealed value does not belong to this row, or was changed."""


def read_master(value: str) -> bytes:
    """32 bytes from their base64. Raises ValueError with a sentence."""
    try:
        key = base64.b64decode(value, validate=True)
    except binascii.Error:
        raise ValueError("La clé maîtresse n'est pas du base64.") from None
    if len(key) != 32:
        raise ValueError("La clé maîtresse doit faire 32 octets, en base64.")
    return key


@lru_cache(maxsize=4096)
def _unwrap(wrapping: bytes, envelope: bytes) -> bytes:
    return aes_key_unwrap(wrapping, envelope)


def _open_under_master(envelope: bytes) -> bytes:
    for value in (settings.CLE_MAITRE, settings.CLE_MAITRE_PRECEDENTE):
        if value:
            try:
                return _unwrap(read_master(value), bytes(envelope))
            except InvalidUnwrap:
                continue
    raise CleMaitreInconnue("Aucune clé maîtresse connue n'ouvre cette clé : vérifiez ENTREDEUX_CLE_MAITRE.")


def _new_under_master(**identity: object) -> bytes:
    """Creates the key unless a concurrent writer just did; returns the one that is stored."""
    envelope = aes_key_wrap(read_master(settings.CLE_MAITRE), os.urandom(32))
    row, _ = Cle.objects.get_or_create(**identity, defaults={"enveloppe": envelope})
    return _open_under_master(bytes(row.enveloppe))


# --- secrets of the instance

SECRETS = ("journal", "signature-journal")  # made by `migrate`; others are made at first use

_secrets: dict[tuple[str, str], bytes] = {}
_uncommitted: set[tuple[str, str]] = set()


def secret_of_instance(usage: str) -> bytes:
    """32 bytes, made at first use, stable across a rotation of the master key."""
    name = (str(connection.settings_dict["NAME"]), usage)
    if name in _secrets:
        return _secrets[name]
    row = Cle.objects.filter(genre=GenreCle.INSTANCE, usage=usage).first()
    if row:
        secret = _open_under_master(bytes(row.enveloppe))
    else:
        secret = _new_under_master(genre=GenreCle.INSTANCE, usage=usage)
        _uncommitted.add(name)
        transaction.on_commit(lambda: _uncommitted.discard(name))
    if name not in _uncommitted:  # a secret whose transaction may still roll back must not outlive it
        _secrets[name] = secret
    return secret


def instance_secrets(prefix: str) -> list[str]:
    """Usages of the instance's secrets that start so."""
    rows = Cle.objects.filter(genre=GenreCle.INSTANCE, usage__startswith=prefix).order_by("usage")
    return list(rows.values_list("usage", flat=True))


def erase_secret_of_instance(usage: str) -> None:
    """What was drawn from it can be drawn no more. Only for secrets made for a time (the tokens of a month)."""
    if usage in SECRETS:
        raise ValueError(f"Le secret « {usage} » ne s'efface pas.")
    Cle.objects.filter(genre=GenreCle.INSTANCE, usage=usage).delete()
    _secrets.pop((str(connection.settings_dict["NAME"]), usage), None)


def ensure_instance_secrets(**_: object) -> None:
    """After `migrate`: concurrent first requests find the secrets already there."""
    if Cle._meta.db_table in connection.introspection.table_names():
        for usage in SECRETS:
            if not Cle.objects.filter(genre=GenreCle.INSTANCE, usage=usage).exists():
                _new_under_master(genre=GenreCle.INSTANCE, usage=usage)


def forget_cached_secrets() -> None:
    """After a restore, a rotation, or between two tests: nothing of another database is reused."""
    _secrets.clear()
    _uncommitted.clear()
    _unwrap.cache_clear()


def keyed_hash(usage: str, value: str) -> str:
    """HMAC-SHA256 in hexadecimal (64 characters) under an instance secret: the blind index of `value`."""
    return hmac.new(secret_of_instance(usage), value.encode(), hashlib.sha256).hexdigest()


# --- keys of structures and of erasure units


def _envelope_of_structure(structure: uuid.UUID) -> bytes:
    row = Cle.objects.filter(genre=GenreCle.STRUCTURE, structure=structure).first()
    if row is None:
        _new_under_master(genre=GenreCle.STRUCTURE, structure=structure)
        row = Cle.objects.get(genre=GenreCle.STRUCTURE, structure=structure)
    return bytes(row.enveloppe)


class Trousseau:
    """The unit keys of one structure, fetched together: a bulk act seals thousands of texts in few queries.

    With `create`, missing keys are made; a unit whose key was erased raises CleAbsente and nothing is made.
    Without it, a missing key raises CleAbsente when its text is opened.
    """

    def __init__(self, structure: uuid.UUID, unites: Iterable[uuid.UUID], *, create: bool) -> None:
        self.structure = structure
        wanted = set(unites)
        self._envelopes = self._fetch(wanted)
        if create and (missing := wanted - self._envelopes.keys()):
            self._create(missing)
            self._envelopes |= self._fetch(missing)
        self._wrapping = _open_under_master(_envelope_of_structure(structure)) if self._envelopes else b""

    def seal(self, content: bytes, *, table: str, field: str, row: uuid.UUID, unite: uuid.UUID) -> bytes:
        """`01 | nonce | ciphertext | tag`; nothing is stored as nothing."""
        if not content:
            return b""
        nonce = os.urandom(12)
        return FORMAT + nonce + AESGCM(self._key(unite)).encrypt(nonce, content, _context(table, field, row, unite))

    def unseal(self, sealed: bytes, *, table: str, field: str, row: uuid.UUID, unite: uuid.UUID) -> bytes:
        """The inverse of `seal`. Raises CleAbsente or TexteAltere."""
        sealed = bytes(sealed)
        if not sealed:
            return b""
        if sealed[:1] != FORMAT:
            raise TexteAltere("Ce texte chiffré n'est pas d'un format connu.")
        try:
            return AESGCM(self._key(unite)).decrypt(sealed[1:13], sealed[13:], _context(table, field, row, unite))
        except (InvalidTag, ValueError):
            raise TexteAltere("Ce texte chiffré n'est pas celui de cette ligne.") from None

    def _key(self, unite: uuid.UUID) -> bytes:
        if unite not in self._envelopes:
            raise CleAbsente("La clé de ce texte a été effacée.")
        try:
            return _unwrap(self._wrapping, self._envelopes[unite])
        except InvalidUnwrap:
            raise TexteAltere("La clé de ce texte n'appartient pas à cette structure.") from None

    @staticmethod
    def _fetch(unites: set[uuid.UUID]) -> dict[uuid.UUID, bytes]:
        found: dict[uuid.UUID, bytes] = {}
        for some in _batches(unites):
            rows = Cle.objects.filter(genre=GenreCle.UNITE, pk__in=some).values_list("pk", "enveloppe")
            found |= {pk: bytes(envelope) for pk, envelope in rows}
        return found

    def _create(self, unites: set[uuid.UUID]) -> None:
        """A rotation of the structure's key may commit between reading that key and writing ours: then again.

        Our insert locks the table against a rotation (see `_stop_other_key_writers`), so the second look decides.
        """
        for some in _batches(unites):
            if CleEffacee.objects.filter(pk__in=some).exists():
                raise CleAbsente("La clé de ce texte a été effacée.")
            while not self._try_to_create(some):
                continue

    def _try_to_create(self, unites: list[uuid.UUID]) -> bool:
        try:
            with transaction.atomic():
                envelope = _envelope_of_structure(self.structure)
                wrapping = _open_under_master(envelope)
                Cle.objects.bulk_create([self._new(unite, wrapping) for unite in unites], ignore_conflicts=True)
                if _envelope_of_structure(self.structure) != envelope:
                    raise _CleTournee
        except _CleTournee:
            return False
        return True

    def _new(self, unite: uuid.UUID, wrapping: bytes) -> Cle:
        return Cle(
            pk=unite,
            genre=GenreCle.UNITE,
            structure=self.structure,
            enveloppe=aes_key_wrap(wrapping, os.urandom(32)),
        )


class _CleTournee(Exception):
    """The structure's key changed while unit keys were being wrapped under it."""


def _batches(unites: Iterable[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    ordered = sorted(unites)
    return (ordered[start : start + 500] for start in range(0, len(ordered), 500))


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
    return Trousseau(structure, [unite], create=True).seal(content, table=table, field=field, row=row, unite=unite)


def unseal_bytes(
    sealed: bytes, *, table: str, field: str, row: uuid.UUID, unite: uuid.UUID, structure: uuid.UUID
) -> bytes:
    """The inverse of `seal_bytes`. Raises CleAbsente or TexteAltere."""
    if not sealed:
        return b""
    return Trousseau(structure, [unite], create=False).unseal(sealed, table=table, field=field, row=row, unite=unite)


def unseal(sealed: bytes, *, table: str, field: str, row: uuid.UUID, unite: uuid.UUID, structure: uuid.UUID) -> str:
    return unseal_bytes(sealed, table=table, field=field, row=row, unite=unite, structure=structure).decode()


def erase_unite(unite: uuid.UUID) -> None:
    """Destroys the key of a unit: its texts and their history are unreadable here at once, and in every
    backup once the last dump of the key table is 35 days old."""
    erase_unites([unite])


@transaction.atomic
def erase_unites(unites: Iterable[uuid.UUID]) -> int:
    """Same, for many. The list comes first: from then on the database refuses a new key for these units.

    Returns how many keys were destroyed; erasing twice changes nothing.
    """
    destroyed = 0
    for some in _batches(set(unites)):
        now = timezone.now()
        CleEffacee.objects.bulk_create([CleEffacee(pk=unite, effacee_le=now) for unite in some], ignore_conflicts=True)
        destroyed += Cle.objects.filter(pk__in=some, genre=GenreCle.UNITE).delete()[0]
    _unwrap.cache_clear()
    return destroyed


@transaction.atomic
def renew_unite(structure: uuid.UUID, unite: uuid.UUID) -> int:
    """A new key for a unit some of whose words were just removed: what remains is sealed again, the old key is gone.

    An older backup still holds the removed words and, for 35 days at most, the key that opens them. Returns how many
    texts were sealed again. A unit without a key has no text: nothing happens.
    """
    _stop_other_key_writers()
    if not Cle.objects.filter(pk=unite, genre=GenreCle.UNITE).exists():
        return 0
    before = Trousseau(structure, [unite], create=False)
    found = [
        (row, field, before.unseal(getattr(row, field), **_place(row, field)))
        for row, field in _sealed_of(unite)
        if getattr(row, field)
    ]
    wrapping = _open_under_master(_envelope_of_structure(structure))
    Cle.objects.filter(pk=unite).update(enveloppe=aes_key_wrap(wrapping, os.urandom(32)))
    _unwrap.cache_clear()
    after = Trousseau(structure, [unite], create=False)
    for row, field, content in found:
        sealed = after.seal(content, **_place(row, field))
        type(row)._default_manager.filter(pk=row.pk).update(**{field: sealed})
    return len(found)


def _sealed_of(unite: uuid.UUID) -> Iterator[tuple[models.Model, str]]:
    """Every row and sealed column of this unit, whatever the app."""
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        columns = [field.name for field in model._meta.concrete_fields if isinstance(field, TexteChiffreField)]
        if columns and "unite" in names:
            for row in model._default_manager.filter(unite=unite):
                yield from ((row, column) for column in columns)


def _place(row: models.Model, field: str) -> dict[str, Any]:
    return {"table": row._meta.db_table, "field": field, "row": row.pk, "unite": row.unite}  # type: ignore[attr-defined]


# --- rotation


@transaction.atomic
def rotate_master_key() -> int:
    """Wraps again, under ENTREDEUX_CLE_MAITRE, what the previous master key still opens. Returns the count."""
    _stop_other_key_writers()
    rows = list(Cle.objects.select_for_update().filter(genre__in=[GenreCle.INSTANCE, GenreCle.STRUCTURE]))
    for row in rows:
        row.enveloppe = aes_key_wrap(read_master(settings.CLE_MAITRE), _open_under_master(bytes(row.enveloppe)))
        row.save(update_fields=["enveloppe"])
    transaction.on_commit(forget_cached_secrets)
    return len(rows)


@transaction.atomic
def rotate_structure_key(structure: uuid.UUID) -> int:
    """A new structure key; every unit key of the structure is wrapped again. Texts do not change."""
    _stop_other_key_writers()
    old, new = _open_under_master(_envelope_of_structure(structure)), os.urandom(32)
    units = list(Cle.objects.select_for_update().filter(genre=GenreCle.UNITE, structure=structure))
    for row in units:
        row.enveloppe = aes_key_wrap(new, aes_key_unwrap(old, bytes(row.enveloppe)))
    Cle.objects.bulk_update(units, ["enveloppe"], batch_size=200)
    Cle.objects.filter(genre=GenreCle.STRUCTURE, structure=structure).update(
        enveloppe=aes_key_wrap(read_master(settings.CLE_MAITRE), new)
    )
    transaction.on_commit(forget_cached_secrets)
    return len(units)


def _stop_other_key_writers() -> None:
    """A key wrapped under the old structure key after our reading would be lost. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{Cle._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')
