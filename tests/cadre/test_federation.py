"""ProConnect, played by a real provider: an identity opens an account that exists, and creates none."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.http import HttpResponse
from django.test import Client

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Compte, EntreeJournal

CLIENT = "entre-deux-test"  # as in fournisseur.py


@pytest.fixture(scope="module")
def fournisseur() -> Iterator[str]:
    program = Path(__file__).with_name("fournisseur.py")
    process = subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    process.terminate()
    process.wait()
    process.stdout.close()


@pytest.fixture
def proconnect(settings, fournisseur: str) -> str:
    app = {
        "provider_id": "proconnect",
        "name": "ProConnect",
        "client_id": CLIENT,
        "secret": "secret",
        "settings": {"server_url": fournisseur, "uid_field": "sub", "scope": ["openid", "email"]},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    return fournisseur


def identify(client: Client, proconnect: str, sub: str = "lea", **claims: object) -> HttpResponse:
    """Leaves for the provider, says yes there, comes back."""
    told = {"email": "samira@exemple.fr", "email_verified": True, "given_name": "Samira", **claims}
    requests.put(f"{proconnect}/users/{sub}", json=told, timeout=5).raise_for_status()
    leaving = client.post("/compte/federation/proconnect/")
    assert leaving.status_code == 302, leaving.content.decode()
    back = requests.post(leaving.url, data={"sub": sub}, allow_redirects=False, timeout=5)
    assert back.status_code == 302, back.text
    return client.get(back.headers["Location"].removeprefix("http://testserver"), follow=True)


def who(client: Client) -> str:
    answer = client.get("/compte/profil/")
    return answer.wsgi_request.user.email if answer.status_code == 200 else ""


@pytest.mark.parametrize("reponse", ["signe", "json"])
def test_an_identity_opens_the_account_with_the_same_address(client, samira, proconnect, reponse):
    answer = identify(client, proconnect, reponse=reponse)
    assert answer.redirect_chain[0][0] == "/espace/"
    assert who(client) == "samira@exemple.fr"
    assert EmailAddress.objects.get(user=samira.compte).verified
    lines = EntreeJournal.objects.filter(structure=samira.chaine).values_list("evenement", flat=True)
    assert list(lines) == ["cadre.connexion.ouverte"]


def test_only_the_subject_is_kept_of_an_identity(client, samira, proconnect):
    identify(client, proconnect, siret="12345678900011")
    identify(Client(), proconnect, siret="12345678900011")
    [account] = SocialAccount.objects.all()
    assert (account.user, account.uid, account.extra_data) == (samira.compte, "lea", {})


def test_the_link_outlives_a_change_of_address_at_the_provider(client, samira, proconnect):
    identify(client, proconnect)
    later = Client()
    identify(later, proconnect, email="samira.b@mairie.exemple.fr")
    assert who(later) == "samira@exemple.fr"


@pytest.mark.parametrize("reponse", ["autre_cle", "autre_public", "sans_algo"])
def test_an_answer_that_is_not_the_providers_opens_nothing(client, samira, proconnect, reponse):
    answer = identify(client, proconnect, sub=reponse, reponse=reponse)
    assert answer.status_code == 401
    assert "n'a pas pu être vérifiée" in answer.content.decode()
    assert who(client) == ""
    assert SocialAccount.objects.count() == 0


def test_an_unknown_address_creates_nothing_and_says_what_to_do(client, samira, proconnect):
    answer = identify(client, proconnect, sub="inconnue", email="inconnue@exemple.fr")
    assert answer.status_code == 403
    assert "aucun compte n'existe à votre adresse" in answer.content.decode()
    assert who(client) == ""
    assert list(Compte.objects.values_list("email", flat=True)) == ["samira@exemple.fr"]


@pytest.mark.parametrize("verified", [False, "false", "true", None])
def test_an_address_the_provider_does_not_vouch_for_opens_nothing(client, samira, proconnect, verified):
    answer = identify(client, proconnect, sub="douteuse", email_verified=verified)
    assert answer.status_code == 403
    assert "ne garantit pas votre adresse" in answer.content.decode()
    assert who(client) == ""


def test_an_identity_without_address_opens_nothing(client, samira, proconnect):
    assert identify(client, proconnect, sub="sans", email="").status_code == 403


def test_a_second_factor_is_still_asked(client, samira, proconnect):
    EmailAddress.objects.create(user=samira.compte, email=samira.compte.email, verified=True, primary=True)
    TOTP.activate(samira.compte, generate_totp_secret())
    answer = identify(client, proconnect)
    assert answer.redirect_chain[0][0] == "/compte/double-facteur/"
    assert who(client) == ""


def test_a_replayed_return_opens_nothing(client, samira, proconnect):
    leaving = client.post("/compte/federation/proconnect/")
    requests.put(f"{proconnect}/users/lea", json={"email": "samira@exemple.fr", "email_verified": True}, timeout=5)
    back = requests.post(leaving.url, data={"sub": "lea"}, allow_redirects=False, timeout=5).headers["Location"]
    stolen = Client().get(back.removeprefix("http://testserver"))
    assert stolen.status_code == 401


def test_giving_up_at_the_provider_says_nothing_was_sent(client, samira, proconnect):
    leaving = client.post("/compte/federation/proconnect/")
    [state] = parse_qs(urlsplit(leaving.url).query)["state"]  # this provider forgets to hand it back
    back = requests.post(leaving.url, data={"action": "deny"}, allow_redirects=False, timeout=5).headers["Location"]
    answer = client.get(f"{back.removeprefix('http://testserver')}&state={state}", follow=True)
    assert "Rien n'a été transmis" in answer.content.decode()


def test_a_provider_that_is_down_gets_a_sentence(client, db, settings, proconnect):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = client.post("/compte/federation/proconnect/")
    assert answer.status_code == 502
    assert "ne répond pas" in answer.content.decode()


def test_leaving_asks_for_the_least_with_a_nonce_and_pkce(client, db, proconnect):
    url = client.post("/compte/federation/proconnect/?scope=phone&auth_params=prompt%3Dnone").url
    assert "scope=openid+email" in url or "scope=email+openid" in url
    assert "prompt" not in url
    assert "nonce=" in url
    assert "code_challenge_method=S256" in url


def test_an_unknown_provider_does_not_exist(client, db, proconnect):
    assert client.post("/compte/federation/autre/").status_code == 404
    assert client.get("/compte/federation/autre/retour/").status_code == 404


def test_the_button_shows_only_when_a_provider_is_set(client, db, settings, proconnect):
    assert "Se connecter avec ProConnect" in client.get("/compte/connexion/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "ProConnect" not in client.get("/compte/connexion/").content.decode()


def test_the_actor_of_a_federated_session_is_the_member(client, samira: Acteur, proconnect):
    identify(client, proconnect)
    assert client.get("/compte/profil/").wsgi_request.acteur == samira
