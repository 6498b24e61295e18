"""The promises of the key hierarchy."""

import base64
import os
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from entredeux.cadre import chiffrement
from entredeux.cadre.checks import check_master_keys
from entredeux.cadre.chiffrement import (
    CleAbsente,
    CleMaitreInconnue,
    TexteAltere,
    Trousseau,
    erase_unite,
    erase_unites,
    forget_cached_secrets,
    keyed_hash,
    rotate_master_key,
    rotate_structure_key,
    seal,
    secret_of_instance,
    unseal,
)
from entredeux.cadre.models import Cle, CleEffacee, Structure

TEXTE = "Rencontre dans le hall, dialogue apaisé."


def place(structure: Structure, **other: object) -> dict:
    return {
        "table": "essai",
        "field": "note",
        "row": uuid.UUID(int=1),
        "unite": uuid.UUID(int=2),
        "structure": structure.pk,
    } | other


def new_master() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def test_sealed_text_opens_at_its_place(structure: Structure) -> None:
    sealed = seal(TEXTE, **place(structure))
    assert TEXTE.encode() not in sealed
    assert len(sealed) == len(TEXTE.encode()) + 29
    assert unseal(sealed, **place(structure)) == TEXTE


def test_same_text_never_seals_the_same(structure: Structure) -> None:
    assert seal(TEXTE, **place(structure)) != seal(TEXTE, **place(structure))


def test_empty_text_is_no_bytes_and_makes_no_key(structure: Structure) -> None:
    assert seal("", **place(structure)) == b""
    assert unseal(b"", **place(structure)) == ""
    assert Cle.objects.filter(genre="unite").count() == 0


@pytest.mark.parametrize("moved", [{"table": "autre"}, {"field": "suite"}, {"row": uuid.UUID(int=9)}])
def test_text_moved_elsewhere_does_not_open(structure: Structure, moved: dict) -> None:
    sealed = seal(TEXTE, **place(structure))
    with pytest.raises(TexteAltere):
        unseal(sealed, **place(structure, **moved))


def test_text_moved_to_another_unit_does_not_open(structure: Structure) -> None:
    sealed, other = seal(TEXTE, **place(structure)), place(structure, unite=uuid.UUID(int=3))
    with pytest.raises(CleAbsente):
        unseal(sealed, **other)
    seal("autre texte", **other)
    with pytest.raises(TexteAltere):
        unseal(sealed, **other)


def test_text_moved_to_another_structure_does_not_open(structure: Structure, autre_structure: Structure) -> None:
    sealed = seal(TEXTE, **place(structure))
    with pytest.raises(TexteAltere):
        unseal(sealed, **place(autre_structure))


@pytest.mark.parametrize("position", [0, 1, 13, -1])
def test_changed_bytes_do_not_open(structure: Structure, position: int) -> None:
    sealed = bytearray(seal(TEXTE, **place(structure)))
    sealed[position] ^= 1
    with pytest.raises(TexteAltere):
        unseal(bytes(sealed), **place(structure))
    with pytest.raises(TexteAltere):
        unseal(b"\x01court", **place(structure))


def test_tables_without_the_keys_reveal_nothing(structure: Structure) -> None:
    """Whoever holds every table but `cadre_cle`, and even the master key, has no key to try."""
    sealed = seal(TEXTE, **place(structure))
    Cle.objects.all().delete()
    forget_cached_secrets()
    with pytest.raises(CleAbsente):
        unseal(sealed, **place(structure))


def test_keys_without_the_master_reveal_nothing(structure: Structure, settings) -> None:
    sealed = seal(TEXTE, **place(structure))
    settings.CLE_MAITRE = new_master()
    forget_cached_secrets()
    with pytest.raises(CleMaitreInconnue):
        unseal(sealed, **place(structure))


def test_no_key_is_stored_in_clear(structure: Structure) -> None:
    seal(TEXTE, **place(structure))
    secret = secret_of_instance("journal")
    clear = {secret, chiffrement._open_under_master(Cle.objects.get(genre="structure").enveloppe)}
    stored = {bytes(row.enveloppe) for row in Cle.objects.all()}
    assert {len(envelope) for envelope in stored} == {40}
    assert not any(key in envelope for key in clear for envelope in stored)


# --- erasure


def test_erased_unit_is_unreadable_with_its_history(structure: Structure) -> None:
    note, history = seal(TEXTE, **place(structure)), seal("avant", **place(structure, table="historique"))
    other = place(structure, unite=uuid.UUID(int=5))
    kept = seal("gardé", **other)
    erase_unite(uuid.UUID(int=2))
    for sealed, where in ((note, place(structure)), (history, place(structure, table="historique"))):
        with pytest.raises(CleAbsente):
            unseal(sealed, **where)
    assert unseal(kept, **other) == "gardé"


def test_erased_unit_takes_no_new_text(structure: Structure) -> None:
    seal(TEXTE, **place(structure))
    erase_unite(uuid.UUID(int=2))
    with pytest.raises(CleAbsente), transaction.atomic():
        seal("à nouveau", **place(structure))
    assert Cle.objects.filter(pk=uuid.UUID(int=2)).count() == 0


def test_erasing_twice_changes_nothing(structure: Structure) -> None:
    seal(TEXTE, **place(structure))
    assert erase_unites([uuid.UUID(int=2), uuid.UUID(int=77)]) == 1
    when = CleEffacee.objects.get(pk=uuid.UUID(int=2)).effacee_le
    assert erase_unites([uuid.UUID(int=2)]) == 0
    assert CleEffacee.objects.get(pk=uuid.UUID(int=2)).effacee_le == when


def test_sqlite_wipes_what_it_deletes(db: None, requires_sqlite: None) -> None:
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA secure_delete").fetchone() == (1,)


