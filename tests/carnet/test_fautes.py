"""Some interleavings of the fault suite (bench/sync_faults.py plays thousands), and what it has taught us."""

import uuid

import pytest
from django.db import connection, transaction

from bench.fautes import Monde, Partie, Serveur, no_fault
from bench.fautes_juge import judge
from bench.fautes_monde import world_of
from bench.sync_faults import sqlite_full
from entredeux.carnet import actions
from entredeux.carnet.enums import EtatEnveloppe
from entredeux.carnet.models import Enveloppe
from entredeux.terrain.actions import correct_intervention
from entredeux.terrain.models import Intervention
from tests.carnet.conftest import enrol

pytestmark = pytest.mark.django_db
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


@pytest.fixture
def monde(samira, karim, claire, settings) -> Monde:
    settings.TASKS = QUEUE
    return world_of(samira, karim, claire)


def play(monde: Monde, graine: str) -> Partie:
    partie = Partie(monde, Serveur(monde, sqlite_full if connection.vendor == "sqlite" else no_fault), graine)
    partie.play()
    return partie


@pytest.mark.parametrize("rank", range(10))
def test_whatever_happens_nothing_is_lost_doubled_nor_hidden(monde, rank):
    verdict = judge(play(monde, f"tests:{rank}"))
    assert (verdict.perdues, verdict.doublees, verdict.cachees) == ([], [], [])
    assert verdict.saisies > 0


def test_the_same_seed_tells_the_same_story(monde):
    def tell() -> list[str]:
        with transaction.atomic():
            told = play(monde, "meme").histoire
            transaction.set_rollback(True)
        return told

    assert tell() == tell()


def test_the_judge_sees_a_lost_a_doubled_and_a_hidden_one(monde):
    """Each fault put by hand in the base is found: a judge that never complains judges nothing."""
    partie = Partie(monde, Serveur(monde), "juge")
    phone, other = partie.telephones
    partie.create_act(phone)
    partie.finish()
    created = partie.saisies[0]
    assert judge(partie).est_bon

    Enveloppe.objects.filter(entree=created.id).update(etat=EtatEnveloppe.ECARTEE)
    assert len(judge(partie).perdues) == 1
    Enveloppe.objects.filter(entree=created.id).update(etat=EtatEnveloppe.APPLIQUEE)

    row = Enveloppe.objects.get(entree=created.id)
    row.pk, row.empreinte = uuid.uuid4(), "0" * 64
    row.save(force_insert=True)
    assert len(judge(partie).doublees) == 1
    row.delete()

    for who, value in ((phone, "apaisee_sur_place"), (other, "refus_partie")):
        act = Intervention.objects.get(pk=created.fiche)
        partie.write(who, "intervention", "corriger", created.fiche, {"issue": value}, base=act.version)
        partie.finish()
    partie.saisies[-1].base = 1  # as if its author had seen nothing of the other's
    assert len(judge(partie).cachees) == 1


# --- what it found


@pytest.fixture
def acte(monde, samira, karim):
    return {
        "registre": "conflits",
        "domaine": "habitat",
        "motif": "regroupement",
        "lieu": str(monde.hall),
        "mission": str(monde.mission),
        "mediateurs": [str(karim.compte.pk)],
    }


def test_a_cancellation_does_not_undo_a_correction_its_author_never_saw(monde, acte, samira, karim, claire):
    phone, fiche, creation = enrol(samira), uuid.uuid4(), uuid.uuid4()
    phone.send(phone.seal("intervention", acte, fiche=fiche, id=creation))
    actions.apply_all(samira.structure)
    correct_intervention(Intervention.objects.get(), {"issue": "accord"}, version=1, by=karim)
    phone.send(phone.seal("intervention", {}, fiche=fiche, geste="annuler", base=None, apres=creation))
    actions.apply_all(samira.structure)

    assert Intervention.objects.get().issue == "accord"
    waiting = Enveloppe.objects.get(geste="annuler")
    assert (waiting.etat, waiting.raison) == (EtatEnveloppe.QUARANTAINE, "a_corriger")
    actions.accept_enveloppe(waiting, by=claire)
    assert not Intervention.objects.exists()


def test_merging_with_a_colleague_is_not_having_seen_them(monde, acte, samira, karim):
    """The first correction merges; the second changes the field the colleague changed, which nobody showed."""
    phone, fiche, creation, first = enrol(samira), uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    phone.send(phone.seal("intervention", acte, fiche=fiche, id=creation))
    actions.apply_all(samira.structure)
    correct_intervention(Intervention.objects.get(), {"issue": "accord"}, version=1, by=karim)
    chain = {"fiche": fiche, "geste": "corriger", "base": None}
    phone.send(phone.seal("intervention", {"duree_minutes": 20}, id=first, apres=creation, **chain))
    phone.send(phone.seal("intervention", {"issue": "refus_partie"}, apres=first, **chain))
    actions.apply_all(samira.structure)

    act = Intervention.objects.get()
    assert (act.issue, act.duree_minutes) == ("accord", 20)
    conflict = Enveloppe.objects.get(etat=EtatEnveloppe.CONFLIT)
    assert (conflict.raison, conflict.champs) == ("meme_champ", ["issue"])


def test_a_correction_after_one_in_conflict_conflicts_too(monde, acte, samira, karim):
    phone, fiche, creation, first = enrol(samira), uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    phone.send(phone.seal("intervention", acte, fiche=fiche, id=creation))
    actions.apply_all(samira.structure)
    correct_intervention(Intervention.objects.get(), {"issue": "accord"}, version=1, by=karim)
    chain = {"fiche": fiche, "geste": "corriger", "base": None}
    phone.send(phone.seal("intervention", {"issue": "refus_partie"}, id=first, apres=creation, **chain))
    phone.send(phone.seal("intervention", {"issue": "apaisee_sur_place"}, apres=first, **chain))
    actions.apply_all(samira.structure)
    assert Intervention.objects.get().issue == "accord"
    assert Enveloppe.objects.filter(etat=EtatEnveloppe.CONFLIT).count() == 2


def test_nobody_conflicts_with_their_own_words(monde, acte, samira):
    phone, fiche, creation = enrol(samira), uuid.uuid4(), uuid.uuid4()
    chain = {"fiche": fiche, "geste": "corriger", "base": None, "apres": creation}
    phone.send(phone.seal("intervention", acte, fiche=fiche, id=creation))
    phone.send(phone.seal("intervention", {"issue": "accord"}, **chain))
    phone.send(phone.seal("intervention", {"issue": "refus_partie"}, **chain))
    actions.apply_all(samira.structure)
    act = Intervention.objects.get()
    assert (act.issue, act.version) == ("refus_partie", 3)
