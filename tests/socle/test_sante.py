"""The health page says what stops this node, and nothing else about it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from entredeux.socle import sante
from entredeux.socle.models import Tic
from entredeux.socle.taches import BATTEMENT, SAUVEGARDE, mark_tic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ouvrier_au_travail() -> None:
    mark_tic(BATTEMENT)
    mark_tic(SAUVEGARDE)


def states(client: Client) -> dict[str, str]:
    controls = client.get("/sante").json()["controles"]
    return {name: control["etat"] for name, control in controls.items()}


def test_open_page_tells_each_control(client: Client) -> None:
    response = client.get("/sante")
    assert (response.status_code, response.json()["etat"]) == (200, "ok")
    assert list(states(client)) == ["base", "migrations", "ouvrier", "sauvegarde", "disque"]
    assert response["Cache-Control"] == "no-store"


def test_head_is_answered_and_writing_refused(client: Client) -> None:
    assert client.head("/sante").status_code == 200
    assert client.post("/sante").status_code == 405


def test_page_tells_no_version_nor_name(client: Client, settings) -> None:
    text = client.get("/sante").content.decode()
    for word in ("5.2", "django", "postgres", "sqlite", str(settings.DOSSIER), settings.SECRET_KEY):
        assert word not in text.lower()


def test_silent_worker_calls_for_attention_and_keeps_the_node(client: Client) -> None:
    Tic.objects.filter(nom=BATTEMENT).update(instant=timezone.now() - timedelta(minutes=10))
    response = client.get("/sante")
    assert (response.status_code, response.json()["etat"], states(client)["ouvrier"]) == (200, "attention", "attention")
    Tic.objects.all().delete()
    assert states(client)["ouvrier"] == "attention"


def test_late_backup_calls_for_attention_in_production_only(client: Client, settings) -> None:
    Tic.objects.filter(nom=SAUVEGARDE).update(instant=timezone.now() - timedelta(hours=40))
    assert states(client)["sauvegarde"] == "ok"
    settings.INSTANCE = "production"
    assert states(client)["sauvegarde"] == "attention"


def test_missing_migration_takes_the_node_out(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'socle'")
    response = client.get("/sante")
    assert (response.status_code, response.json()["etat"]) == (503, "panne")
    assert response.json()["controles"]["migrations"] == {"etat": "panne", "a_appliquer": 1}


def test_full_disk_takes_the_node_out(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sante, "DISQUE_MINIMUM", 10**18)
    assert client.get("/sante").status_code == 503


def test_dead_database_takes_the_node_out(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        from django.db import OperationalError

        raise OperationalError("connection to server at 10.0.0.1 failed")

    monkeypatch.setitem(sante.CONTROLES, "base", refuse)
    response = client.get("/sante")
    assert (response.status_code, states(client)["base"]) == (503, "panne")
    assert "10.0.0.1" not in response.content.decode()


def test_page_is_cheap(client: Client, django_assert_max_num_queries) -> None:
    client.get("/sante")
    with django_assert_max_num_queries(4):
        client.get("/sante")