# --- many at once


def test_bulk_keys_cost_a_few_queries(structure: Structure, django_assert_max_num_queries) -> None:
    seal("la clé de la structure existe", **place(structure))
    units = [uuid.uuid4() for _ in range(300)]
    with django_assert_max_num_queries(10):
        keys = Trousseau(structure.pk, units, create=True)
        sealed = [keys.seal(b"texte", table="essai", field="note", row=unit, unite=unit) for unit in units]
    with django_assert_max_num_queries(2):
        keys = Trousseau(structure.pk, units, create=False)
        texts = [
            keys.unseal(one, table="essai", field="note", row=unit, unite=unit)
            for unit, one in zip(units, sealed, strict=True)
        ]
    assert set(texts) == {b"texte"}


def test_bulk_with_one_erased_unit_makes_no_key(structure: Structure) -> None:
    erase_unite(uuid.UUID(int=2))
    with pytest.raises(CleAbsente):
        Trousseau(structure.pk, [uuid.UUID(int=2), uuid.UUID(int=3)], create=True)
    assert Cle.objects.filter(genre="unite").count() == 0


def test_unit_key_made_during_a_rotation_is_made_again(structure: Structure, monkeypatch: pytest.MonkeyPatch) -> None:
    """The structure's key changes between reading it and writing ours: the text must stay readable."""
    seal("premier", **place(structure, unite=uuid.UUID(int=8)))
    real, looks = chiffrement._envelope_of_structure, []

    def rotate_after_first_look(pk: uuid.UUID) -> bytes:
        envelope = real(pk)
        looks.append(envelope)
        if len(looks) == 1:
            monkeypatch.setattr(chiffrement, "_envelope_of_structure", real)
            rotate_structure_key(pk)
            monkeypatch.setattr(chiffrement, "_envelope_of_structure", rotate_after_first_look)
        return envelope

    monkeypatch.setattr(chiffrement, "_envelope_of_structure", rotate_after_first_look)
    sealed = seal(TEXTE, **place(structure))
    monkeypatch.undo()
    forget_cached_secrets()
    assert unseal(sealed, **place(structure)) == TEXTE


# --- rotation


def test_master_rotation_keeps_texts_and_secrets(structure: Structure, settings) -> None:
    sealed, fingerprint = seal(TEXTE, **place(structure)), keyed_hash("journal", "hall")
    old = settings.CLE_MAITRE
    settings.CLE_MAITRE, settings.CLE_MAITRE_PRECEDENTE = new_master(), old
    out = StringIO()
    call_command("cles_rotate", stdout=out)
    settings.CLE_MAITRE_PRECEDENTE = ""
    forget_cached_secrets()
    assert unseal(sealed, **place(structure)) == TEXTE
    assert keyed_hash("journal", "hall") == fingerprint
    settings.CLE_MAITRE = old
    forget_cached_secrets()
    with pytest.raises(CleMaitreInconnue):
        unseal(sealed, **place(structure))


def test_master_rotation_without_the_old_key_changes_nothing(structure: Structure, settings) -> None:
    seal(TEXTE, **place(structure))
    before = sorted(bytes(row.enveloppe) for row in Cle.objects.all())
    settings.CLE_MAITRE = new_master()
    with pytest.raises(CommandError, match="Rien n'a été changé"), transaction.atomic():
        call_command("cles_rotate")
    assert sorted(bytes(row.enveloppe) for row in Cle.objects.all()) == before


def test_master_rotation_can_be_run_twice(structure: Structure, settings) -> None:
    settings.CLE_MAITRE, settings.CLE_MAITRE_PRECEDENTE = new_master(), settings.CLE_MAITRE
    assert rotate_master_key() == rotate_master_key()


def test_structure_rotation_keeps_texts_and_leaves_others_alone(
    structure: Structure, autre_structure: Structure
) -> None:
    sealed, other = seal(TEXTE, **place(structure)), place(autre_structure, unite=uuid.UUID(int=7))
    sealed_elsewhere = seal("ailleurs", **other)
    before = {row.pk: bytes(row.enveloppe) for row in Cle.objects.all()}
    call_command("cles_rotate", structure=structure.nom, stdout=StringIO())
    forget_cached_secrets()
    assert unseal(sealed, **place(structure)) == TEXTE
    assert unseal(sealed_elsewhere, **other) == "ailleurs"
    changed = {row.pk for row in Cle.objects.all() if before[row.pk] != bytes(row.enveloppe)}
    assert changed == set(Cle.objects.filter(structure=structure.pk).values_list("pk", flat=True))


def test_rotation_of_an_unknown_structure_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="Aucune structure"):
        call_command("cles_rotate", structure="Inconnue")


# --- secrets of the instance


def test_secret_of_a_failed_act_is_forgotten(db: None) -> None:
    """Otherwise this process would hash under a secret that no other process, nor a restart, can find again."""

    def act() -> None:
        with transaction.atomic():
            act.seen = secret_of_instance("nouveau")
            raise ValueError

    with pytest.raises(ValueError):
        act()
    assert secret_of_instance("nouveau") != act.seen
    assert secret_of_instance("nouveau") == secret_of_instance("nouveau")


def test_migrate_makes_the_known_secrets(db: None) -> None:
    made = set(Cle.objects.filter(genre="instance").values_list("usage", flat=True))
    assert set(chiffrement.SECRETS) <= made


@pytest.mark.parametrize("value", ["pas du base64 !", base64.b64encode(b"court").decode(), ""])
def test_malformed_master_key_stops_the_start(settings, value: str) -> None:
    settings.CLE_MAITRE = value
    assert [error.id for error in check_master_keys()] == ["cadre.E001"]
    settings.CLE_MAITRE = new_master()
    assert check_master_keys() == []
