"""Each error page says what happened, what was kept and what to do next; none leaks what others wrote."""

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.template import TemplateDoesNotExist
from django.test import Client, RequestFactory, override_settings

from entredeux.config import erreurs
from entredeux.socle.erreurs import Refus


@pytest.fixture
def request_get():
    return RequestFactory().get("/")


def test_unknown_page(client, db):
    response = client.get("/une-page/")
    assert response.status_code == 404
    assert "Cette page n'existe pas, ou n'est pas ouverte à votre compte" in response.content.decode()


def test_refusal_shows_its_reason(request_get):
    raison = "Votre rôle ne permet pas ceci : exporter."
    response = erreurs.permission_denied(request_get, Refus(raison))
    assert response.status_code == 403
    assert raison in response.content.decode()


def test_other_refusals_keep_their_words_for_the_log(request_get):
    page = erreurs.permission_denied(request_get, PermissionDenied("secret internal detail")).content.decode()
    assert "secret internal detail" not in page
    assert "Rien n'a été modifié" in page


def test_page_open_too_long(client):
    response = Client(enforce_csrf_checks=True).post("/apparence/", {"theme": "clair"})
    assert response.status_code == 403
    assert "La page était ouverte depuis trop longtemps" in response.content.decode()


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100)
@pytest.mark.parametrize("with_token", [True, False])
def test_request_too_heavy(with_token, db):
    """Whoever reads the body first, the check of the token or the view, the answer is the same."""
    browser = Client(enforce_csrf_checks=with_token)
    browser.get("/")
    form = "application/x-www-form-urlencoded"
    response = browser.post("/apparence/", b"theme=" + b"x" * 500, content_type=form)
    assert response.status_code == 413
    assert "L'envoi est trop lourd" in response.content.decode()


def test_unreadable_request(request_get):
    response = erreurs.bad_request(request_get, SuspiciousOperation("bad"))
    assert response.status_code == 400
    assert "La demande est arrivée incomplète" in response.content.decode()
    assert erreurs.bad_request(request_get, RequestDataTooBig("big")).status_code == 413


def test_breakdown_needs_neither_database_nor_session(request_get):
    """No database fixture here: any query would fail the test."""
    response = erreurs.server_error(request_get)
    assert response.status_code == 500
    assert "Ce qui était déjà enregistré le reste" in response.content.decode()


def test_breakdown_without_styles_still_answers(request_get, monkeypatch):
    real = erreurs.render_to_string

    def refuse(name, *args):
        if name == "ui/erreurs/500.html":
            raise TemplateDoesNotExist(name)
        return real(name, *args)

    monkeypatch.setattr(erreurs, "render_to_string", refuse)
    assert "Une panne de notre côté" in erreurs.server_error(request_get).content.decode()


def test_address_of_a_form_opened_alone(client):
    response = client.get("/apparence/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "Cette adresse ne s'ouvre pas seule" in response.content.decode()
