"""Exceptional access: a reason, three hours, the journal, the author told; a private note and a funder stay out."""

import uuid
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.actions.bris_de_glace import DUREE, break_glass, close_bris, find_open, read_fiche
from entredeux.cadre.courriels_droits import send_avis_bris
from entredeux.cadre.fiches_fermees import fiches_fermees
from entredeux.cadre.journal import hash_of_objet
from entredeux.cadre.models import AvisBris, BrisDeGlace, EntreeJournal
from entredeux.cadre.oubli_droits import CONSERVATION, forget_droits
from entredeux.cadre.textes import EFFACE, open_without_journal, read_texte
from entredeux.situations.actions import NouvellePartie, declare_lien, open_situation, record_propos, write_note_privee
from entredeux.situations.enums import LienInteret
from entredeux.terrain import actions
from entredeux.terrain.models import Intervention
from entredeux.terrain.saisie import SaisieIntervention
from tests.conftest import join

NOTE = "Deux frères se menacent pour la place du parking."
RAISON = "Les cris reprennent ce soir et Samira ne répond pas."


@pytest.fixture
def act(samira) -> Intervention:
    """Samira's, alone."""
    saisie = SaisieIntervention(
        date_service=date(2026, 3, 5),
        registre="conflits",
        domaine="habitat",
        motif="regroupement",
        mediateurs=(samira.compte.pk,),
        note=NOTE,
    )
    return actions.record_intervention(saisie, by=samira)


@pytest.fixture
def bris(act, karim) -> BrisDeGlace:
    return break_glass(sorte="note", fiche=act.pk, motif="danger", raison=RAISON, by=karim)


