"""A danger leaves mediation: told, decided by someone, sent, received. No fact, no person, no place is kept."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.attentes import registered_attentes
from entredeux.cadre.classement import fields_of
from entredeux.cadre.models import CleEffacee, EntreeJournal
from entredeux.cadre.textes import open_without_journal
from entredeux.situations.actions import (
    acknowledge_alerte,
    decide_alerte,
    raise_alerte,
    transmit_alerte,
    withdraw_alerte,
)
from entredeux.situations.models import Alerte
from entredeux.situations.retention_posture import alerte_erased_on, forget_alertes
from entredeux.socle.erreurs import Refus
from tests.architecture.sources import RACINE

TOUTES = ("alertes", "alerte_nouvelle")


def phone_of(acteur: Acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def test_alert_decided_sent_and_received(samira, helene):
    today = timezone.localdate()
    alerte = raise_alerte(destinataire="crip", vue_le=today - timedelta(days=1), by=samira)
    assert alerte.etat == "a_decider"

    alerte = decide_alerte(alerte=alerte, decision="alerter", by=helene)
    assert (alerte.etat, alerte.decidee_par) == ("a_transmettre", helene.compte)
    alerte = transmit_alerte(alerte=alerte, by=samira)
    assert alerte.etat == "accuse_attendu"
    alerte = acknowledge_alerte(alerte=alerte, reference="IP-2026-118", by=samira)

    assert (alerte.etat, alerte.accusee_le) == ("accusee", today)
    assert b"IP-2026-118" not in bytes(alerte.reference)
    assert open_without_journal(alerte, "reference") == "IP-2026-118"
    assert alerte_erased_on(alerte) == today + timedelta(days=183)
    said = EntreeJournal.objects.filter(evenement__startswith="situations.alerte.").order_by("numero")
    assert [line.evenement.rpartition(".")[2] for line in said] == ["notee", "decidee", "transmise", "accusee"]


def test_in_the_emergency_one_calls_then_notes_that_one_decided(samira):
    alerte = raise_alerte(destinataire="17", est_faite=True, by=samira)

    assert (alerte.etat, alerte.decidee_par, alerte.transmise_le) == (
        "accuse_attendu",
        samira.compte,
        timezone.localdate(),
    )


def test_mediator_does_not_decide_and_a_colleague_does_not_even_see(samira, karim, claire, paul):
    alerte = raise_alerte(destinataire="119", by=samira)

    with pytest.raises(Refus):
        decide_alerte(alerte=alerte, decision="alerter", by=samira)
    for outsider in (karim, paul):
        with pytest.raises(Refus):
            transmit_alerte(alerte=alerte, by=outsider)
    assert decide_alerte(alerte=alerte, decision="ne_pas_alerter", by=claire).etat == "sans_alerte"


def test_each_step_after_the_one_before(samira, claire):
    today = timezone.localdate()
    alerte = raise_alerte(destinataire="procureur", by=samira)

    with pytest.raises(ValidationError, match="pas encore décidée"):
        transmit_alerte(alerte=alerte, by=samira)
    with pytest.raises(ValidationError, match="quel jour l'alerte est partie"):
        acknowledge_alerte(alerte=alerte, by=samira)
    decide_alerte(alerte=alerte, decision="alerter", by=claire)
    with pytest.raises(ValidationError, match="précède le jour"):
        transmit_alerte(alerte=alerte, le=today - timedelta(days=1), by=samira)
    with pytest.raises(ValidationError, match="dans le futur"):
        transmit_alerte(alerte=alerte, le=today + timedelta(days=1), by=samira)
    transmit_alerte(alerte=alerte, by=samira)
    with pytest.raises(ValidationError, match="déjà partie"):
        decide_alerte(alerte=alerte, decision="ne_pas_alerter", by=claire)


def test_database_keeps_who_with_when(samira):
    alerte = raise_alerte(destinataire="115", by=samira)

    for wrong in ({"decision": "alerter"}, {"accusee_le": date(2026, 3, 5)}, {"transmise_le": date(2026, 3, 5)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Alerte.objects.filter(pk=alerte.pk).update(**wrong)


def test_pages_are_the_authors_and_the_managers(samira, karim, claire, helene, paul, nadia):
    alerte = raise_alerte(destinataire="crip", by=samira)
    page = reverse("situations:alerte", args=[alerte.pk])

    for allowed in (samira, claire, helene):
        assert phone_of(allowed).get(page).status_code == 200
        assert "CRIP" in phone_of(allowed).get(reverse("situations:alertes")).content.decode()
    for other in (karim, paul, nadia):
        assert phone_of(other).get(page).status_code == 404
    assert "Aucune alerte" in phone_of(karim).get(reverse("situations:alertes")).content.decode()
    for name in TOUTES:
        assert phone_of(paul).get(reverse(f"situations:{name}")).status_code == 404


def test_from_the_phone_to_the_acknowledgement(samira, claire):
    phone, office = phone_of(samira), phone_of(claire)
    form = {
        "identifiant": "11111111-1111-4111-8111-111111111111",
        "destinataire": "crip",
        "vue_le": timezone.localdate().isoformat(),
    }
    for _ in range(2):
        phone.post(reverse("situations:alerte_nouvelle"), form)
    alerte = Alerte.objects.get()
    act = {
        name: reverse(f"situations:alerte_{name}", args=[alerte.pk]) for name in ("decider", "transmettre", "accuser")
    }
    waiting = [each.titre for each in registered_attentes(claire, timezone.localdate())]
    assert waiting == ["1 alerte à décider"]

    assert phone.post(act["decider"], {"decision": "alerter"}).status_code == 404
    office.post(act["decider"], {"decision": "alerter"})
    refused = phone.post(act["transmettre"], {"le": "2999-01-01"})
    assert refused.status_code == 422
    assert "2999-01-01" in refused.content.decode()
    phone.post(act["transmettre"], {"le": timezone.localdate().isoformat()})
    phone.post(act["accuser"], {"accusee_le": timezone.localdate().isoformat(), "reference": "IP-118"})

    alerte.refresh_from_db()
    assert alerte.etat == "accusee"
    assert "IP-118" in office.get(reverse("situations:alerte", args=[alerte.pk])).content.decode()
    assert EntreeJournal.objects.filter(evenement="situations.alerte.reference.lue").count() == 1


def test_alert_waits_on_the_coordinations_day_and_nowhere_else(samira, claire, karim):
    today = timezone.localdate()
    raise_alerte(destinataire="17", est_faite=True, by=samira)
    Alerte.objects.update(transmise_le=today - timedelta(days=4), vue_le=today - timedelta(days=4))

    assert [each.titre for each in registered_attentes(claire, today)] == ["1 alerte sans accusé reçu"]
    assert registered_attentes(karim, today) == []


def test_slip_is_undone_the_same_day_only(samira):
    alerte = raise_alerte(destinataire="18", est_faite=True, by=samira)
    old = raise_alerte(destinataire="15", est_faite=True, by=samira)
    Alerte.objects.filter(pk=old.pk).update(cree_le=timezone.now() - timedelta(hours=25))
    old.refresh_from_db()

    withdraw_alerte(alerte=alerte, by=samira)
    with pytest.raises(ValidationError, match="24 heures"):
        withdraw_alerte(alerte=old, by=samira)

    assert list(Alerte.objects.all()) == [old]


def test_alert_goes_whole_six_months_after_its_last_step(samira):
    today = timezone.localdate()
    alerte = raise_alerte(destinataire="crip", est_faite=True, by=samira)
    acknowledge_alerte(alerte=alerte, reference="IP-118", by=samira)
    Alerte.objects.update(vue_le=today - timedelta(days=90))

    assert forget_alertes(today + timedelta(days=183)) == {"alertes": 0}
    assert forget_alertes(today + timedelta(days=184)) == {"alertes": 1}
    assert forget_alertes(today + timedelta(days=184)) == {"alertes": 0}
    assert not Alerte.objects.exists()
    assert CleEffacee.objects.filter(pk=alerte.unite).exists()


def test_alert_can_be_neither_placed_nor_counted():
    """No place, no situation, no person met, no text: nothing to count it by; nothing that makes figures sees it."""
    related = {field.related_model._meta.label for field in Alerte._meta.fields if field.is_relation}
    assert related == {"cadre.Structure", "cadre.Compte"}
    assert fields_of(Alerte, "secrets") == ["reference"]
    figures = [*(RACINE / "entredeux" / "observatoire").rglob("*.py"), *(RACINE / "entredeux").rglob("export.py")]
    assert figures
    assert [path.name for path in figures if "alerte" in path.read_text(encoding="utf-8").lower()] == []
