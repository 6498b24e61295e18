import pytest
from django.test import Client, RequestFactory, override_settings

from entredeux.ui.context import page


def test_choice_is_kept_in_a_cookie_and_comes_back_to_the_page(client):
    response = client.post("/apparence/", {"theme": "sombre", "suite": "/programme/x/"})
    assert (response.status_code, response["Location"]) == (302, "/programme/x/")
    cookie = response.cookies["theme"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("sombre", True, "Lax")


@pytest.mark.parametrize("suite", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)", ""])
def test_return_never_leaves_the_site(client, suite):
    assert client.post("/apparence/", {"theme": "clair", "suite": suite})["Location"] == "/"


def test_anything_else_goes_back_to_the_machine(client):
    client.cookies["theme"] = "sombre"
    assert client.post("/apparence/", {"theme": "auto"}).cookies["theme"]["max-age"] == 0


def test_cookie_written_by_someone_else_is_ignored():
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = '"><script>'
    assert page(request)["apparence"] == ""


def test_get_is_refused_and_the_form_token_is_asked(client):
    assert client.get("/apparence/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/apparence/", {"theme": "clair"}).status_code == 403


@pytest.mark.parametrize(("instance", "statut"), [("demo", 200), ("test", 200), ("production", 404)])
def test_page_of_components_never_on_a_real_installation(client, instance, statut):
    with override_settings(INSTANCE=instance):
        assert client.get("/ui/planche/bureau/").status_code == statut
        assert client.get("/ui/planche/autre/").status_code == 404


@pytest.mark.parametrize("suite", ["abc", "terrain:accueil", "' OR 1=1 --", "", "//ailleurs.exemple/", "javascript:x"])
def test_anything_but_an_address_of_ours_goes_back_home(client, suite):
    answer = client.post("/apparence/", {"apparence": "sombre", "suite": suite})

    assert (answer.status_code, answer["Location"]) == (302, "/")
