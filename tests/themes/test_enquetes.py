"""A wave at the collège: opened by Claire, answered by people nobody knows, read only where it speaks for eleven."""

import datetime
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import models
from django.utils import timezone

from entredeux.cadre.models import EntreeJournal
from entredeux.socle.erreurs import Refus
from entredeux.themes.actions import close_theme, close_vague, open_theme, open_vague, record_papier, record_reponse
from entredeux.themes.models import CompteReponse, OuvertureTheme, PublicEnquete, VagueEnquete
from entredeux.themes.presenters_enquete import present_vague
from entredeux.themes.queries import packs

LAVOISIER = "Collège Lavoisier"
D_ACCORD = {"bien": "tout_a_fait", "place": "plutot"}
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def ouvert(helene) -> OuvertureTheme:
    return open_theme(theme="ecole", signee_le=datetime.date(2026, 1, 5), reference="AIPD 2026-1", by=helene)


def make_vague(by, **given) -> VagueEnquete:
    said = {"theme": "ecole", "etablissement": LAVOISIER, "invites": {"eleves": 120, "parents": 60, "personnels": 20}}
    return open_vague(**said | {"jusqua": TODAY + timedelta(days=14)} | given, by=by)


def public(vague, code="eleves") -> PublicEnquete:
    return vague.publics.get(code=code)


def answer(vague, number, code="eleves", reponses=None) -> None:
    for _ in range(number):
        record_reponse(public=public(vague, code), reponses=reponses or D_ACCORD)


def read(vague, before=None) -> dict[str, dict[str, str]]:
    vague.refresh_from_db()
    shown = present_vague(vague, before, TODAY)["publics"]
    return {each.public.code: {texte: dit for texte, dit, _ in each.lignes} for each in shown}


def test_answers_are_only_added_up(claire):
    vague = make_vague(claire)
    answer(vague, 2)

    added = CompteReponse.objects.filter(nombre__gt=0).values_list("affirmation", "reponse", "nombre")
    lines = [code for code, _ in packs()["ecole"].enquete.asked_of("eleves")]
    assert set(added) == {("bien", "tout_a_fait", 2), ("place", "plutot", 2)} | {
        (line, "sans_reponse", 2) for line in lines if line not in D_ACCORD
    }
    assert public(vague).nombre == 2


def test_nothing_says_who_answered_nor_when(claire):
    """No column below a wave can hold an instant, an address, an account or a text; no row is born of an answer; and
    the journal does not learn that somebody answered (nor the cache: test_enquetes_pages.py)."""
    vague = make_vague(claire)
    rows = (CompteReponse.objects.count(), PublicEnquete.objects.count(), EntreeJournal.objects.count())
    answer(vague, 3)
    assert (CompteReponse.objects.count(), PublicEnquete.objects.count(), EntreeJournal.objects.count()) == rows
    kinds = (models.DateField, models.TimeField, models.GenericIPAddressField, models.TextField, models.BinaryField)
    for model in (PublicEnquete, CompteReponse):
        fields = model._meta.get_fields()
        assert [field.name for field in fields if isinstance(field, (*kinds, models.JSONField))] == []
        relations = {field.related_model for field in fields if field.many_to_one}
        assert relations <= {VagueEnquete, PublicEnquete}


def test_ten_answers_are_not_shown_and_are_erased_eleven_are(claire):
    vague = make_vague(claire)
    answer(vague, 11)
    answer(vague, 10, "parents")
    close_vague(vague=vague, by=claire)

    said = read(vague)
    assert said["parents"] == said["personnels"] == {}
    assert said["eleves"]["Je me sens bien dans mon établissement."] == (
        "plutôt ou tout à fait d'accord : 55 % au moins (moins de 11 personnes pensent autrement)"
    )
    assert [public(vague, code).nombre for code in ("eleves", "parents", "personnels")] == [11, None, None]
    assert not CompteReponse.objects.filter(public__code__in=("parents", "personnels")).exists()


def test_nothing_is_read_while_it_is_open(claire):
    vague = make_vague(claire)
    answer(vague, 25)
    (eleves, *_) = present_vague(vague, None, TODAY)["publics"]
    assert (eleves.bande, eleves.est_montre, eleves.lignes) == ("20 réponses ou plus", False, [])


def test_no_more_than_were_invited_may_answer(claire):
    vague = make_vague(claire, invites={"eleves": 11})
    answer(vague, 11)
    with pytest.raises(ValidationError, match="Toutes les réponses attendues"):
        answer(vague, 1)
    assert CompteReponse.objects.get(affirmation="bien", reponse="tout_a_fait").nombre == 11


def test_a_closed_wave_never_reopens_and_takes_nothing_more(claire, samira):
    vague = make_vague(claire)
    answer(vague, 12)
    close_vague(vague=vague, by=claire)

    with pytest.raises(ValidationError, match="est close"):
        answer(vague, 1)
    with pytest.raises(ValidationError, match="est close"):
        record_papier(public=public(vague), reponses=D_ACCORD, by=samira)
    with pytest.raises(ValidationError, match="déjà close"):
        close_vague(vague=vague, by=claire)
    assert public(vague).nombre == 12


