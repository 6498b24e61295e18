"""Whoever has a link steps aside and reads nothing more; what one writes for oneself opens for nobody else."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.bris_de_glace import break_glass, read_fiche
from entredeux.cadre.enums import Role
from entredeux.cadre.models import Adhesion, Cle, CleEffacee, EntreeJournal
from entredeux.cadre.textes import open_textes_without_journal, open_without_journal, read_texte, read_textes
from entredeux.orientations.access import visible_envois, visible_orientations
from entredeux.situations.access import can_follow_situation, visible_parties, visible_propos
from entredeux.situations.actions import (
    advance_situation,
    assign_situation,
    declare_lien,
    erase_note_privee,
    lift_recusation,
    open_situation,
    record_propos,
    write_note_privee,
)
from entredeux.situations.models import NotePrivee, Recusation, Situation
from entredeux.situations.retention import forget_situation, forget_situations
from entredeux.socle.erreurs import Refus
from entredeux.terrain.access import can_correct_intervention, can_read_note
from entredeux.terrain.actions import link_intervention, record_intervention
from entredeux.terrain.saisie import SaisieIntervention
from tests.conftest import join
from tests.situations.fabrique import make_situation

PENSEE = "Je me suis sentie prise à partie."


def phone_of(acteur: Acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


# --- a link of interest


def test_who_has_a_link_hands_over_and_reads_nothing_more(samira, karim):
    situation = make_situation(by=samira, resume="Du bruit le soir.")
    partie = situation.parties.first()
    record_propos(partie=partie, texte="Chaque nuit.", by=samira)

    declare_lien(situation=situation, lien="voisinage", confiee_a=karim.compte, by=samira)

    situation.refresh_from_db()
    assert (situation.referent, situation.binome) == (karim.compte, None)
    assert not can_follow_situation(samira, situation)
    assert not visible_parties(samira).filter(situation=situation).exists()
    assert not visible_propos(samira).filter(situation=situation).exists()
    assert visible_propos(karim).filter(situation=situation).count() == 1
    with pytest.raises(Refus, match="lien d'intérêt"):
        record_propos(partie=partie, texte="Encore.", by=samira)
    assert EntreeJournal.objects.filter(evenement="situations.recusation.declaree").count() == 1


def test_page_tells_the_step_and_no_word_to_who_stepped_aside(samira, karim, claire):
    situation = make_situation(by=samira, resume="Du bruit le soir.", binome=karim.compte)
    page, form = (reverse(f"situations:{name}", args=[situation.pk]) for name in ("situation", "declarer_lien"))
    phone = phone_of(samira)
    assert "Du bruit le soir." in phone.get(page).content.decode()

    phone.post(form, {"lien": "proche", "confiee_a": str(karim.compte.pk)})

    seen = phone.get(page).content.decode()
    assert "Ses textes ne vous sont plus ouverts." in seen
    assert "Du bruit le soir." not in seen
    partie = reverse("situations:partie", args=[situation.parties.first().pk])
    assert phone.get(partie).status_code == 404
    assert phone.get(reverse("situations:confier", args=[situation.pk])).status_code == 403
    colleague = phone_of(karim).get(page).content.decode()
    assert "Samira a déclaré un lien d" in colleague
    assert "de mes proches" not in colleague
    assert "de mes proches" in phone_of(claire).get(page).content.decode()


def test_situation_is_never_left_to_nobody(samira, karim):
    situation = make_situation(by=samira)

    with pytest.raises(ValidationError, match="à qui vous la confiez"):
        declare_lien(situation=situation, lien="proche", by=samira)
    with pytest.raises(ValidationError, match="une autre personne que vous"):
        declare_lien(situation=situation, lien="proche", confiee_a=samira.compte, by=samira)
    assert not Recusation.objects.exists()


def test_who_stepped_aside_is_not_given_it_back(samira, karim, claire, structure):
    ines = join("Inès", Role.MEDIATION, structure)
    situation = make_situation(by=samira, binome=karim.compte)
    declare_lien(situation=situation, lien="travail", by=karim)
    situation.refresh_from_db()
    assert situation.binome is None

    with pytest.raises(ValidationError, match="a déclaré un lien"):
        assign_situation(situation=situation, referent=karim.compte, by=claire)
    with pytest.raises(ValidationError, match="a déclaré un lien"):
        declare_lien(situation=situation, lien="proche", confiee_a=karim.compte, by=samira)
    form = phone_of(samira).get(reverse("situations:confier", args=[situation.pk])).content.decode()
    assert "Karim" not in form
    assert ines.compte.nom in form


def test_pair_who_takes_over_becomes_alone_and_a_second_declaration_changes_nothing(samira, karim):
    situation = make_situation(by=samira, binome=karim.compte)

    first = declare_lien(situation=situation, lien="proche", confiee_a=karim.compte, by=samira)
    again = declare_lien(situation=situation, lien="autre", by=samira)

    situation.refresh_from_db()
    assert (first.pk, again.lien) == (again.pk, "proche")
    assert (situation.referent, situation.binome) == (karim.compte, None)


def test_mistake_is_lifted_by_another_and_never_by_oneself(samira, karim, claire):
    situation = make_situation(by=samira)
    declared = declare_lien(situation=situation, lien="proche", confiee_a=claire.compte, by=samira)
    hers = declare_lien(situation=situation, lien="voisinage", confiee_a=karim.compte, by=claire)

    with pytest.raises(Refus):
        lift_recusation(recusation=declared, by=samira)
    with pytest.raises(Refus, match="sa propre récusation"):
        lift_recusation(recusation=hers, by=claire)
    lift_recusation(recusation=declared, by=claire)

    assert can_follow_situation(samira, situation)
    situation.refresh_from_db()
    assert situation.referent == karim.compte


def test_notes_of_linked_acts_and_referrals_are_shut_too(samira, karim, claire):
    from tests.orientations.fabrique import make_sent

    envoi, _ = make_sent(samira, claire)
    situation = envoi.orientation.situation or make_situation(by=samira)
    type(envoi.orientation).objects.filter(pk=envoi.orientation_id).update(situation=situation)
    act = record_intervention(
        SaisieIntervention(
            date_service=timezone.localdate(),
            registre="conflits",
            domaine="habitat",
            motif="conflit_voisinage",
            mediateurs=(samira.compte.pk,),
            note="Un mot.",
        ),
        by=samira,
    )
    act = link_intervention(intervention=act, situation=situation, by=samira)
    assert can_read_note(samira, act)

    declare_lien(situation=situation, lien="proche", confiee_a=karim.compte, by=samira)

    assert not can_read_note(samira, act)
    assert not can_correct_intervention(samira, act)
    assert not visible_orientations(samira).filter(pk=envoi.orientation_id).exists()
    assert not visible_envois(samira).filter(pk=envoi.pk).exists()
    assert visible_envois(karim).filter(pk=envoi.pk).exists()


def test_no_exceptional_access_for_who_stepped_aside(samira, karim, helene):
    situation = make_situation(by=samira, resume="Du bruit le soir.")
    declare_lien(situation=situation, lien="proche", confiee_a=karim.compte, by=samira)
    asked = {"sorte": "situation", "fiche": situation.pk, "motif": "danger", "raison": "Les cris reprennent ce soir."}

    with pytest.raises(Refus):
        break_glass(**asked, by=samira)
    bris = break_glass(**asked, by=helene)
    write_note_privee(situation=situation, texte=PENSEE, by=karim)
    assert PENSEE not in str(read_fiche(bris=bris, by=helene))


# --- the pair at work


def test_step_says_who_was_there_with_whom(samira, karim):
    situation = make_situation(by=samira, binome=karim.compte)
    phone = phone_of(samira)
    address = reverse("situations:etape", args=[situation.pk, "refusee"])
    form = phone.get(address).content.decode()
    assert f'<option value="{karim.compte.pk}" selected>' in form
    sent = {"version": 1, "motif": "refus_mediateur", "binome": str(karim.compte.pk)}

    phone.post(address, sent)

    step = situation.etapes.order_by("rang").last()
    assert (step.code, step.cree_par, step.binome) == ("refusee", samira.compte, karim.compte)
    page = phone.get(reverse("situations:situation", args=[situation.pk])).content.decode()
    assert "Samira avec Karim" in page
    assert "en binôme avec Karim" in page


def test_pair_is_somebody_else_of_the_team(samira, nadia):
    situation = make_situation(by=samira)

    for who in (samira, nadia):
        with pytest.raises(ValidationError):
            advance_situation(
                situation=situation, vers="refusee", motif="refus_mediateur", binome=who.compte, by=samira
            )
    situation.refresh_from_db()
    assert situation.etape == "signalee"


# --- the private note


@pytest.fixture
def note(samira) -> NotePrivee:
    return write_note_privee(situation=make_situation(by=samira), texte=PENSEE, by=samira)


def test_only_its_author_opens_a_private_note(note, samira, karim, claire, helene, paul, structure):
    bruno = join("Bruno", Role.ADMINISTRATION, structure)
    address = reverse("situations:note_privee", args=[note.pk])
    erase = reverse("situations:effacer_note_privee", args=[note.pk])

    assert PENSEE in phone_of(samira).get(address).content.decode()
    for other in (karim, claire, helene, paul, bruno):
        phone = phone_of(other)
        assert phone.get(address).status_code == 404
        assert phone.post(erase).status_code == 404
        page = phone.get(reverse("situations:situation", args=[note.situation_id])).content.decode()
        assert "Votre note du" not in page
    assert NotePrivee.objects.filter(pk=note.pk).exists()


def test_the_one_door_of_texts_refuses_everyone_else_even_the_system(note, samira, claire):
    for other in (claire, Acteur.systeme(claire.structure), Acteur.public()):
        with pytest.raises(Refus):
            read_texte(note, "texte", by=other)
        with pytest.raises(Refus):
            read_textes([note], "texte", by=other)
        with pytest.raises(Refus):
            erase_note_privee(note=note, by=other)
    for door in (lambda: open_without_journal(note, "texte"), lambda: open_textes_without_journal([note], "texte")):
        with pytest.raises(Refus):
            door()
    assert read_texte(note, "texte", by=samira) == PENSEE


def test_private_note_is_unreadable_in_a_dump_and_in_the_journal(note, samira):
    read_texte(note, "texte", by=samira)

    assert PENSEE not in all_rows()
    assert EntreeJournal.objects.filter(evenement="situations.noteprivee.texte.lue").count() == 1


def test_erasing_a_note_destroys_its_own_key(note, samira):
    assert Cle.objects.filter(pk=note.unite).exists()
    assert note.unite != note.situation.unite

    phone_of(samira).post(reverse("situations:effacer_note_privee", args=[note.pk]))

    assert not NotePrivee.objects.exists()
    assert CleEffacee.objects.filter(pk=note.unite).exists()
    assert Cle.objects.filter(pk=note.situation.unite).exists() or not note.situation.resume


def test_who_steps_aside_loses_their_own_notes_too(note, samira, karim):
    declare_lien(situation=note.situation, lien="proche", confiee_a=karim.compte, by=samira)

    assert phone_of(samira).get(reverse("situations:note_privee", args=[note.pk])).status_code == 404


def test_note_link_and_pair_go_with_the_clock_of_the_situation(samira, karim):
    old = open_situation(theme="voisinage", ouverte_le=date(2025, 3, 5), binome=karim.compte, by=samira)
    note = write_note_privee(situation=old, texte=PENSEE, by=samira)
    declare_lien(situation=old, lien="proche", by=karim)
    old.etapes.update(binome=karim.compte)

    forget_situations(date(2026, 3, 7))

    assert not NotePrivee.objects.exists()
    assert not Recusation.objects.exists()
    assert CleEffacee.objects.filter(pk=note.unite).exists()
    assert old.etapes.get().binome is None
    assert Situation.objects.get(pk=old.pk).est_oubliee


def test_erasing_a_situation_on_request_destroys_private_notes_too(note):
    forget_situation(note.situation, timezone.localdate())

    assert not NotePrivee.objects.exists()
    assert CleEffacee.objects.filter(pk=note.unite).exists()


def test_note_of_someone_who_left_goes_thirty_days_after(note, samira, karim):
    today = timezone.localdate()
    kept = write_note_privee(situation=note.situation, texte="Autre.", by=karim)
    Adhesion.objects.filter(compte=samira.compte).update(jusqua=today)

    assert forget_situations(today + timedelta(days=29))["notes_privees"] == 0
    assert forget_situations(today + timedelta(days=31))["notes_privees"] == 1
    assert list(NotePrivee.objects.all()) == [kept]


def all_rows() -> str:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith(("situations_", "cadre_")):
                cursor.execute(f'SELECT * FROM "{table}"')
                found += [str([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in cursor]
    return "".join(found)