def page_of(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def expire(bris) -> None:
    """Three hours and a second later."""
    gone = DUREE + timedelta(seconds=1)
    BrisDeGlace.objects.update(cree_le=bris.cree_le - gone, expire_le=bris.expire_le - gone)
    bris.refresh_from_db()


def test_karim_reads_the_note_for_three_hours_with_a_reason(act, karim, bris):
    assert bris.expire_le - bris.cree_le == timedelta(hours=3)

    assert [(each.titre, list(each.textes)) for each in read_fiche(bris=bris, by=karim)] == [("La note", [NOTE])]

    expire(bris)
    with pytest.raises(PermissionDenied, match="terminée"):
        read_fiche(bris=bris, by=karim)
    assert find_open(sorte="note", fiche=act.pk, by=karim) is None


def test_samira_is_told_by_mail_who_and_why_without_a_word_of_the_note(act, samira, karim, bris):
    avis = AvisBris.objects.get()
    assert avis.compte == samira.compte
    send_avis_bris.func(avis.pk)  # a task may run twice: one mail all the same

    (sent,) = mail.outbox
    assert sent.to == ["samira@exemple.fr"]
    assert "Karim a ouvert exceptionnellement la note d'une intervention" in sent.body
    assert "Une personne peut être en danger" in sent.body
    assert reverse("cadre:ouverture", args=[bris.pk]) in sent.body
    assert NOTE not in sent.body + str(sent.alternatives)
    assert RAISON not in sent.body + str(sent.alternatives)

    page = page_of(samira).get(reverse("cadre:ouverture", args=[bris.pk])).content.decode()
    assert RAISON in page
    assert NOTE not in page
    page_of(samira).post(reverse("cadre:ouverture_vue", args=[bris.pk]))
    assert AvisBris.objects.get().vu_le


def test_the_journal_keeps_the_opening_and_each_reading(act, karim, samira, bris):
    read_fiche(bris=bris, by=karim)

    of_the_act = EntreeJournal.objects.filter(structure=samira.structure.pk, objet=hash_of_objet(act))
    assert list(of_the_act.order_by("numero").values_list("evenement", flat=True))[-3:] == [
        "cadre.bris_de_glace.ouvert",
        "cadre.bris_de_glace.lu",
        "terrain.intervention.note.lue",
    ]


def test_the_record_itself_stays_shut_on_its_own_pages(act, karim, bris):
    client = page_of(karim)

    detail = client.get(reverse("terrain:intervention_detail", args=[act.pk])).content.decode()
    assert "Relire la fiche ouverte exceptionnellement" in detail
    assert NOTE not in detail
    assert client.get(reverse("terrain:intervention_note", args=[act.pk])).status_code == 403
    assert client.get(reverse("terrain:corriger", args=[act.pk])).status_code == 403


def test_page_shows_the_note_then_nothing_after_three_hours(act, karim, bris):
    client, address = page_of(karim), reverse("cadre:ouverture", args=[bris.pk])

    page = client.get(address)
    assert NOTE in page.content.decode()
    assert page["Cache-Control"] == "no-store"

    expire(bris)
    assert NOTE not in client.get(address).content.decode()


def test_closing_early_shuts_it(karim, bris):
    close_bris(bris=bris, by=karim)

    with pytest.raises(PermissionDenied):
        read_fiche(bris=bris, by=karim)


def test_nobody_uses_the_opening_of_another(act, karim, helene, nadia, bris):
    ines = join("Inès", "mediation", karim.structure)
    for other in (ines, helene, nadia):
        with pytest.raises(PermissionDenied):
            read_fiche(bris=bris, by=other)
    address = reverse("cadre:ouverture", args=[bris.pk])
    assert page_of(ines).get(address).status_code == 404
    assert NOTE not in page_of(helene).get(address).content.decode(), "la direction sait, sans lire"


def test_asking_twice_opens_once(act, karim, bris):
    again = break_glass(sorte="note", fiche=act.pk, motif="danger", raison=RAISON, by=karim)

    assert again == bris
    assert AvisBris.objects.count() == 1


@pytest.mark.parametrize(("motif", "raison"), [("danger", "vite"), ("danger", "   "), ("curiosite", RAISON)])
def test_without_a_reason_nothing_opens(act, karim, motif, raison):
    with pytest.raises(ValidationError):
        break_glass(sorte="note", fiche=act.pk, motif=motif, raison=raison, by=karim)
    assert not BrisDeGlace.objects.exists()


def test_whose_role_opens_the_record_needs_no_exception(act, samira, claire):
    for by in (samira, claire):
        with pytest.raises(ValidationError, match="ouvre déjà"):
            break_glass(sorte="note", fiche=act.pk, motif="danger", raison=RAISON, by=by)


def test_funder_administration_and_another_structure_find_nothing(act, paul, nadia, structure, bris):
    bruno, emma = join("Bruno", "administration", structure), join("Emma", "employeur", structure)
    marion = join("Marion", "coordination", nadia.structure)
    for by in (paul, bruno, emma, nadia, marion):
        for sorte in ("note", "situation"):
            with pytest.raises(PermissionDenied):
                break_glass(sorte=sorte, fiche=act.pk, motif="danger", raison=RAISON, by=by)
        client = page_of(by)
        assert client.get(reverse("cadre:ouvrir", args=["note", act.pk])).status_code == 404
        assert client.get(reverse("cadre:ouverture", args=[bris.pk])).status_code == 404
    for by in (paul, bruno, emma):
        assert page_of(by).get(reverse("cadre:ouvertures")).status_code == 404
    assert BrisDeGlace.objects.count() == 1


def test_direction_reads_a_situation_for_three_hours_and_who_follows_it_is_told(samira, helene):
    situation = open_situation(
        theme="voisinage",
        parties=[NouvellePartie(role="habitant", appellation="celle du dessous", contact="06 39 98 00 00")],
        resume="Du bruit le soir.",
        by=samira,
    )
    record_propos(partie=situation.parties.get(), texte="J'entends chaque pas.", by=samira)

    bris = break_glass(sorte="situation", fiche=situation.pk, motif="autorite", raison=RAISON, by=helene)

    read = [(each.titre, list(each.textes)) for each in read_fiche(bris=bris, by=helene)]
    assert read == [
        ("Ce qui est en jeu", ["Du bruit le soir."]),
        (
            "Habitante ou habitant 1",
            [
                "celle du dessous",
                "Pour la joindre : 06 39 98 00 00",
                f"Le {timezone.localdate():%d/%m/%Y} : J'entends chaque pas.",
            ],
        ),
    ]
    assert [avis.compte.nom for avis in AvisBris.objects.all()] == ["Samira"]
    situation_page = page_of(helene).get(reverse("situations:situation", args=[situation.pk])).content.decode()
    assert "chaque pas" not in situation_page


def test_a_private_note_never_opens_and_the_text_door_refuses_whoever_asks(samira, helene):
    situation = open_situation(theme="voisinage", resume="Du bruit.", by=samira)
    note = write_note_privee(situation=situation, texte="Je doute de moi ce soir.", by=samira)

    bris = break_glass(sorte="situation", fiche=situation.pk, motif="danger", raison=RAISON, by=helene)

    read = str([(each.titre, list(each.textes)) for each in read_fiche(bris=bris, by=helene)])
    assert "Du bruit." in read
    assert "doute" not in read
    with pytest.raises(PermissionDenied):
        read_texte(note, "texte", by=helene)


def test_whoever_stepped_aside_does_not_come_back_by_this_door(samira, karim, claire):
    situation = open_situation(theme="voisinage", resume="Du bruit.", by=samira)
    declare_lien(situation=situation, lien=LienInteret.values[0], by=karim)

    with pytest.raises(PermissionDenied):
        break_glass(sorte="situation", fiche=situation.pk, motif="danger", raison=RAISON, by=karim)


def test_author_unknown_after_three_months_the_direction_is_told(act, karim, helene):
    act.mediateurs.clear()
    Intervention.objects.update(cree_par=None)

    break_glass(sorte="note", fiche=act.pk, motif="releve", raison=RAISON, by=karim)

    assert [avis.compte.nom for avis in AvisBris.objects.all()] == ["Helene"]


def test_unknown_kind_or_record_is_not_found(act, karim):
    client = page_of(karim)
    for sorte, fiche in (("note", uuid.uuid4()), ("note-privee", act.pk), ("incident", act.pk)):
        assert client.get(reverse("cadre:ouvrir", args=[sorte, fiche])).status_code == 404


def test_only_two_kinds_may_be_opened():
    """Adding one is a decision (ADR 0030): a private note is never among them."""
    assert [each.code for each in fiches_fermees()] == ["note", "situation"]


def test_form_comes_back_filled_when_refused(act, karim):
    client, address = page_of(karim), reverse("cadre:ouvrir", args=["note", act.pk])

    refused = client.post(address, {"identifiant": uuid.uuid4(), "motif": "danger", "raison": "vite"})
    assert refused.status_code == 422
    assert "vite</textarea>" in refused.content.decode()

    accepted = client.post(address, {"identifiant": uuid.uuid4(), "motif": "danger", "raison": RAISON})
    assert accepted.status_code == 302
    assert NOTE in client.get(accepted.url).content.decode()
    assert client.get(address).url == accepted.url, "déjà ouverte"


def test_reason_is_unreadable_a_year_after_and_nobody_is_left(karim, bris):
    sealed = bytes(bris.raison)
    day = timezone.localdate() + CONSERVATION
    assert forget_droits(day)["bris"] == 0
    assert open_without_journal(bris, "raison") == RAISON

    assert forget_droits(day + timedelta(days=1))["bris"] == 1
    assert forget_droits(day + timedelta(days=1))["bris"] == 0

    bris.refresh_from_db()
    assert (bris.fiche, bris.cree_par, bris.motif, bris.cree_le.day) == (None, None, "danger", 1)
    assert not AvisBris.objects.exists()
    bris.raison = sealed  # an older backup
    assert open_without_journal(bris, "raison") == EFFACE


def test_list_makes_as_many_queries_with_one_or_many(karim, helene, bris):
    client = page_of(helene)
    few = count_queries(client)
    for _ in range(3):
        BrisDeGlace.objects.create(
            structure=karim.structure,
            cree_par=karim.compte,
            sorte="note",
            fiche=uuid.uuid4(),
            motif="releve",
            expire_le=timezone.now() + DUREE,
        )

    assert count_queries(client) == few


def count_queries(client) -> int:
    client.get(reverse("cadre:ouvertures"))
    with CaptureQueriesContext(connection) as seen:
        client.get(reverse("cadre:ouvertures"))
    return len(seen)
