"""The survey's pages: Claire's, the team's, and those of someone who answers with a code."""

import datetime
import uuid
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entredeux.themes.actions import close_vague, open_theme, open_vague
from entredeux.themes.models import PublicEnquete, VagueEnquete
from entredeux.themes.questionnaires import show_code

TODAY = timezone.localdate()


@pytest.fixture
def vague(helene, claire) -> VagueEnquete:
    open_theme(theme="ecole", signee_le=datetime.date(2026, 1, 5), reference="AIPD 2026-1", by=helene)
    end = TODAY + timedelta(days=14)
    return open_vague(theme="ecole", etablissement="Lavoisier", invites={"eleves": 30}, jusqua=end, by=claire)


@pytest.fixture
def public(vague) -> PublicEnquete:
    return vague.publics.get()


def client_of(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def address(public: PublicEnquete) -> str:
    return reverse("enquete_repondre", args=[public.acces])


def test_claire_opens_a_wave_once_and_what_she_typed_comes_back(vague, claire):
    office, page = client_of(claire), reverse("themes:enquete_ouvrir", args=["ecole"])
    said = {
        "identifiant": str(uuid.uuid4()),
        "etablissement": "Collège Debussy",
        "ouverte_le": TODAY.isoformat(),
        "jusqua": (TODAY + timedelta(days=10)).isoformat(),
        "invites_eleves": "8",
        "invites_parents": "",
        "invites_personnels": "",
    }
    refused = office.post(page, said)
    assert refused.status_code == 422
    assert "À moins de 11 personnes" in refused.content.decode()
    assert "Collège Debussy" in refused.content.decode()
    for _ in range(2):
        answer = office.post(page, said | {"invites_eleves": "80"})
        assert answer.status_code == 302
    opened = VagueEnquete.objects.get(etablissement="Collège Debussy")
    assert [(each.code, each.invites) for each in opened.publics.all()] == [("eleves", 80)]
    assert show_code(opened.publics.get().acces) in office.get(answer.url).content.decode()


def test_a_theme_without_a_survey_opens_none(vague, claire):
    assert client_of(claire).get(reverse("themes:enquete_ouvrir", args=["hall"])).status_code == 404


def test_a_pupil_answers_with_the_code_and_no_cookie_says_who(client, public):
    page = client.get(reverse("enquete_entrer"))
    assert page.status_code == 200
    typed = show_code(public.acces).lower().replace("-", " ")
    answer = client.post(reverse("enquete_entrer"), {"code": typed})
    assert answer.url == address(public)

    assert "Je me sens bien dans mon établissement." in client.get(answer.url).content.decode()
    with patch("django.core.cache.cache.add", side_effect=AssertionError), patch("django.core.cache.cache.set"):
        done = client.post(answer.url, {"bien": "tout_a_fait", "place": "sans_reponse"})
    assert done.url == reverse("enquete_merci")
    assert "Merci" in client.get(done.url).content.decode()
    public.refresh_from_db()
    assert public.nombre == 1
    assert set(client.cookies) <= {"csrftoken"}


def test_an_empty_answer_is_asked_again_and_a_wrong_code_is_a_sentence(client, public):
    empty = client.post(address(public), {})
    assert empty.status_code == 422
    assert "répondez à une ligne au moins" in empty.content.decode()
    for code in ("AAAAA-AAAAA", "trop court", "0" * 10):
        wrong = client.post(reverse("enquete_entrer"), {"code": code})
        assert wrong.status_code == 422
        assert "Vérifiez les dix signes" in wrong.content.decode()
    assert client.get(reverse("enquete_repondre", args=["AAAAAAAAAA"])).status_code == 404


def test_wrong_codes_are_slowed_down_and_right_ones_are_not(client, public):
    answers = [client.get(reverse("enquete_repondre", args=["AAAAAAAAAA"])).status_code for _ in range(31)]
    assert answers == [404] * 30 + [429]
    assert client.get(address(public)).status_code == 200


def test_a_wave_that_is_over_or_not_begun_says_so(client, public, vague, claire):
    VagueEnquete.objects.update(ouverte_le=TODAY + timedelta(days=1))
    assert client.get(address(public)).status_code == 403
    VagueEnquete.objects.update(ouverte_le=TODAY)
    vague.refresh_from_db()
    close_vague(vague=vague, by=claire)
    for answer in (client.get(address(public)), client.post(address(public), {"bien": "plutot"})):
        assert answer.status_code == 410
        assert "est close" in answer.content.decode()
    assert PublicEnquete.objects.get().nombre is None


def test_the_team_prints_types_and_reads_but_does_not_close(public, vague, samira, helene):
    phone = client_of(samira)
    sheet = phone.get(reverse("themes:enquete_imprimer", args=[public.pk])).content.decode()
    assert show_code(public.acces) in sheet
    assert "/enquete/" in sheet
    for _ in range(12):
        phone.post(reverse("themes:enquete_papier", args=[public.pk]), {"bien": "plutot"})
    page = reverse("themes:enquete", args=[vague.pk])
    assert "11 réponses ou plus" in phone.get(page).content.decode()
    assert "d'accord :" not in phone.get(page).content.decode().replace("&#x27;", "'")
    close = reverse("themes:enquete_clore", args=[vague.pk])
    assert phone.get(close).status_code == 404

    office = client_of(helene)
    assert "cela ne s'annule pas" in office.get(close).content.decode()
    office.post(close)
    assert "55 % au moins" in phone.get(page).content.decode()
    again = office.post(close, follow=True)
    assert "déjà close" in again.content.decode()


def test_a_funder_another_structure_and_nobody_see_no_wave(public, vague, paul, nadia, client):
    pages = [
        reverse("themes:enquetes"),
        reverse("themes:enquete", args=[vague.pk]),
        reverse("themes:enquete_imprimer", args=[public.pk]),
        reverse("themes:enquete_papier", args=[public.pk]),
        reverse("themes:enquete_ouvrir", args=["ecole"]),
    ]
    assert [client_of(paul).get(page).status_code for page in pages] == [404] * 5
    assert [client_of(nadia).get(page).status_code for page in pages[1:]] == [404] * 4
    assert "Lavoisier" not in client_of(nadia).get(pages[0]).content.decode()
    assert {client.get(page).status_code for page in pages} == {302}


def test_the_list_makes_the_same_queries_with_one_and_three(vague, claire, django_assert_max_num_queries):
    office, page = client_of(claire), reverse("themes:enquetes")

    def count() -> int:
        with django_assert_max_num_queries(40) as seen:
            office.get(page)
        return len(seen)

    office.get(page)
    one = count()
    for name in ("Debussy", "Zola"):
        open_vague(theme="ecole", etablissement=name, invites={"eleves": 20}, jusqua=TODAY, by=claire)
    assert count() == one
