"""Logs hold no person's words, whatever is typed and whatever breaks."""

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.test import Client

from entredeux.socle.logs import CHAMPS, JsonFormatter, describe_error
from tests.socle.urls_logs import MOTS

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.socle.urls_logs")]


@pytest.fixture
def sortie() -> Iterator[StringIO]:
    """What production would print: our formatter, on every logger that has a handler of its own."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    loggers = [logging.getLogger(name) for name in ("", "django", "django.server", "gunicorn.error")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield stream
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


@pytest.fixture
def navigateur() -> Client:
    return Client(raise_request_exception=False)


def lines(stream: StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("/plante/", "ValueError"),
        ("/viole/", "IntegrityError"),
        ("/suspect/", "SuspiciousOperation"),
        ("/mail/", "SMTPRecipientsRefused"),
    ],
)
def test_error_leaves_its_class_and_place_without_its_words(
    sortie: StringIO, navigateur: Client, address: str, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_recipients(monkeypatch)
    response = navigateur.post(f"{address}?q={MOTS}", {"note": MOTS})
    assert response.status_code >= 400
    assert MOTS.lower() not in sortie.getvalue().lower()
    assert error in [line.get("erreur") for line in lines(sortie)]


def refuse_recipients(monkeypatch: pytest.MonkeyPatch) -> None:
    import smtplib

    from django.core.mail import EmailMessage

    def send(self: EmailMessage) -> None:
        raise smtplib.SMTPRecipientsRefused({self.to[0]: (550, f"inconnu : {self.to[0]}".encode())})

    monkeypatch.setattr(EmailMessage, "send", send)


def test_request_leaves_its_route_not_its_path(sortie: StringIO, navigateur: Client) -> None:
    assert navigateur.get(f"/recherche/{MOTS}/?q={MOTS}").status_code == 200
    [line] = [line for line in lines(sortie) if line["source"] == "entredeux.requete"]
    assert (line["route"], line["statut"], line["methode"]) == ("recherche/<str:mot>/", 200, "GET")
    assert MOTS not in sortie.getvalue()


def test_careless_message_keeps_its_template_only(sortie: StringIO, navigateur: Client) -> None:
    navigateur.get("/negligent/")
    messages = [line["message"] for line in lines(sortie) if line["source"] in {"bibliotheque", "entredeux.essai"}]
    assert messages[1:] == ["refus de %s", "refus de %s"]
    assert messages[0].startswith("urls_logs:")
    assert MOTS not in sortie.getvalue()


def test_unknown_page_and_refused_form_leave_no_word(sortie: StringIO, settings) -> None:
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    assert browser.get(f"/{MOTS}/").status_code == 404
    assert browser.post("/plante/", {"note": MOTS}, headers={"referer": f"https://{MOTS}.fr/"}).status_code == 403
    assert browser.get("/negligent/", headers={"host": f"{MOTS}.fr"}).status_code == 400
    assert sortie.getvalue()
    assert MOTS.lower() not in sortie.getvalue().lower()


def test_only_listed_fields_leave() -> None:
    record = logging.makeLogRecord(
        {"name": "entredeux.essai", "msg": "fait", "tache": "envoi", "note": MOTS, "email": MOTS}
    )
    line = json.loads(JsonFormatter().format(record))
    assert set(line) == {"instant", "niveau", "source", "message", "tache"}
    assert {"note", "email", "nom"}.isdisjoint(CHAMPS)


def test_described_error_has_no_message() -> None:
    with pytest.raises(ValueError) as caught:
        raise ValueError(MOTS)
    assert describe_error(caught.value).startswith("builtins.ValueError (")
    assert MOTS not in describe_error(caught.value)
