"""What a phone sends is durable, recorded once, and nothing of it is lost."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from entredeux.cadre.models import EntreeJournal
from entredeux.cadre.textes import read_texte
from entredeux.carnet import actions
from entredeux.carnet.enums import EtatEnveloppe
from entredeux.carnet.models import Enveloppe
from entredeux.terrain.models import Intervention, Passage, Presence
from tests.carnet.conftest import enrol

pytestmark = pytest.mark.django_db


def count_applied() -> int:
    """In tests a task runs as soon as it is enqueued: what was received is applied."""
    return Enveloppe.objects.filter(etat=EtatEnveloppe.APPLIQUEE).count()


@pytest.fixture
def acte(hall, mission):
    return {
        "registre": "conflits",
        "domaine": "habitat",
        "motif": "regroupement",
        "issue": "apaisee_sur_place",
        "lieu": str(hall.pk),
        "mission": str(mission.pk),
        "note": "Le groupe accepte de baisser la musique.",
    }


def test_an_act_arrives_and_is_recorded_as_its_author(telephone, acte, samira):
    fiche = uuid.uuid4()
    assert telephone.send(telephone.seal("intervention", acte, fiche=fiche)) == [("recue", "")]

    assert count_applied() == 1

    act = Intervention.objects.get()
    assert (act.pk, act.motif, act.cree_par) == (fiche, "regroupement", samira.compte)
    assert read_texte(act, "note", by=samira) == "Le groupe accepte de baisser la musique."
    row = Enveloppe.objects.get()
    assert (row.etat, bytes(row.scelle), row.version_produite) == (EtatEnveloppe.APPLIQUEE, b"", 1)


def test_the_envelope_holds_no_word(telephone, acte):
    telephone.send(telephone.seal("intervention", acte))
    assert b"musique" not in bytes(Enveloppe.objects.get().scelle)


def test_the_same_entry_twice_is_recorded_once(telephone, acte, samira):
    entry = telephone.seal("intervention", acte)
    assert telephone.send(entry, entry) == [("recue", ""), ("deja_recue", "")]
    assert telephone.send(entry) == [("deja_recue", "")]
    assert Intervention.objects.count() == 1


def test_the_same_entry_sealed_again_is_recorded_once(telephone, acte, samira):
    when = timezone.now().isoformat()
    same = {"id": uuid.uuid4(), "fiche": uuid.uuid4(), "ecrite_le": when}
    first, again = telephone.seal("intervention", acte, **same), telephone.seal("intervention", acte, **same)
    assert first["scelle"] != again["scelle"]
    assert telephone.send(first) == [("recue", "")]
    assert telephone.send(again) == [("deja_recue", "")]
    assert count_applied() == 1


def test_the_same_id_with_another_content_waits_for_a_person(telephone, acte, samira, claire):
    same = uuid.uuid4()
    telephone.send(telephone.seal("intervention", acte, id=same))
    other = telephone.seal("intervention", acte | {"issue": "accord"}, id=same)
    assert telephone.send(other) == [("quarantaine", "contenu_different")]
    assert Intervention.objects.get().issue == "apaisee_sur_place"

    row = Enveloppe.objects.get(etat=EtatEnveloppe.CONFLIT)
    actions.accept_enveloppe(row, comme_nouvelle=True, by=claire)
    assert sorted(Intervention.objects.values_list("issue", flat=True)) == ["accord", "apaisee_sur_place"]


def test_a_bad_entry_never_blocks_the_next(telephone, acte, samira):
    torn = telephone.seal("intervention", acte)
    torn["scelle"] = torn["scelle"][:-8]
    good = telephone.seal("intervention", acte)
    answers = telephone.send({"id": "pas un identifiant"}, "rien", torn, good)
    assert answers == [
        ("refusee", "malformee"),
        ("refusee", "malformee"),
        ("refusee", "scelle_illisible"),
        ("recue", ""),
    ]
    assert count_applied() == 1


def test_an_entry_sealed_by_one_cannot_leave_under_another_name(telephone, acte, karim):
    entry = telephone.seal("intervention", acte)
    other = enrol(karim, "Autre")
    assert other.send(entry | {"jeton": other.jeton}) == [("refusee", "scelle_illisible")]
    assert not Enveloppe.objects.exists()
    assert EntreeJournal.objects.filter(evenement="carnet.saisie.refusee").count() == 1


def test_an_unknown_token_is_refused_and_journaled(telephone, acte):
    entry = telephone.seal("intervention", acte) | {"jeton": "x" * 43}
    assert telephone.send(entry) == [("refusee", "jeton_inconnu")]


def test_an_unknown_key_is_kept_for_a_person(telephone, acte):
    entry = telephone.seal("intervention", acte) | {"cle": str(uuid.uuid4())}
    assert telephone.send(entry) == [("quarantaine", "cle_inconnue")]
    assert Enveloppe.objects.get().raison == "cle_inconnue"


def test_a_retired_key_still_opens_and_the_new_one_is_told(telephone, acte, samira, claire):
    entry = telephone.seal("intervention", acte)
    new = actions.rotate_key(samira.structure, by=claire)
    answer = telephone.post(entry).json()
    assert answer["reponses"][0]["etat"] == "recue"
    assert answer["cle"] == {"id": str(new.pk), "structure": str(samira.structure.pk), "publique": new.publique}
    assert count_applied() == 1


def test_a_revoked_phone_reaches_quarantine_only(telephone, acte, samira, claire):
    entry = telephone.seal("intervention", acte)
    actions.revoke_telephone(Enveloppe._meta.get_field("jeton").related_model.objects.get().telephone, by=claire)
    assert telephone.send(entry) == [("quarantaine", "jeton_revoque")]
    assert count_applied() == 0

    actions.accept_enveloppe(Enveloppe.objects.get(), by=claire)
    assert Intervention.objects.get().cree_par == samira.compte


def test_a_closed_account_reaches_quarantine_only(telephone, acte, samira):
    samira.compte.is_active = False
    samira.compte.save()
    assert telephone.send(telephone.seal("intervention", acte)) == [("quarantaine", "jeton_revoque")]


def test_a_correction_that_arrives_first_waits_for_the_act(telephone, acte, samira):
    fiche, creation = uuid.uuid4(), uuid.uuid4()
    first = telephone.seal("intervention", acte, fiche=fiche, id=creation)
    then = telephone.seal("intervention", {"issue": "accord"}, fiche=fiche, geste="corriger", base=None, apres=creation)
    telephone.send(then)
    assert count_applied() == 0
    assert Enveloppe.objects.get().etat == EtatEnveloppe.EN_ATTENTE

    telephone.send(first)
    assert count_applied() == 2
    act = Intervention.objects.get()
    assert (act.issue, act.version) == ("accord", 2)


def test_after_five_days_the_gap_is_forced_and_shown(telephone, acte, samira):
    late = telephone.seal("intervention", acte, apres=uuid.uuid4())
    telephone.send(late)
    Enveloppe.objects.update(cree_le=timezone.now() - timedelta(days=5, minutes=1))
    assert actions.apply_all(samira.structure) == 1
    assert Enveloppe.objects.get().est_forcee


def test_different_fields_merge_and_the_same_field_is_a_shown_conflict(telephone, acte, samira, karim, claire):
    fiche = uuid.uuid4()
    team = acte | {"mediateurs": [str(karim.compte.pk)]}
    telephone.send(telephone.seal("intervention", team, fiche=fiche))
    other = enrol(karim, "Le sien")
    mine = telephone.seal("intervention", {"issue": "accord"}, fiche=fiche, geste="corriger", base=1)
    merges = other.seal("intervention", {"duree_minutes": 20}, fiche=fiche, geste="corriger", base=1)
    clashes = other.seal("intervention", {"issue": "refus_partie"}, fiche=fiche, geste="corriger", base=1)
    telephone.send(mine)
    other.send(merges, clashes)

    act = Intervention.objects.get()
    assert (act.issue, act.duree_minutes, act.version) == ("accord", 20, 3)
    conflict = Enveloppe.objects.get(etat=EtatEnveloppe.CONFLIT)
    assert (conflict.raison, conflict.champs) == ("meme_champ", ["issue"])

    actions.settle_conflit(conflict, gardes={"issue": True}, by=claire)
    act.refresh_from_db()
    assert act.issue == "refus_partie"
    assert act.corrections.count() == 3


def test_a_cancellation_undoes_the_act(telephone, acte, samira):
    fiche, creation = uuid.uuid4(), uuid.uuid4()
    telephone.send(
        telephone.seal("intervention", acte, fiche=fiche, id=creation),
        telephone.seal("intervention", {}, fiche=fiche, geste="annuler", base=None, apres=creation),
    )
    assert count_applied() == 2
    assert not Intervention.objects.exists()


def test_a_whole_round_arrives_in_one_batch(telephone, samira, mission, hall):
    presence, debut = uuid.uuid4(), uuid.uuid4()
    start = timezone.now() - timedelta(hours=3)
    telephone.send(
        telephone.seal("presence", {"mission": str(mission.pk)}, fiche=presence, id=debut, ecrite_le=start.isoformat()),
        telephone.seal(
            "presence",
            {"fin_le": (start + timedelta(hours=2)).isoformat()},
            fiche=presence,
            geste="corriger",
            base=None,
            apres=debut,
            ecrite_le=(start + timedelta(hours=2)).isoformat(),
        ),
        telephone.seal(
            "passage",
            {"presence": str(presence), "lieu": str(hall.pk), "rien": True},
            apres=debut,
            ecrite_le=(start + timedelta(hours=1)).isoformat(),
        ),
    )
    assert count_applied() == 3
    found = Presence.objects.get()
    assert (found.pk, found.duree_minutes) == (presence, 120)
    passage = Passage.objects.get(est_visite=True)
    assert (passage.lieu, passage.est_rien_a_signaler) == (hall, True)


def test_the_clock_of_the_phone_is_measured_and_never_trusted(telephone, acte, samira, structure):
    ahead = timezone.now() + timedelta(days=3)
    telephone.send(telephone.seal("intervention", acte, ecrite_le=ahead.isoformat()), horloge=ahead.isoformat())
    row = Enveloppe.objects.get()
    assert abs(row.decalage_s - 3 * 86400) < 60
    assert Intervention.objects.get().date_service <= timezone.localdate()


def test_what_is_no_longer_accepted_waits_then_is_mended(telephone, acte, samira, claire):
    telephone.send(telephone.seal("intervention", acte | {"issue": "code_disparu"}))
    assert count_applied() == 0
    row = Enveloppe.objects.get()
    assert (row.etat, row.raison, row.champs) == (EtatEnveloppe.QUARANTAINE, "a_corriger", ["issue"])

    actions.accept_enveloppe(row, changes={"issue": "accord"}, by=claire)
    act = Intervention.objects.get()
    assert (act.issue, act.cree_par) == ("accord", samira.compte)


def test_putting_aside_destroys_the_content_and_keeps_the_reason(telephone, acte, samira, claire):
    telephone.send(telephone.seal("intervention", acte | {"issue": "code_disparu"}))
    row = actions.discard_enveloppe(Enveloppe.objects.get(), motif="Saisie deux fois.", by=claire)
    assert (row.etat, bytes(row.scelle), row.decidee_par) == (EtatEnveloppe.ECARTEE, b"", claire.compte)
    assert read_texte(row, "motif", by=claire) == "Saisie deux fois."


def test_too_many_at_once_is_413_with_the_limit(telephone, acte):
    answer = telephone.post(*({"id": str(uuid.uuid4())} for _ in range(51)))
    assert (answer.status_code, answer.json()["limite"]) == (413, 50)


def test_malformed_json_is_said_and_changes_nothing(telephone):
    answer = telephone.client.post("/carnet/sync", "{", content_type="application/json")
    assert (answer.status_code, list(answer.json())) == (400, ["message"])
    assert not Enveloppe.objects.exists()
