"""Security property 8: a log holds no person's words, name or phone, whoever writes it."""

import json
import logging
import sys

import pytest
from django.urls import reverse

from entredeux.socle.logs import JsonFormatter

MOTS = "Mme Dupont, 06 12 34 56 78, hall B"


def line_of(name: str, message: str, *args: object, exc_info: object = None, **extra: object) -> str:
    record = logging.LogRecord(name, logging.WARNING, __file__, 1, message, args, exc_info)
    record.__dict__.update(extra)
    return JsonFormatter().format(record)


@pytest.mark.parametrize("name", ["entredeux.terrain", "django.request", "bibliotheque"])
def test_arguments_of_a_message_stay_out(name):
    line = line_of(name, "refus de %s", MOTS)
    assert json.loads(line)["message"] == "refus de %s"
    assert "Dupont" not in line


def test_a_librarys_ready_made_sentence_is_replaced_by_its_place():
    assert json.loads(line_of("bibliotheque", MOTS))["message"] == "test_logs:1"


def test_an_error_leaves_its_class_and_its_place():
    try:
        raise ValueError(MOTS)
    except ValueError:
        line = line_of("entredeux.terrain", "echec", exc_info=sys.exc_info())
    assert json.loads(line)["erreur"] == "ValueError"
    assert "test_logs.py" in json.loads(line)["ou"]
    assert "Dupont" not in line


def test_only_listed_keys_leave():
    line = line_of("entredeux.requete", "requete", route="terrain/", note=MOTS, nom="Dupont")
    assert json.loads(line)["route"] == "terrain/"
    assert "Dupont" not in line


@pytest.mark.django_db
def test_a_request_is_told_by_its_route_never_by_its_address(client, caplog):
    with caplog.at_level(logging.INFO, logger="entredeux.requete"):
        client.get(reverse("account_login"), {"next": "/recherche?q=Dupont"})
    lines = [JsonFormatter().format(record) for record in caplog.records if record.name == "entredeux.requete"]
    assert len(lines) == 1
    assert json.loads(lines[0])["route"] != ""
    assert "Dupont" not in lines[0]
