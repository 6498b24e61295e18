"""The warehouse: sealed, whole, the same bytes from the same records; and what was published outlives any trouble."""

import os
import re
import signal
import subprocess
import sys
import time
from datetime import date
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection

from entredeux.observatoire import entrepot, reconstruction
from entredeux.observatoire.actions import refresh_figures, revise_year
from entredeux.observatoire.entrepot import depots, moteur, scelle
from entredeux.observatoire.entrepot.entretien import sweep_depot
from entredeux.observatoire.entrepot.lecture import coffre, partitions, piece_of
from entredeux.observatoire.enums import GenrePartition
from entredeux.observatoire.models import MoisArrete, Partition, Publication
from entredeux.observatoire.publication import publish_table
from entredeux.terrain.models import Intervention
from tests.observatoire.fabrique import cut
from tests.observatoire.test_actions import SELLIER, record_acts, systeme

MAI = date(2025, 5, 20)  # January to March are closed


@pytest.fixture(autouse=True)
def depot(settings, tmp_path: Path) -> Path:
    settings.ENTREPOT = str(tmp_path / "entrepot")
    return tmp_path / "entrepot"


@pytest.fixture
def quarter(structure) -> None:
    """Three months taken, on the day they could be."""
    for month in (1, 2, 3):
        record_acts(structure, date(2025, month, 10), 30)
    refresh_figures(structure, by=systeme(structure), today=MAI)


def files(depot: Path) -> dict[str, bytes]:
    return {str(path.relative_to(depot)): path.read_bytes() for path in sorted(depot.rglob("*.scelle"))}


def pointed() -> list[tuple]:
    return list(Partition.objects.order_by("genre", "periode").values_list("genre", "periode", "empreinte", "lignes"))


def file_of(depot: Path, mois: str, genre: GenrePartition = GenrePartition.FAITS) -> Path:
    return depot / piece_of(partitions(genre, [mois]).get()).nom


# --- sealed


def test_files_say_nothing_without_the_key(structure, quarter, depot) -> None:
    there = files(depot)
    assert len(there) == 7  # three months, their three cubes, their quarter's
    for content in there.values():
        assert content[:4] == scelle.FORMAT
        for word in (b"PAR1", b"conflits", b"habitat", SELLIER.encode(), str(structure.pk).encode(), b"qpv"):
            assert word not in content
        with pytest.raises(duckdb.Error):
            duckdb.sql(f"SELECT * FROM read_parquet('{depot / next(iter(there))}')").fetchall()
    page = coffre().read(piece_of(partitions(GenrePartition.FAITS, ["2025-01"]).get()))
    assert page.read()[:4] == b"PAR1"


def test_file_opens_under_its_own_name_and_key_alone() -> None:
    sealed = scelle.seal(b"k" * 32, "faits/a/2025-01", b"contenu")
    assert scelle.unseal(b"k" * 32, "faits/a/2025-01", sealed) == b"contenu"
    assert scelle.seal(b"k" * 32, "faits/a/2025-01", b"contenu") == sealed
    assert scelle.seal(b"k" * 32, "faits/a/2025-01", b"autre")[4:16] != sealed[4:16]
    for secret, name, content in (
        (b"x" * 32, "faits/a/2025-01", sealed),
        (b"k" * 32, "faits/b/2025-01", sealed),
        (b"k" * 32, "faits/a/2025-02", sealed),
        (b"k" * 32, "faits/a/2025-01", sealed[:-1] + b"?"),
        (b"k" * 32, "faits/a/2025-01", b"PAR1" + sealed),
    ):
        with pytest.raises(scelle.FichierAltere):
            scelle.unseal(secret, name, content)


def test_facts_are_clear_in_memory_only(structure, quarter, depot, tmp_path) -> None:
    """Nothing else was written: no temporary file, no copy left beside."""
    assert {path.suffix for path in tmp_path.rglob("*") if path.is_file()} == {".scelle"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in depot.rglob("*.scelle"))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/fuite.csv'",
        "ATTACH '/tmp/base.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access=true",
        "SET allowed_directories=['/']",
        "SELECT * FROM read_parquet('https://exemple.fr/a.parquet')",
    ],
)
def test_engine_is_shut_in(query) -> None:
    with pytest.raises(duckdb.Error):
        moteur.connect().execute(query).fetchall()
    assert not Path("/tmp/fuite.csv").exists()


# --- the same facts, the same bytes


def test_rebuild_gives_the_same_bytes(structure, quarter, depot) -> None:
    before, rows = files(depot), pointed()
    for path in depot.rglob("*.scelle"):
        path.unlink()
    found = reconstruction.rebuild_facts(today=MAI)
    assert [one.resultat for one in found] == ["identique"] * 3
    assert files(depot) == before
    assert pointed() == rows
    assert set(MoisArrete.objects.values_list("version", flat=True)) == {1}
    assert list(reconstruction.verify_facts()) == []


