"""The digest: asked, confirmed from the mailbox, told once, stopped in one click."""

import datetime
import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Cle
from entredeux.cadre.textes import open_without_journal
from entredeux.reseau.actions import import_programme
from entredeux.reseau.actions.abonnements import forget_unconfirmed
from entredeux.reseau.actions.ressources import create_ressource
from entredeux.reseau.envois_abonnements import send_lettre, send_lettres
from entredeux.reseau.models import Abonnement, Evenement, Ressource
from entredeux.reseau.programme import load_programme

pytestmark = pytest.mark.django_db
LUNDI = datetime.datetime(2026, 11, 23, 8, tzinfo=datetime.UTC)
ADRESSE = "lectrice@exemple.fr"


@pytest.fixture
def ask(django_capture_on_commit_callbacks):
    def ask(**fields):
        with django_capture_on_commit_callbacks(execute=True):
            return Client().post("/lettre/", {"courriel": ADRESSE, "theme": "bailleurs"} | fields)

    return ask


def link_of(message, nom: str) -> str:
    return re.search(rf"http://testserver(/lettre/{nom}/\S+)", message.body)[1]


@pytest.fixture
def abonnement(ask):
    ask()
    Client().post(link_of(mail.outbox[0], "confirmer"))
    mail.outbox.clear()
    return Abonnement.objects.get()


def announce(alice) -> Evenement:
    """A day to come on the landlords' theme."""
    import_programme(load_programme(), by=alice)
    evenement = Evenement.objects.get(slug__startswith="2024-12-05")
    Evenement.objects.filter(pk=evenement.pk).update(date_debut=timezone.localdate() + datetime.timedelta(days=20))
    return evenement


def test_nothing_is_sent_before_the_mailbox_confirms(ask):
    answer = ask()
    assert "Regardez votre boîte" in answer.content.decode()
    assert [message.to for message in mail.outbox] == [[ADRESSE]]
    assert [part[1] for part in mail.outbox[0].alternatives] == ["text/html"]
    assert Abonnement.objects.get().confirme_le is None
    link = link_of(mail.outbox[0], "confirmer")
    Client().get(link)  # a mail program looks at the link by itself
    assert Abonnement.objects.get().confirme_le is None
    Client().post(link)
    assert Abonnement.objects.get().confirme_le is not None


def test_asking_again_tells_nothing_and_doubles_nothing(ask, abonnement):
    answer = ask(courriel=ADRESSE.upper())
    assert "Regardez votre boîte" in answer.content.decode()
    assert Abonnement.objects.count() == 1
    assert mail.outbox == []


def test_address_is_sealed(abonnement):
    assert ADRESSE.encode() not in bytes(abonnement.courriel)
    assert open_without_journal(abonnement, "courriel") == ADRESSE


@pytest.mark.parametrize("fields", [{"theme": ""}, {"theme": "inconnu"}, {"courriel": "pas une adresse"}])
def test_bad_request_keeps_what_was_typed(ask, fields):
    answer = ask(**fields)
    assert answer.status_code == 422
    assert fields.get("courriel", ADRESSE) in answer.content.decode()
    assert Abonnement.objects.count() == 0


def test_letter_tells_what_is_coming_once_a_week(abonnement, alice):
    evenement = announce(alice)
    Abonnement.objects.update(dernier_envoi=timezone.now() - datetime.timedelta(days=8))
    send_lettre.call(str(abonnement.pk))
    send_lettre.call(str(abonnement.pk))
    assert len(mail.outbox) == 1
    message = mail.outbox[0]
    assert message.subject == "[Entre-deux] La lettre du réseau : Bailleurs"
    assert f"http://testserver{evenement.url}" in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_letter_with_nothing_to_say_is_not_sent(abonnement):
    Abonnement.objects.update(dernier_envoi=timezone.now() - datetime.timedelta(days=8))
    send_lettre.call(str(abonnement.pk))
    assert mail.outbox == []


def test_only_mondays_write(abonnement, alice, monkeypatch):
    announce(alice)
    Abonnement.objects.update(dernier_envoi=timezone.now() - datetime.timedelta(days=8))
    monkeypatch.setattr(timezone, "localdate", lambda *args: LUNDI.date() + datetime.timedelta(days=1))
    assert send_lettres() == 0
    monkeypatch.setattr(timezone, "localdate", lambda *args: LUNDI.date())
    assert send_lettres() == 1


def test_one_click_stops_and_erases(abonnement, alice):
    announce(alice)
    Abonnement.objects.update(dernier_envoi=timezone.now() - datetime.timedelta(days=8))
    send_lettre.call(str(abonnement.pk))
    header = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    client = Client(enforce_csrf_checks=True)  # a mail program has no cookie
    assert client.get(header).status_code == 200
    assert Abonnement.objects.count() == 1
    assert client.post(header, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Abonnement.objects.count() == 0
    assert not Cle.objects.filter(pk=abonnement.unite).exists()
    assert client.post(header).status_code == 200  # again: already stopped, nothing breaks


def test_forged_link_gets_a_sentence(abonnement):
    for nom in ("confirmer", "arreter"):
        answer = Client().post(f"/lettre/{nom}/abc:def:ghi/")
        assert answer.status_code == 403
        assert "pas valable" in answer.content.decode()
    assert Abonnement.objects.count() == 1


def test_address_never_confirmed_is_forgotten_in_a_week(ask):
    ask()
    unite = Abonnement.objects.get().unite
    assert forget_unconfirmed() == 0
    Abonnement.objects.update(cree_le=timezone.now() - datetime.timedelta(days=8))
    assert forget_unconfirmed() == 1
    assert Abonnement.objects.count() == 0
    assert not Cle.objects.filter(pk=unite).exists()


def test_editor_sees_the_letter_before_it_leaves(alice, samira):
    announce(alice)
    client = Client()
    client.force_login(alice.compte)
    page = client.get("/lettre/apercu/?theme=bailleurs").content.decode()
    assert "occupations illégales" in page
    client.force_login(samira.compte)
    assert client.get("/lettre/apercu/").status_code == 404


def test_a_flood_from_one_network_is_slowed_and_loses_nothing():
    for rank in range(30):
        assert Client().post("/lettre/", {"courriel": f"l{rank}@exemple.fr", "theme": "posture"}).status_code == 200
    answer = Client().post("/lettre/", {"courriel": "encore@exemple.fr", "theme": "posture"})
    assert answer.status_code == 422
    assert "encore@exemple.fr" in answer.content.decode()
    assert Abonnement.objects.count() == 30


def test_letter_announces_a_resource_reread_and_a_restitution_once(abonnement, alice):
    from tests.reseau.fabrique_corpus import make_restitution

    page = create_ressource(genre="kit", titre="Kit des halls", themes=["bailleurs"], by=Acteur.systeme())
    other = create_ressource(genre="kit", titre="Kit resté brouillon", themes=["bailleurs"], by=Acteur.systeme())
    for each in (page, other):
        each.get_latest_revision().publish()
    Ressource.objects.filter(pk=page.pk).update(statut="relue")
    make_restitution("Ce que les journées ont dit", [("paragraphe", "<p>Un mot.</p>")])
    Abonnement.objects.update(dernier_envoi=timezone.now() - datetime.timedelta(days=8))

    send_lettre.call(str(abonnement.pk))

    body = mail.outbox[0].body
    assert "Kit des halls" in body
    assert "Ce que les journées ont dit" in body
    assert "Kit resté brouillon" not in body
