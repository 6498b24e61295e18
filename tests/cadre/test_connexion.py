"""Signing in, staying in, being put out: the rules of the door."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.acteur import CHAINE_INSTANCE, Acteur
from entredeux.cadre.actions import close_adhesion
from entredeux.cadre.enums import Role
from entredeux.cadre.models import Adhesion, EntreeJournal
from entredeux.cadre.urls_connexion import ROUTES_TIERCES

MOT_DE_PASSE = "un mot de passe long"


@pytest.fixture
def samira(samira: Acteur) -> Acteur:
    EmailAddress.objects.create(user=samira.compte, email=samira.compte.email, verified=True, primary=True)
    return samira


def sign_in(client: Client, email: str = "samira@exemple.fr", password: str = MOT_DE_PASSE, **extra):
    return client.post("/compte/connexion/", {"login": email, "password": password}, **extra)


def evenements(structure) -> list[str]:
    return list(
        EntreeJournal.objects.filter(structure=structure).order_by("numero").values_list("evenement", flat=True)
    )


def test_samira_signs_in_and_out(client, samira):
    answer = sign_in(client)
    assert (answer.status_code, answer.url) == (302, "/espace/")
    assert client.session.get_expire_at_browser_close()
    assert client.get("/compte/deconnexion/").status_code == 200
    assert client.get("/compte/profil/").status_code == 200
    client.post("/compte/deconnexion/")
    assert client.get("/compte/profil/").url == "/compte/connexion/?next=/compte/profil/"
    assert evenements(samira.chaine) == ["cadre.connexion.ouverte", "cadre.connexion.close"]


def test_an_unverified_address_does_not_enter(client, karim):
    answer = sign_in(client, "karim@exemple.fr")
    assert answer.url == reverse("account_email_verification_sent")
    [message] = mail.outbox
    assert "confirmez que cette adresse est la vôtre" in message.body
    assert client.get("/compte/profil/").status_code == 302


def test_a_wrong_password_says_so_in_french_and_keeps_the_address(client, samira):
    answer = sign_in(client, password="pas le bon du tout")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "ne vont pas ensemble" in page
    assert 'value="samira@exemple.fr"' in page
    assert "pas le bon du tout" not in page


def test_an_unknown_address_gets_the_same_answer(client, samira):
    """Who has an account is nobody's business."""
    known = sign_in(client, password="pas le bon du tout").content.decode()
    unknown = sign_in(client, email="personne@exemple.fr", password="pas le bon du tout").content.decode()
    assert unknown.count("ne vont pas ensemble") == known.count("ne vont pas ensemble") > 0
    for email in ("samira@exemple.fr", "personne@exemple.fr"):
        answer = client.post("/compte/mot-de-passe/oublie/", {"email": email})
        assert answer.url == reverse("account_reset_password_done")
    assert [message.to for message in mail.outbox] == [["samira@exemple.fr"]]


def test_five_failures_make_one_wait_and_say_how_long(client, samira):
    for _ in range(5):
        assert sign_in(client, password="pas le bon du tout").status_code == 200
    answer = sign_in(client)
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert "Attendez cinq minutes" in answer.content.decode()
    assert sign_in(client, "karim@exemple.fr", password="autre chose").status_code == 200


def test_five_minutes_later_the_door_opens(client, samira):
    for _ in range(5):
        sign_in(client, password="pas le bon du tout")
    assert sign_in(client).status_code == 429
    with patch("allauth.core.internal.ratelimit.time.time", return_value=timezone.now().timestamp() + 301):
        assert sign_in(client).status_code == 302