def test_order_of_records_changes_nothing(structure, quarter, depot) -> None:
    before = pointed()
    rows = list(Intervention.objects.order_by("?"))
    Intervention.objects.all().delete()
    Intervention.objects.bulk_create(rows)
    assert {one.resultat for one in reconstruction.rebuild_facts(today=MAI)} == {"identique"}
    assert pointed() == before


def test_only_months_that_changed_are_written(structure, quarter, depot) -> None:
    before = set(files(depot))
    record_acts(structure, date(2025, 4, 10), 30)
    refresh_figures(structure, by=systeme(structure), today=date(2025, 6, 20))
    assert {name.split("/")[1] for name in set(files(depot)) - before} == {"2025-04"}
    record_acts(structure, date(2025, 2, 11), 5)
    revise_year(structure, 2025, by=systeme(structure), today=date(2025, 6, 21))
    new = {name.split("/")[1] for name in set(files(depot)) - before}
    assert new == {"2025-04", "2025-02", "2025-T1"}  # January and March are the same bytes


def test_rebuild_keeps_what_is_published_when_records_changed(structure, quarter, depot, paul) -> None:
    before = pointed()
    record_acts(structure, date(2025, 1, 12), 60)
    Intervention.objects.filter(date_service__month=2).delete()
    found = {one.mois: one.resultat for one in reconstruction.rebuild_facts(today=MAI)}
    assert found == {"2025-01": "gardé", "2025-02": "gardé", "2025-03": "identique"}
    assert pointed() == before


def test_lost_file_is_made_again_as_a_new_version(structure, quarter, depot) -> None:
    record_acts(structure, date(2025, 1, 12), 60)
    file_of(depot, "2025-01").unlink()
    found = {one.mois: one.resultat for one in reconstruction.rebuild_facts(today=MAI)}
    assert found == {"2025-01": "repris", "2025-02": "identique", "2025-03": "identique"}
    assert MoisArrete.objects.get(mois="2025-01").version == 2
    assert partitions(GenrePartition.FAITS, ["2025-01"]).get().lignes == 90
    assert list(reconstruction.verify_facts()) == []


def test_lost_file_without_records_is_said(structure, quarter, depot) -> None:
    Intervention.objects.filter(date_service__month=1).delete()
    file_of(depot, "2025-01").write_bytes(b"EDX1 abime")
    with pytest.raises(CommandError, match="sauvegarde"):
        call_command("observatoire_rebuild", stdout=StringIO())
    assert Partition.objects.count() == 7


def test_verify_sees_each_damage(structure, quarter, depot) -> None:
    said = StringIO()
    call_command("observatoire_verify", stdout=said)
    assert said.getvalue() == "7 fichiers, aucune anomalie.\n"
    lost, cube = file_of(depot, "2025-01"), file_of(depot, "2025-03", GenrePartition.CUBE)
    kept = lost.read_bytes()
    lost.unlink()
    assert [sentence[:13] for sentence in reconstruction.verify_facts()] == ["Faits 2025-01"]
    lost.write_bytes(kept)
    cube.write_bytes(cube.read_bytes()[:-2] + b"??")
    assert [sentence[:12] for sentence in reconstruction.verify_facts()] == ["Cube 2025-03"]
    partitions(GenrePartition.FAITS, ["2025-02"]).delete()
    assert any("2025-02 : ce mois est arrêté" in sentence for sentence in reconstruction.verify_facts())
    with pytest.raises(CommandError, match="anomalies"):
        call_command("observatoire_verify", stderr=StringIO())


def test_stale_cube_is_seen(structure, quarter, depot) -> None:
    january, february = (partitions(GenrePartition.CUBE, [month]).get() for month in ("2025-01", "2025-02"))
    piece = coffre().put("cube", "", "2025-01", coffre().read(piece_of(february)), february.lignes)
    Partition.objects.filter(pk=january.pk).update(empreinte=piece.empreinte, octets=piece.octets)
    assert any("n'est pas celui" in sentence for sentence in reconstruction.verify_facts())


def test_commands_say_what_they_did(structure, quarter) -> None:
    said = StringIO()
    call_command("observatoire_rebuild", stdout=said)
    assert re.fullmatch(r"3 mois : .+\.\n", said.getvalue())


# --- trouble


def test_two_refreshes_at_once_are_refused(structure) -> None:
    record_acts(structure, date(2025, 1, 10), 30)
    with entrepot.hold_refresh():
        with pytest.raises(CommandError, match=r"déjà en cours depuis le .+ Rien n'a été changé"):
            call_command("observatoire_refresh")
        with pytest.raises(CommandError, match="déjà en cours"):
            call_command("observatoire_rebuild")
    call_command("observatoire_refresh", stdout=StringIO())


