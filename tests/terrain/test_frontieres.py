"""What an attacker, or a data-protection officer, tries on the field log: borders of structures, of time, of files."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unite
from entredeux.cadre.enums import Role
from entredeux.cadre.models import Adhesion
from entredeux.partenaires.models import StructurePartenaire
from entredeux.socle.erreurs import Refus
from entredeux.terrain import actions
from entredeux.terrain.access import visible_consignes
from entredeux.terrain.actions.interventions import SaisieEnConflit
from entredeux.terrain.forms.champ import colleagues
from entredeux.terrain.models import Consigne, CorrectionIntervention, EtapeDysfonctionnement, Intervention
from entredeux.terrain.retention import forget
from entredeux.terrain.saisie import SaisieIntervention
from entredeux.territoires.models import Lieu

JOUR = date(2026, 11, 16)
SAISIE = SaisieIntervention(date_service=JOUR, registre="conflits", domaine="habitat", motif="regroupement")
ACTE = {
    "motif": "regroupement",
    "domaine": "habitat",
    "registre": "conflits",
    "publics-TOTAL_FORMS": "0",
    "publics-INITIAL_FORMS": "0",
}


def browser_of(acteur: Acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def photo(size=(40, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, format="JPEG")
    return out.getvalue()


# --- borders between structures


def test_id_of_another_structure_s_act_is_refused_in_the_words_of_any_conflict(samira, nadia):
    theirs = actions.record_intervention(replace(SAISIE, id=uuid4()), by=nadia)
    ours = actions.record_intervention(replace(SAISIE, id=uuid4()), by=samira)

    with pytest.raises(SaisieEnConflit) as known:
        actions.record_intervention(replace(SAISIE, id=ours.pk, duree_minutes=5), by=samira)
    with pytest.raises(SaisieEnConflit) as unknown:
        actions.record_intervention(replace(SAISIE, id=theirs.pk), by=samira)

    assert unknown.value.messages == known.value.messages
    assert Intervention.objects.count() == 2


def test_batch_with_an_id_of_another_structure_refuses_that_row_alone(samira, nadia):
    theirs = actions.record_intervention(replace(SAISIE, id=uuid4()), by=nadia)

    refused, accepted = actions.record_interventions(
        [replace(SAISIE, id=theirs.pk), replace(SAISIE, id=uuid4())], by=samira
    )

    assert refused.intervention is None
    assert "déjà" in refused.raison
    assert accepted.est_acceptee


def test_form_opened_for_one_structure_is_not_recorded_in_another(structure, autre_structure, samira):
    second = Adhesion.objects.create(compte=samira.compte, structure=autre_structure, role=Role.MEDIATION)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(samira.compte)
    browser.get(reverse("terrain:consignes"))
    opened_before = browser.cookies["csrftoken"].value
    token = {"csrfmiddlewaretoken": opened_before}
    browser.post(reverse("cadre:structure"), token | {"adhesion": str(second.pk)})

    late = browser.post(reverse("terrain:consignes"), token | {"texte": "La gardienne de Lens revient lundi."})

    assert late.status_code == 403
    assert not Consigne.objects.exists()


def test_access_closed_during_a_session_never_falls_back_on_another_structure(structure, autre_structure, samira):
    mine = Adhesion.objects.get(compte=samira.compte)
    Adhesion.objects.create(compte=samira.compte, structure=autre_structure, role=Role.MEDIATION)
    browser = browser_of(samira)
    browser.post(reverse("cadre:structure"), {"adhesion": str(mine.pk)})
    Adhesion.objects.filter(pk=mine.pk).update(jusqua=timezone.localdate())

    answer = browser.post(reverse("terrain:consignes"), {"texte": "Pour l'équipe de Lens."})

    assert answer.status_code == 404
    assert not Consigne.objects.exists()


def test_dysfonctionnement_is_never_sent_to_a_partner_of_another_structure(samira, hall, autre_structure):
    record = actions.record_dysfonctionnement(lieu=hall, categorie="ascenseur", by=samira)
    record.destinataire = StructurePartenaire.objects.create(
        structure=autre_structure, nom="Bailleur de Lyon", genre="bailleur", courriel="technique@bailleur.exemple"
    )

    with pytest.raises((ValidationError, Refus)):
        actions.send_dysfonctionnement(record, by=samira)

    assert mail.outbox == []


def test_service_chosen_later_is_kept_and_receives_the_message(
    samira, hall, structure, django_capture_on_commit_callbacks
):
    service = StructurePartenaire.objects.create(
        structure=structure, nom="Bailleur", genre="bailleur", courriel="technique@bailleur.exemple"
    )
    record = actions.record_dysfonctionnement(lieu=hall, categorie="ascenseur", by=samira)

    with django_capture_on_commit_callbacks(execute=True):
        browser_of(samira).post(
            reverse("terrain:dysfonctionnement_detail", args=[record.pk]),
            {"etat": "envoye", "destinataire": str(service.pk)},
        )

    record.refresh_from_db()
    assert (record.etat, record.destinataire) == ("envoye", service)
    assert [message.to for message in mail.outbox] == [["technique@bailleur.exemple"]]


@pytest.mark.parametrize(
    ("filtre", "statut"),
    [({"lieu": "{autre}"}, 404), ({"du": "2026-13-45"}, 400), ({"du": "2026-11-10", "au": "2026-11-01"}, 400)],
)
def test_refused_filter_never_widens_the_export(claire, hall_de_nadia, samira, filtre, statut):
    actions.record_intervention(SAISIE, by=samira)
    wanted = {name: value.format(autre=hall_de_nadia.pk) for name, value in filtre.items()}

    answer = browser_of(claire).get(reverse("terrain:export"), wanted)

    assert answer.status_code == statut
    assert "text/csv" not in answer["Content-Type"]


# --- people and time


def test_colleague_whose_role_changed_is_still_proposed_and_a_closed_one_no_longer(structure, samira, karim, claire):
    today = timezone.localdate()
    Adhesion.objects.filter(compte=claire.compte).update(depuis=today - timedelta(9), jusqua=today - timedelta(2))
    Adhesion.objects.create(compte=claire.compte, structure=structure, role=Role.MEDIATION)
    Adhesion.objects.filter(compte=karim.compte).update(jusqua=today)

    assert list(colleagues(samira)) == [claire.compte]


def test_closed_account_is_no_colleague(samira, karim):
    karim.compte.is_active = False
    karim.compte.save()

    assert list(colleagues(samira)) == []


def test_handover_note_is_gone_on_time_even_when_the_night_s_work_did_not_run(samira):
    consigne = actions.leave_consigne(texte="Le digicode est changé.", by=samira)
    assert list(visible_consignes(samira)) == [consigne]

    Consigne.objects.update(expire_le=timezone.now() - timedelta(minutes=1))

    assert list(visible_consignes(samira)) == []
    assert browser_of(samira).get(reverse("terrain:consigne", args=[consigne.pk])).status_code == 404


def test_no_exact_time_of_the_field_is_left_after_seven_days(samira, claire, hall, tournee):
    act = actions.record_intervention(replace(SAISIE, date_service=tournee.date_service), by=samira)
    actions.correct_intervention(act, {"duree_minutes": 20}, version=1, by=claire)
    actions.record_dysfonctionnement(lieu=hall, categorie="ascenseur", presence=tournee, by=samira)
    instant = datetime(2026, 11, 2, 21, 47, 13, tzinfo=timezone.get_current_timezone())
    CorrectionIntervention.objects.update(cree_le=instant)
    EtapeDysfonctionnement.objects.update(le=instant)
    type(tournee).objects.update(debut_le=instant)

    forget(tournee.date_service + timedelta(days=8))
    forget(tournee.date_service + timedelta(days=9))  # a second night moves nothing

    tournee.refresh_from_db()
    midnight = datetime(2026, 11, 2, tzinfo=UTC)
    assert CorrectionIntervention.objects.get().cree_le == midnight
    assert EtapeDysfonctionnement.objects.get().le == midnight
    assert tournee.debut_le == datetime(2026, 11, 2, 20, tzinfo=UTC)


def test_export_says_the_day_of_a_record_and_not_its_minute(samira, claire):
    act = actions.record_intervention(SAISIE, by=samira)
    Intervention.objects.update(cree_le=datetime(2026, 11, 16, 21, 47, 13, tzinfo=timezone.get_current_timezone()))

    lines = b"".join(browser_of(claire).get(reverse("terrain:export")).streaming_content).decode()

    assert str(act.pk) in lines
    assert "2026-11-16" in lines
    assert "47:13" not in lines


def test_mediator_undoes_for_a_day_then_the_coordination_alone_withdraws(samira, claire):
    old = actions.record_intervention(SAISIE, by=samira)
    Intervention.objects.filter(pk=old.pk).update(cree_le=timezone.now() - timedelta(days=2))
    old.refresh_from_db()

    with pytest.raises(Refus):
        actions.withdraw_intervention(old, by=samira)
    assert Intervention.objects.count() == 1

    actions.withdraw_intervention(old, by=claire)
    assert not Intervention.objects.exists()


# --- erased keys


def test_note_written_after_its_key_was_erased_is_refused_in_words(samira):
    act = actions.record_intervention(replace(SAISIE, note="Le groupe a baissé la musique."), by=samira)
    erase_unite(act.unite)

    answer = browser_of(samira).post(
        reverse("terrain:corriger", args=[act.pk]), ACTE | {"version": "1", "note": "Autre chose."}
    )

    assert answer.status_code == 422
    assert "effacé" in answer.content.decode()
    assert not CorrectionIntervention.objects.exists()


def test_correcting_the_rest_of_an_act_whose_note_is_erased_still_works(samira):
    act = actions.record_intervention(replace(SAISIE, note="Le groupe a baissé la musique."), by=samira)
    erase_unite(act.unite)
    browser = browser_of(samira)
    page = browser.get(reverse("terrain:corriger", args=[act.pk]))
    shown = page.context["form"].initial["note"]

    browser.post(
        reverse("terrain:corriger", args=[act.pk]), ACTE | {"version": "1", "note": shown, "duree_minutes": "20"}
    )

    act.refresh_from_db()
    assert act.duree_minutes == 20


def test_photo_whose_key_is_erased_is_not_found(samira, hall):
    record = actions.record_dysfonctionnement(lieu=hall, categorie="ascenseur", photo=photo(), by=samira)
    browser, address = browser_of(samira), reverse("terrain:photo", args=[record.pk])
    assert browser.get(address).status_code == 200

    erase_unite(record.unite)

    assert browser.get(address).status_code == 404


def test_photo_whose_file_is_missing_is_not_found(samira, hall):
    record = actions.record_dysfonctionnement(lieu=hall, categorie="ascenseur", photo=photo(), by=samira)
    record.photo.storage.delete(record.photo.name)

    assert browser_of(samira).get(reverse("terrain:photo", args=[record.pk])).status_code == 404


# --- input


@pytest.mark.parametrize("name", ["aujourdhui", "semaine"])
@pytest.mark.parametrize("jour", ["0001-01-01", "9999-12-31", "abc", ""])
def test_day_at_the_end_of_time_shows_a_page(claire, name, jour):
    assert browser_of(claire).get(reverse(f"terrain:{name}"), {"jour": jour}).status_code == 200


def test_photo_too_heavy_is_refused_before_it_is_read(samira, hall, monkeypatch):
    from entredeux.terrain.forms import champ

    monkeypatch.setattr(champ, "OCTETS_MAX", 1000)
    heavy = SimpleUploadedFile("panne.jpg", photo((400, 400)) + b"0" * 1000)

    answer = browser_of(samira).post(
        reverse("terrain:dysfonctionnement"), {"categorie": "ascenseur", "lieu": str(hall.pk), "photo": heavy}
    )

    assert answer.status_code == 422
    assert "8\u00a0Mo" in answer.content.decode().replace("8 Mo", "8\u00a0Mo")


def test_correction_keeps_a_place_archived_since(samira, hall):
    act = actions.record_intervention(replace(SAISIE, lieu_id=hall.pk), by=samira)
    hall.est_actif = False
    hall.save()

    browser_of(samira).post(
        reverse("terrain:corriger", args=[act.pk]),
        ACTE | {"version": "1", "lieu": str(hall.pk), "duree_minutes": "20"},
    )

    act.refresh_from_db()
    assert (act.lieu, act.duree_minutes) == (hall, 20)


@pytest.mark.parametrize("champ", ["lieu", "equipe"])
def test_row_of_another_structure_in_a_form_answers_404(samira, nadia, autre_structure, champ):
    """As its own page would: it does not exist here. Nothing is recorded."""
    elsewhere = Lieu.objects.create(structure=autre_structure, nom="Hall 4", type_lieu="hall")
    foreign = {"lieu": elsewhere.pk, "equipe": [nadia.compte.pk]}[champ]

    answer = browser_of(samira).post(reverse("terrain:intervention"), ACTE | {"theme": "", champ: foreign})

    assert answer.status_code == 404
    assert not Intervention.objects.exists()


def test_place_archived_meanwhile_keeps_what_was_typed(samira, structure):
    gone = Lieu.objects.create(structure=structure, nom="Hall fermé", type_lieu="hall", est_actif=False)

    answer = browser_of(samira).post(
        reverse("terrain:intervention"), ACTE | {"theme": "", "lieu": gone.pk, "note": "Un mot gardé."}
    )

    assert answer.status_code == 422
    assert "Un mot gardé." in answer.content.decode()


def test_filter_on_another_structure_s_row_answers_404(claire, autre_structure):
    elsewhere = Lieu.objects.create(structure=autre_structure, nom="Hall 4", type_lieu="hall")

    assert browser_of(claire).get(reverse("terrain:interventions"), {"lieu": elsewhere.pk}).status_code == 404
