"""Backup, disaster, restore: on the engine of the run, with the real programs."""

import json
import shutil
import uuid
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from entredeux.cadre import signature
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import CleAbsente, erase_unite, forget_cached_secrets, seal, unseal
from entredeux.cadre.journal import record_write
from entredeux.cadre.models import Cle, CleEffacee, Compte, EntreeJournal, Structure
from entredeux.cadre.sauvegarde import make_backup
from entredeux.cadre.verification import verify_chains
from entredeux.socle.models import Tic

pytestmark = pytest.mark.django_db(transaction=True)
NOTE = "Dialogue avec Mme Kowalska au deuxième étage"
PHOTO = b"\xff\xd8 une photo de la porte"
UNITE = uuid.UUID(int=42)


@pytest.fixture
def notes(transactional_db: None) -> Iterator[None]:
    """A table of records, as the apps above have."""
    kind = "bytea" if connection.vendor == "postgresql" else "blob"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE essai_note (id integer PRIMARY KEY, note {kind}, avant {kind})")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS essai_note")


@pytest.fixture
def dossier(tmp_path: Path, settings) -> Path:
    settings.DOSSIER, settings.MEDIA_ROOT = tmp_path / "var", tmp_path / "var" / "fichiers"
    (settings.MEDIA_ROOT / "photos").mkdir(parents=True)
    (settings.MEDIA_ROOT / "photos" / "porte.bin").write_bytes(PHOTO)
    return tmp_path / "sauvegardes"


def place(structure: Structure, field: str = "note") -> dict:
    return {
        "table": "essai_note",
        "field": field,
        "row": uuid.UUID(int=1),
        "unite": UNITE,
        "structure": structure.pk,
    }


@pytest.fixture
def ville(notes: None, samira: Acteur, dossier: Path) -> Structure:
    """Samira's note with its history, a line in the journal, a photo."""
    structure = samira.structure
    sealed = [seal(NOTE, **place(structure)), seal("Avant correction", **place(structure, "avant"))]
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO essai_note (id, note, avant) VALUES (1, %s, %s)", sealed)
    record_write(samira, "terrain.intervention.enregistree", structure)
    return structure


def read_notes(structure: Structure) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT note, avant FROM essai_note WHERE id = 1")
        note, before = cursor.fetchone()
    return unseal(bytes(note), **place(structure)), unseal(bytes(before), **place(structure, "avant"))


def restore(*words: str) -> tuple[int, str]:
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command("restore", *words, stdout=out, stderr=err)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue() + err.getvalue()


def test_backup_then_restore_brings_everything_back(ville: Structure, dossier: Path, settings) -> None:
    made = make_backup(dossier)
    Compte.objects.filter(adhesions__isnull=True).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM essai_note")
    Structure.objects.update(nom="Détruite par erreur")
    (settings.MEDIA_ROOT / "photos" / "porte.bin").write_bytes(b"autre chose")
    (settings.MEDIA_ROOT / "intruse.bin").write_bytes(b"x")
    code, text = restore(str(made), "--remplacer")
    assert code == 0, text
    assert Structure.objects.get().nom == "Passerelle Lens-Liévin"
    assert read_notes(ville) == (NOTE, "Avant correction")
    assert (settings.MEDIA_ROOT / "photos" / "porte.bin").read_bytes() == PHOTO
    assert not (settings.MEDIA_ROOT / "intruse.bin").exists()
    assert all(report.est_intacte for report in verify_chains(signature.public_key()))
    assert "Passerelle Lens-Liévin : 1 lignes de journal ; chaîne intacte." in text
    with pytest.raises(DatabaseError), transaction.atomic():
        EntreeJournal.objects.all().delete()
    assert [path.name for path in settings.DOSSIER.iterdir() if path.name.startswith(".")] == []


def test_text_erased_after_the_backup_stays_unreadable_once_restored(ville: Structure, dossier: Path) -> None:
    """The promise itself: an older backup, with its own dump of keys, does not bring an erased text back."""
    older = make_backup(dossier, timezone.now() - timedelta(days=3))
    assert str(UNITE) in (dossier / "cles" / f"{older.name}.jsonl").read_text()
    erase_unite(UNITE)
    make_backup(dossier)  # the nightly backup carries the list of erased keys
    wipe_database()
    code, text = restore(str(older))
    assert code == 0, text
    assert "1 clés effacées le restent" in text
    assert Structure.objects.get().pk == ville.pk
    with pytest.raises(CleAbsente):
        read_notes(ville)
    assert not Cle.objects.filter(pk=UNITE).exists()
    assert CleEffacee.objects.get().pk == UNITE


