"""`entredeux serve`, with the real server."""

import json
import signal
import socket
import urllib.request
from pathlib import Path

import pytest

from tests.socle.serveur import Serveur, prepare_database, wait_for


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.lent
@pytest.mark.django_db(transaction=True)
def test_serve_answers_and_stops_with_its_worker(tmp_path: Path) -> None:
    server, port = Serveur(tmp_path), free_port()
    prepare_database(server, tmp_path)
    process = server.start("serve", "--port", str(port), "--avec-worker", "--processus", "1")
    try:
        told = process.stdout.readline()
        while "Entre-deux est servi" not in told:
            assert told, "le serveur s'est arrêté"
            told = process.stdout.readline()
        assert f"http://127.0.0.1:{port}" in told
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sante", timeout=30) as response:
            assert json.load(response)["controles"]["base"] == {"etat": "ok"}
        wait_for(lambda: worker_beats(port))
        second = server.start("serve", "--port", str(port))
        text, _ = second.communicate(timeout=120)
        assert second.returncode == 2
        assert "déjà pris" in text
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 0
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=2)


def worker_beats(port: int) -> bool:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/sante", timeout=30) as response:
        return json.load(response)["controles"]["ouvrier"]["etat"] == "ok"


@pytest.mark.lent
def test_serve_refuses_a_database_without_its_tables(tmp_path: Path) -> None:
    process = Serveur(tmp_path).start("serve", "--port", str(free_port()))
    text, _ = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "Lancez d'abord : entredeux migrate" in text
