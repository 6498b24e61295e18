"""Reading and writing the sealed fields of a record: the only door, and it writes to the journal."""

import hashlib
import uuid
from collections.abc import Sequence
from typing import Any, Protocol, cast

from django.db import models

from entredeux.cadre import chiffrement, journal
from entredeux.cadre.acteur import Acteur
from entredeux.socle.erreurs import Refus


class Scelle(Protocol):
    """A row with sealed fields: a structure's record, or the network's (whose key is the instance's)."""

    pk: Any
    unite: Any

    @property
    def structure_id(self) -> uuid.UUID: ...


EFFACE = "[texte effacé à l'échéance]"


def check_only_reader(record: Any, by: Acteur | None) -> None:
    """A model whose `LECTEUR_SEUL` names a field opens for the account in it, and for no other whatever its role; the
    system, which has every permission and no account, is refused too (decision 0029)."""
    field = getattr(type(record), "LECTEUR_SEUL", "")
    if not field:
        return
    only = getattr(record, f"{field}_id")
    if by is None or by.compte is None or only != by.compte.pk:
        raise Refus("Cette note n'est lue que par la personne qui l'a écrite.")


def seal_texte(record: Scelle, field: str, text: str) -> None:
    """Sets the field to the sealed text. The caller saves, and journals the write of the whole record."""
    setattr(record, field, chiffrement.seal(text, **_context(record, field)))


def seal_textes(texts: Sequence[tuple[Scelle, str, str]]) -> None:
    """The bulk form of `seal_texte`, over (record, field, text) of one structure: a few queries for thousands."""
    given = [(record, field, text) for record, field, text in texts if text]
    for record, field, _ in texts:
        setattr(record, field, b"")
    if not given:
        return
    structure = given[0][0].structure_id
    keys = chiffrement.Trousseau(structure, {record.unite for record, _, _ in given}, create=True)
    for record, field, text in given:
        place = _context(record, field)
        if place.pop("structure") != structure:
            raise ValueError("seal_textes : une seule structure à la fois")
        setattr(record, field, keys.seal(text.encode(), **place))


def read_texte(record: Scelle, field: str, *, by: Acteur) -> str:
    """The text, after writing in the journal who read it. Check the right first (access.py)."""
    check_only_reader(record, by)
    if not getattr(record, field):
        return ""
    journal.record_read(by, f"{_row(record)._meta.label_lower}.{field}.lue", _row(record), champs=[field])
    return _open(record, field)


def read_textes(records: Sequence[Scelle], field: str, *, by: Acteur) -> dict[uuid.UUID, str]:
    """The bulk form of `read_texte`, over records of one model and one structure: one line of the journal says how
    many were read, with their digest; a few queries for thousands. Check the right first (access.py)."""
    for record in records:
        check_only_reader(record, by)
    written = [record for record in records if getattr(record, field)]
    found = {record.pk: "" for record in records}
    if not written:
        return found
    digest = hashlib.sha256("".join(sorted(str(record.pk) for record in written)).encode()).hexdigest()
    label = _row(written[0])._meta.label_lower
    journal.record_read(by, f"{label}.{field}.lues", champs=[field], nombre=len(written), condense=digest)
    return found | _open_all(written, field)


def open_textes_without_journal(records: Sequence[Scelle], field: str) -> dict[uuid.UUID, str]:
    """For comparing, or sending what was just written: nobody is shown the texts."""
    for record in records:
        check_only_reader(record, None)
    return _open_all(records, field)


def _open_all(records: Sequence[Scelle], field: str) -> dict[uuid.UUID, str]:
    if not records:
        return {}
    structure = records[0].structure_id
    keys = chiffrement.Trousseau(structure, {record.unite for record in records}, create=False)
    found = {}
    for record in records:
        place = _context(record, field)
        if place.pop("structure") != structure:
            raise ValueError("read_textes : une seule structure à la fois")
        try:
            found[record.pk] = keys.unseal(getattr(record, field), **place).decode()
        except chiffrement.CleAbsente:
            found[record.pk] = EFFACE
    return found


def open_without_journal(record: Scelle, field: str) -> str:
    """For comparing before a correction, or sending what was just written: nobody is shown the text."""
    check_only_reader(record, None)
    return _open(record, field)


def _open(record: Scelle, field: str) -> str:
    try:
        return chiffrement.unseal(getattr(record, field), **_context(record, field))
    except chiffrement.CleAbsente:
        return EFFACE


def seal_fichier(record: Scelle, field: str, content: bytes) -> bytes:
    """The sealed bytes to store as the file of this field: bound to the record like its texts."""
    return chiffrement.seal_bytes(content, **_context(record, field))


def open_fichier(record: Scelle, field: str, sealed: bytes) -> bytes:
    """The inverse. Raises CleAbsente or TexteAltere; the caller journals the reading."""
    return chiffrement.unseal_bytes(sealed, **_context(record, field))


def _row(record: Scelle) -> models.Model:
    return cast(models.Model, record)


def _context(record: Scelle, field: str) -> dict:
    return {
        "table": _row(record)._meta.db_table,
        "field": field,
        "row": record.pk,
        "unite": record.unite,
        "structure": record.structure_id,
    }