def test_full_disk_leaves_the_last_good_publication(structure, quarter, depot, paul, monkeypatch) -> None:
    before, published = pointed(), publish_table(cut(structure, "2025-T1"), by=paul)
    record_acts(structure, date(2025, 4, 10), 30)
    real = os.open
    monkeypatch.setattr(
        depots.os, "open", lambda path, *args: real("/dev/full" if str(path).endswith(".partiel") else path, *args)
    )
    with pytest.raises(CommandError, match=r"No space left on device.+restent en place"):
        call_command("observatoire_refresh")
    monkeypatch.undo()
    assert pointed() == before
    assert {path.suffix for path in depot.rglob("*") if path.is_file()} == {".scelle"}
    assert publish_table(cut(structure, "2025-T1"), by=paul) == published
    call_command("observatoire_refresh", stdout=StringIO())
    assert MoisArrete.objects.filter(mois="2025-04").exists()


def test_page_says_what_to_do_when_a_file_is_lost(structure, quarter, depot, paul) -> None:
    publish_table(cut(structure, "2025-T1"), by=paul)
    file_of(depot, "2025-01").unlink()
    publish_table(cut(structure, "2025-T1"), by=paul)  # already in the register
    coffre()._ouverts.clear()
    with pytest.raises(ValidationError, match="rebuild"):
        publish_table(cut(structure, "2025-T1", ["registre", "domaine"]), by=paul)


def test_month_taken_whose_facts_are_nowhere_is_taken_again(structure, quarter, paul) -> None:
    partitions(GenrePartition.FAITS, ["2025-01"]).delete()
    with pytest.raises(ValidationError, match="faits 2025-01"):
        publish_table(cut(structure, "2025-01", ["registre", "domaine"]), by=paul)
    done = refresh_figures(structure, by=systeme(structure), today=MAI)
    assert [(month.mois, month.version) for month in done] == [("2025-01", 2)]


def test_old_versions_are_swept_after_a_day(structure, quarter, depot) -> None:
    record_acts(structure, date(2025, 1, 12), 5)
    revise_year(structure, 2025, by=systeme(structure), today=MAI)
    before = set(files(depot))
    assert sweep_depot() == 0
    yesterday = time.time() - 2 * depots.DELAI_DE_GRACE
    for path in depot.rglob("*.scelle"):
        os.utime(path, (yesterday, yesterday))
    assert sweep_depot() == 3  # January's facts, its cube, its quarter's
    assert set(files(depot)) == {piece_of(row).nom for row in Partition.objects.all()}
    assert len(before) == 10


# --- a kill

REFRESH = """
import django; django.setup()
from datetime import date
from django.core.management import call_command
from entredeux.observatoire import actions
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
structures = {each: Acteur.systeme(each) for each in Structure.objects.all()}
print("pret", flush=True)
actions.refresh_all(structures, today=date(2025, 5, 20))
"""


def refresh_elsewhere(depot: Path) -> subprocess.Popen:
    """The same refresh in a process of its own, on the same base."""
    database = connection.settings_dict
    address = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        address = f"postgres://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    from django.conf import settings

    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "entredeux.config.settings",
        "ENTREDEUX_BASE": address,
        "ENTREDEUX_ENTREPOT": str(depot),
        "ENTREDEUX_DOSSIER": str(settings.DOSSIER),
        "PYTHONPATH": ".",
    }
    return subprocess.Popen([sys.executable, "-c", REFRESH], env=env, stdout=subprocess.PIPE, text=True)


@pytest.mark.lent
@pytest.mark.django_db(transaction=True)
def test_refresh_killed_at_any_moment_goes_on_where_it_stopped(structure, depot) -> None:
    for month in (1, 2, 3):
        record_acts(structure, date(2025, month, 10), 400)
    for wanted in (1, 2, 4):  # files there when it is killed: in the facts, between two months, in the cubes
        process = refresh_elsewhere(depot)
        while len(files(depot)) < wanted and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        for row in Partition.objects.all():
            assert coffre().read(piece_of(row))  # whatever is pointed to is whole
        assert Publication.objects.count() in (0, 16)
    last = refresh_elsewhere(depot)
    assert last.wait() == 0
    last.stdout.close()
    assert [row[:2] for row in pointed()] == [
        *(("cube", code) for code in ("2025-01", "2025-02", "2025-03", "2025-T1")),
        *(("faits", code) for code in ("2025-01", "2025-02", "2025-03")),
    ]
    assert set(MoisArrete.objects.values_list("version", "est_diffuse")) == {(1, True)}
    assert {one.resultat for one in reconstruction.rebuild_facts(today=MAI)} == {"identique"}
    assert list(reconstruction.verify_facts()) == []
