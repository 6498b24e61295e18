"""A pupil's case handed to the school's own team: the day alone, then what the school says of an exclusion."""

import datetime
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.models import Enregistrement, EntreeJournal
from entredeux.situations.actions import hand_over_to_phare, record_exclusion, withdraw_transmission
from entredeux.situations.models import Situation, TransmissionPhare
from entredeux.socle.erreurs import Refus
from entredeux.themes.actions import open_theme
from tests.situations.fabrique import make_situation

FAITS = "Des moqueries en ligne, depuis octobre."
HIER = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def situation(samira, helene) -> Situation:
    open_theme(theme="ecole", signee_le=datetime.date(2026, 1, 5), reference="AIPD 2026-1", by=helene)
    opened = timezone.localdate() - timedelta(days=10)
    return make_situation(by=samira, theme="ecole", roles=["eleve", "eleve"], resume=FAITS, ouverte_le=opened)


def phone_of(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def test_no_field_of_a_handover_can_hold_a_fact_or_a_name():
    """Days, and one choice: a free text added one day fails here."""
    own = [field for field in TransmissionPhare._meta.local_fields if field.name not in names(Enregistrement)]
    texts = [field.name for field in own if isinstance(field, models.CharField | models.BinaryField)]

    assert [field.name for field in own] == ["situation", "transmise_le", "exclusion", "exclusion_dite_le"]
    assert texts == ["exclusion"]
    assert TransmissionPhare._meta.get_field("exclusion").choices


def names(model) -> set[str]:
    return {field.name for field in model._meta.get_fields()}


def test_handed_over_by_its_day_and_nothing_leaves(situation, samira, mailoutbox):
    handed = hand_over_to_phare(situation=situation, le=HIER, by=samira)

    assert (handed.transmise_le, handed.exclusion, handed.unite) == (HIER, "", situation.unite)
    assert mailoutbox == []
    entry = EntreeJournal.objects.latest("id")
    assert (entry.evenement, entry.champs) == ("situations.phare.transmise", [])
    assert FAITS not in str(list(EntreeJournal.objects.values()))


def test_the_same_day_or_the_same_form_sent_twice_is_one_line(situation, samira):
    key = uuid.uuid4()
    assert hand_over_to_phare(situation=situation, id=key, by=samira) == hand_over_to_phare(
        situation=situation, id=key, by=samira
    )
    with pytest.raises(ValidationError, match="déjà notée ce jour-là"):
        hand_over_to_phare(situation=situation, by=samira)
    assert TransmissionPhare.objects.count() == 1


@pytest.mark.parametrize(("days", "said"), [(1, "est à venir"), (-11, "précède l'ouverture")])
def test_a_day_that_cannot_be_is_refused_in_words(situation, samira, days, said):
    with pytest.raises(ValidationError, match=said):
        hand_over_to_phare(situation=situation, le=timezone.localdate() + timedelta(days=days), by=samira)


def test_only_a_school_situation_is_handed_over(samira):
    with pytest.raises(ValidationError, match="milieu scolaire"):
        hand_over_to_phare(situation=make_situation(by=samira), by=samira)


def test_exclusion_is_what_the_school_says_and_when(situation, samira):
    handed = hand_over_to_phare(situation=situation, le=HIER, by=samira)
    with pytest.raises(ValidationError, match="dans la liste"):
        record_exclusion(transmission=handed, exclusion="sans doute", by=samira)
    with pytest.raises(ValidationError, match="vérifiez la date"):
        record_exclusion(transmission=handed, exclusion="oui", dite_le=HIER - timedelta(days=1), by=samira)

    record_exclusion(transmission=handed, exclusion="oui", by=samira)
    handed.refresh_from_db()
    assert (handed.exclusion, handed.exclusion_dite_le) == ("oui", timezone.localdate())
    assert EntreeJournal.objects.latest("id").evenement == "situations.phare.exclusion_dite"


def test_another_structure_and_the_direction_hand_over_nothing(situation, helene, nadia, samira):
    for other in (helene, nadia):
        with pytest.raises(Refus):
            hand_over_to_phare(situation=situation, by=other)
    handed = hand_over_to_phare(situation=situation, by=samira)
    for other in (helene, nadia):
        with pytest.raises(Refus):
            withdraw_transmission(transmission=handed, by=other)
    withdraw_transmission(transmission=handed, by=samira)
    assert not TransmissionPhare.objects.exists()


def test_pages_note_the_day_show_what_was_typed_and_name_nobody(situation, samira, helene, paul):
    phone, page = phone_of(samira), reverse("situations:situation", args=[situation.pk])
    address = reverse("situations:transmettre_phare", args=[situation.pk])
    assert "Pas transmise." in phone.get(page).content.decode()
    refused = phone.post(address, {"identifiant": uuid.uuid4(), "le": "2199-01-01"})
    assert refused.status_code == 422
    assert "est à venir" in refused.content.decode()
    assert 'value="2199-01-01"' in refused.content.decode()

    phone.post(address, {"identifiant": uuid.uuid4(), "le": HIER.isoformat()})
    handed = TransmissionPhare.objects.get()
    phone.post(reverse("situations:exclusion", args=[handed.pk]), {"exclusion": "pas_dit", "dite_le": ""})
    assert "l&#x27;établissement ne l&#x27;a pas dit" in phone.get(page).content.decode()

    seen = phone_of(helene).get(page).content.decode()
    assert "Transmise le" in seen
    assert FAITS not in seen
    assert phone_of(helene).get(address).status_code == 404
    funder = phone_of(paul)
    assert [funder.get(url).status_code for url in (page, address)] == [404, 404]

    phone.post(reverse("situations:annuler_phare", args=[handed.pk]))
    assert "Pas transmise." in phone.get(page).content.decode()


def test_other_themes_show_no_such_panel(samira):
    page = reverse("situations:situation", args=[make_situation(by=samira).pk])
    assert "pHARe" not in phone_of(samira).get(page).content.decode()


def test_a_year_after_the_day_is_a_month_and_nothing_is_added(situation, samira):
    handed = hand_over_to_phare(situation=situation, le=HIER, by=samira)
    record_exclusion(transmission=handed, exclusion="oui", by=samira)
    Situation.objects.filter(pk=situation.pk).update(ouverte_le=datetime.date(2025, 3, 5))
    situation.etapes.update(le=datetime.date(2025, 3, 5))

    call_command("retention_run", "--date", "2026-03-07")

    handed.refresh_from_db()
    assert (handed.transmise_le, handed.exclusion_dite_le, handed.exclusion, handed.cree_par) == (
        HIER.replace(day=1),
        timezone.localdate().replace(day=1),
        "oui",
        None,
    )
    with pytest.raises(ValidationError, match="est effacée"):
        hand_over_to_phare(situation=situation, by=samira)