def wipe_database() -> None:
    """The disk burnt: an empty, migrated database and no files."""
    from django.conf import settings

    from entredeux.socle.triggers import lift_triggers_for_tests

    lift_triggers_for_tests()
    call_command("flush", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM essai_note")
    shutil.rmtree(settings.MEDIA_ROOT)
    forget_cached_secrets()


def test_erased_list_given_by_hand_is_applied(ville: Structure, dossier: Path, tmp_path: Path) -> None:
    older = make_backup(dossier)
    given = tmp_path / "effacees.json"
    given.write_text(json.dumps([{"id": str(UNITE), "effacee_le": "2026-11-20T03:00:00+00:00"}]))
    code, text = restore(str(older), "--remplacer", "--effacees", str(given))
    assert code == 0, text
    with pytest.raises(CleAbsente):
        read_notes(ville)


def test_erasures_of_the_replaced_database_are_kept(ville: Structure, dossier: Path) -> None:
    older = make_backup(dossier)
    erase_unite(UNITE)
    assert restore(str(older), "--remplacer")[0] == 0
    with pytest.raises(CleAbsente):
        read_notes(ville)


def test_backup_without_its_keys_reveals_no_text(ville: Structure, dossier: Path) -> None:
    made = make_backup(dossier)
    envelopes = [bytes(row.enveloppe) for row in Cle.objects.all()]
    for path in made.iterdir():
        content = read_whole(path)
        assert NOTE.encode() not in content
        assert b"Kowalska" not in content
        assert not any(envelope in content or envelope.hex().encode() in content for envelope in envelopes), path.name
    assert b"Passerelle Lens-Li" in read_whole(next(made.glob("base.*"))), "la base est bien là"


def read_whole(path: Path) -> bytes:
    """A PostgreSQL dump is compressed: it is read through pg_restore."""
    if path.suffix != ".dump":
        return path.read_bytes()
    import subprocess

    from entredeux.socle.copie import _program

    return subprocess.run([_program("pg_restore"), "-f", "-", path], capture_output=True, check=True).stdout


def test_sessions_do_not_leave_with_the_backup(ville: Structure, dossier: Path, client) -> None:
    client.force_login(Compte.objects.get())
    key = client.session.session_key
    assert key.encode() not in read_whole(next(make_backup(dossier).glob("base.*")))


def damage(folder: Path, name: str, how: str) -> None:
    path = folder / name
    content = path.read_bytes()
    if how == "coupe":
        path.write_bytes(content[: len(content) // 2])
    elif how == "change":
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    else:
        path.unlink()


def test_damaged_backup_is_refused_and_changes_nothing(ville: Structure, dossier: Path, tmp_path: Path) -> None:
    made = make_backup(dossier)
    Structure.objects.update(nom="En service")
    names = sorted(path.name for path in made.iterdir())
    assert len(names) == 5
    for name in [*names, "cles"]:
        for how in ("coupe", "change", "retire"):
            copy = tmp_path / f"{name}-{how}"
            shutil.copytree(dossier, copy)
            if name == "cles":
                damage(copy / "cles", f"{made.name}.jsonl", how)
            else:
                damage(copy / made.name, name, how)
            code, text = restore(str(copy / made.name), "--remplacer")
            assert (code, text[:22]) == (2, "Restauration refusée. "), (name, how, text)
            assert Structure.objects.get().nom == "En service"
    assert read_notes(ville) == (NOTE, "Avant correction")


def test_non_empty_database_is_not_replaced_unasked(ville: Structure, dossier: Path) -> None:
    made = make_backup(dossier)
    code, text = restore(str(made))
    assert code == 2
    assert "--remplacer" in text


def test_folder_that_is_no_backup_is_refused(db: None, tmp_path: Path) -> None:
    assert restore(str(tmp_path))[0] == 2
    assert restore(str(tmp_path / "absent"))[0] == 2


def test_other_master_key_is_refused_before_anything(ville: Structure, dossier: Path, settings) -> None:
    made = make_backup(dossier)
    settings.CLE_MAITRE = "A" * 43 + "="
    code, text = restore(str(made), "--remplacer")
    assert code == 2
    assert "La clé maîtresse en place n'ouvre pas" in text


def test_backup_signed_by_another_key_is_refused(ville: Structure, dossier: Path) -> None:
    made = make_backup(dossier)
    code, text = restore(str(made), "--remplacer", "--cle-publique", "A" * 43 + "=")
    assert code == 2
    assert "signé par une autre clé" in text


def test_dumps_of_keys_are_removed_after_35_days(ville: Structure, dossier: Path) -> None:
    now = timezone.now()
    old = make_backup(dossier, now - timedelta(days=36))
    recent = make_backup(dossier, now - timedelta(days=34))
    made = make_backup(dossier, now)
    kept = sorted(path.stem for path in (dossier / "cles").iterdir())
    assert kept == sorted([recent.name, made.name])
    code, text = restore(str(old), "--remplacer")
    assert code == 0, text
    assert read_notes(ville) == (NOTE, "Avant correction"), "les clés vivantes sont dans le dépôt le plus récent"


def test_backup_is_remembered_for_the_health_page(ville: Structure, dossier: Path) -> None:
    make_backup(dossier)
    assert Tic.objects.filter(nom="sauvegarde", periode="").count() == 1


def test_backup_that_fails_leaves_nothing(ville: Structure, dossier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("entredeux.cadre.sauvegarde.archive_files", lambda *_: (_ for _ in ()).throw(OSError(28, "x")))
    with pytest.raises(CommandError, match="Aucune sauvegarde"):
        call_command("backup", vers=dossier)
    assert [path.name for path in dossier.rglob("*") if path.is_file()] == []


def test_archive_that_climbs_out_of_its_folder_is_refused(tmp_path: Path, db: None) -> None:
    import tarfile

    from entredeux.socle.copie import CopieImpossible, extract_files

    archive = tmp_path / "piege.tar"
    with tarfile.open(archive, "w") as tar:
        entry = tarfile.TarInfo("../dehors.txt")
        entry.size = 3
        tar.addfile(entry, BytesIO(b"abc"))
    with pytest.raises(CopieImpossible):
        extract_files(archive, tmp_path / "dedans")
    assert not (tmp_path / "dehors.txt").exists()