def test_too_many_requests_from_one_place_get_a_page_in_french(client, db):
    answers = [client.post("/compte/mot-de-passe/oublie/", {"email": "a@exemple.fr"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "Attendez une minute" in answers[-1].content.decode()


def test_failures_are_journaled_without_any_address(client, samira):
    sign_in(client, password="pas le bon du tout")
    sign_in(client, email="personne@exemple.fr", password="pas le bon du tout")
    [known] = EntreeJournal.objects.filter(structure=samira.chaine)
    [unknown] = EntreeJournal.objects.filter(structure=CHAINE_INSTANCE)
    for entry in (known, unknown):
        assert (entry.evenement, entry.acteur, entry.role) == ("cadre.connexion.refusee", "", "inconnu")
        assert len(entry.condense) == 64
    assert known.condense != unknown.condense
    stored = str(list(EntreeJournal.objects.values()))
    assert "exemple.fr" not in stored


@pytest.mark.parametrize(("heures", "encore"), [(11.9, True), (12.1, False)])
def test_a_session_lasts_a_shift(client, samira, heures, encore):
    sign_in(client)
    later = timezone.now() + timedelta(hours=heures)
    with patch("django.utils.timezone.now", return_value=later):
        assert (client.get("/compte/profil/").status_code == 200) is encore


def test_a_changed_password_ends_the_other_sessions(client, samira):
    sign_in(client)
    phone = Client()
    sign_in(phone)
    answer = client.post(
        "/compte/mot-de-passe/",
        {"oldpassword": MOT_DE_PASSE, "password1": "lanterne du palier", "password2": "lanterne du palier"},
    )
    assert answer.url == "/compte/profil/"
    assert client.get("/compte/profil/").status_code == 200
    assert phone.get("/compte/profil/").status_code == 302


def test_a_short_password_is_refused_and_explained(client, samira):
    sign_in(client)
    form = {"oldpassword": MOT_DE_PASSE, "password1": "court", "password2": "court"}
    assert "12 caractères" in client.post("/compte/mot-de-passe/", form).content.decode()


def current_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def confirm(client: Client) -> None:
    client.post("/compte/confirmer/", {"password": MOT_DE_PASSE})


def activate_application(client: Client) -> str:
    """Returns the secret shown on the page, as the phone would read it."""
    confirm(client)
    secret = client.get("/compte/securite/application/activer/").context["form"].secret
    answer = client.post("/compte/securite/application/activer/", {"code": current_code(secret)})
    assert answer.url == "/compte/securite/secours/"
    return secret


def test_an_application_of_codes_is_asked_at_the_next_sign_in(client, samira):
    sign_in(client)
    secret = activate_application(client)
    phone = Client()
    assert sign_in(phone).url == "/compte/double-facteur/"
    assert phone.get("/compte/profil/").status_code == 302
    wrong = phone.post("/compte/double-facteur/", {"code": "000000"}).content.decode()
    assert "Ce code n&#x27;est pas le bon" in wrong
    assert evenements(samira.chaine)[-1] == "cadre.connexion.refusee"
    assert phone.post("/compte/double-facteur/", {"code": current_code(secret)}).url == "/espace/"
    assert phone.get("/compte/profil/").status_code == 200


def test_the_secrets_of_second_factors_are_encrypted_at_rest(client, samira):
    sign_in(client)
    secret = activate_application(client)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert Authenticator.objects.count() == 2
    assert secret not in stored
    assert stored.count("gAAAA") == 2


def test_a_recovery_code_opens_once(client, samira):
    sign_in(client)
    activate_application(client)
    codes = client.get("/compte/securite/secours/").context["unused_codes"]
    assert len(codes) == 10
    for expected in ("/espace/", None):
        phone = Client()
        sign_in(phone)
        answer = phone.post("/compte/double-facteur/", {"code": codes[0]})
        assert (answer.url if answer.status_code == 302 else None) == expected


def test_a_sensitive_change_asks_again_who_one_is(client, samira):
    sign_in(client)
    answer = client.get("/compte/securite/application/activer/")
    assert answer.url.startswith("/compte/confirmer/")
    assert "confirmez que c'est bien vous" in client.get(answer.url).content.decode()
    confirm(client)
    assert client.get("/compte/securite/application/activer/").status_code == 200
    ten_minutes_later = timezone.now().timestamp() + 601
    with patch("allauth.account.internal.flows.reauthentication.time.time", return_value=ten_minutes_later):
        assert client.get("/compte/securite/application/activer/").status_code == 302


def test_an_account_without_access_reads_why(client, helene, samira):
    close_adhesion(adhesion=samira.compte.adhesions.get(), by=helene)
    answer = sign_in(client, follow=True)
    assert answer.redirect_chain == [("/compte/sans-acces/", 302)]
    assert "aucune structure ne lui ouvre d'accès" in answer.content.decode()


def test_a_closed_account_reads_that_it_is_closed(client, samira):
    samira.compte.is_active = False
    samira.compte.save()
    assert "Ce compte est fermé" in sign_in(client, follow=True).content.decode()


def test_the_structure_is_chosen_among_ones_own(client, samira, nadia, autre_structure):
    second = Adhesion.objects.create(compte=samira.compte, structure=autre_structure, role=Role.COORDINATION)
    sign_in(client)
    assert client.get("/compte/structure/").content.decode().count('name="adhesion"') == 2
    client.post("/compte/structure/", {"adhesion": str(second.pk)})
    assert client.get("/compte/profil/").wsgi_request.acteur.structure == autre_structure
    assert client.post("/compte/structure/", {"adhesion": str(nadia.compte.adhesions.get().pk)}).status_code == 404
    assert client.post("/compte/structure/", {"adhesion": "n'importe quoi"}).status_code == 404


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "socialaccount_signup", "socialaccount_connections"]
)
def test_what_we_do_not_use_of_allauth_does_not_exist(client, samira, name):
    assert client.get(reverse(name)).status_code == 404
    sign_in(client)
    assert client.post(reverse(name), {"email": "x@exemple.fr"}).status_code == 404


def test_exactly_the_open_routes_are_reached_without_signing_in(client, db):
    arguments = {
        "account_reset_password_from_key": ["1", "x"],
        "account_confirm_email": ["x"],
        "mfa_edit_webauthn": [1],
        "mfa_remove_webauthn": [1],
    }
    for name, mark in ROUTES_TIERCES.items():
        answer = client.get(reverse(name, args=arguments.get(name, [])))
        kept_out = answer.status_code == 302 and answer.url.startswith("/compte/connexion/?next=")
        assert kept_out is (mark == "connecte"), name


def test_migrate_makes_the_table_where_failures_are_counted(settings, transactional_db):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_partage"}
    }
    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0)
    assert "cache_partage" in connection.introspection.table_names()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE cache_partage")


def test_logging_out_tells_the_browser_to_drop_what_it_cached(client, samira):
    client.force_login(samira.compte)
    page = client.get("/espace/", follow=True)
    assert "no-store" in page["Cache-Control"]
    answer = client.post("/compte/deconnexion/")
    assert (answer.status_code, answer["Clear-Site-Data"]) == (302, '"cache"')