def test_a_wave_past_its_last_day_is_closed_and_its_small_publics_are_erased_at_night(claire):
    vague = make_vague(claire)
    answer(vague, 12)
    answer(vague, 3, "parents")
    VagueEnquete.objects.update(ouverte_le=TODAY - timedelta(days=20), jusqua=TODAY - timedelta(days=1))
    vague.refresh_from_db()

    with pytest.raises(ValidationError, match="est close"):
        answer(vague, 1)
    call_command("retention_run")
    assert (public(vague).nombre, public(vague, "parents").nombre) == (12, None)


def test_four_years_after_nothing_is_left(claire):
    vague = make_vague(claire)
    answer(vague, 12)
    VagueEnquete.objects.update(ouverte_le=datetime.date(2020, 1, 6), jusqua=datetime.date(2020, 1, 20))
    call_command("retention_run", "--date", "2024-01-20")
    vague.refresh_from_db()
    assert vague.cree_par is not None
    call_command("retention_run", "--date", "2024-01-21")
    assert not VagueEnquete.objects.exists()
    assert not CompteReponse.objects.exists()
    assert EntreeJournal.objects.latest("id").evenement == "themes.enquete.effacees"


def test_one_wave_at_a_time_in_a_school_however_it_is_spelt(claire):
    vague = make_vague(claire)
    with pytest.raises(ValidationError, match="une seule à la fois"):
        make_vague(claire, etablissement="  COLLEGE   lavoisier ")
    make_vague(claire, etablissement="Collège Debussy")

    close_vague(vague=vague, by=claire)
    with pytest.raises(ValidationError, match="quatre-vingt-dix jours"):
        make_vague(claire, ouverte_le=TODAY + timedelta(days=89), jusqua=TODAY + timedelta(days=95))
    next_one = make_vague(claire, ouverte_le=TODAY + timedelta(days=90), jusqua=TODAY + timedelta(days=95))
    assert next_one.rang == 2


def test_two_waves_are_read_side_by_side_unless_the_questionnaire_changed(claire):
    first = make_vague(claire, invites={"eleves": 120})
    answer(first, 40)
    answer(first, 20, reponses={"bien": "pas_du_tout"})
    VagueEnquete.objects.update(ouverte_le=TODAY - timedelta(days=200), jusqua=TODAY - timedelta(days=190))
    second = make_vague(claire, invites={"eleves": 120})
    answer(second, 55)
    answer(second, 15, reponses={"bien": "plutot_pas"})
    close_vague(vague=second, by=claire)
    second.refresh_from_db()
    first.refresh_from_db()

    (eleves,) = present_vague(second, first, TODAY)["publics"]
    assert eleves.lignes[0] == (
        "Je me sens bien dans mon établissement.",
        "plutôt ou tout à fait d'accord : 80 % ; plutôt pas ou pas du tout d'accord : 20 %",
        "plutôt ou tout à fait d'accord : 65 % ; plutôt pas ou pas du tout d'accord : 35 %",
    )
    first.questionnaire["version"] = 0
    first.save()
    first.questionnaire["version"] = 7
    (eleves,) = present_vague(second, first, TODAY)["publics"]
    assert eleves.lignes[0][2] == ""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"invites": {"eleves": 10}}, "À moins de 11 personnes"),
        ({"invites": {}}, "Dites combien"),
        ({"invites": {"eleves": 9000}}, "5000 personnes au plus"),
        ({"etablissement": "  "}, "Dites dans quel établissement"),
        ({"jusqua": TODAY - timedelta(days=1)}, "La fin vient après le début"),
        ({"jusqua": TODAY + timedelta(days=61)}, "soixante jours"),
        ({"ouverte_le": TODAY - timedelta(days=1)}, "dans le passé"),
        ({"theme": "hall"}, "pas de questionnaire"),
    ],
)
def test_what_cannot_be_opened_is_said(claire, given, said):
    with pytest.raises(ValidationError, match=said):
        make_vague(claire, **given)
    assert not VagueEnquete.objects.exists()


@pytest.mark.parametrize(
    ("reponses", "said"), [({"bien": "bof"}, "pas dans la liste"), ({}, "Rien n'est coché"), ({"x": "plutot"}, "coché")]
)
def test_an_answer_that_is_none_adds_nothing(claire, reponses, said):
    vague = make_vague(claire)
    with pytest.raises(ValidationError, match=said):
        record_reponse(public=public(vague), reponses=reponses)
    assert public(vague).nombre == 0


def test_a_theme_shut_again_takes_no_more_answers(claire, helene, ouvert):
    vague = make_vague(claire)
    close_theme(ouverture=ouvert, by=helene)
    with pytest.raises(ValidationError, match="suspendue"):
        answer(vague, 1)
    with pytest.raises(ValidationError, match="analyse d'impact"):
        make_vague(claire, etablissement="Collège Debussy")


def test_opening_closing_and_typing_have_their_people(claire, samira, helene, nadia, paul):
    vague = make_vague(claire)
    for other in (samira, nadia, paul):
        with pytest.raises(Refus):
            close_vague(vague=vague, by=other)
        with pytest.raises(Refus):
            make_vague(other, etablissement="Ailleurs")
    for other in (helene, nadia, paul):
        with pytest.raises(Refus):
            record_papier(public=public(vague), reponses=D_ACCORD, by=other)

    record_papier(public=public(vague), reponses=D_ACCORD, by=samira)
    assert public(vague).nombre == 1
    entry = EntreeJournal.objects.latest("id")
    assert (entry.evenement, entry.champs) == ("themes.enquete.papier", [])
    assert make_vague(claire, id=vague.pk) == vague
